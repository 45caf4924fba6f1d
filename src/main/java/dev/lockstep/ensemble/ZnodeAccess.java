package dev.lockstep.ensemble;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * ACL of new znodes. ZooKeeper hands none on from a znode to those below it, and one that names its
 * creator alone would shut the other replicas and gateways out.
 */
final class ZnodeAccess {
  private final EnsembleSettings.Access access;
  private final String chroot;
  private final BoundedCalls calls;
  private volatile Optional<Known> ofChroot = Optional.empty();

  ZnodeAccess(EnsembleSettings.Access access, String chroot, BoundedCalls calls) {
    this.access = access;
    this.chroot = chroot;
    this.calls = calls;
  }

  /** The ACL, or why it is not known. */
  sealed interface Acl {}

  record Known(List<ACL> acl) implements Acl {}

  /**
   * @param failure what a write that needs it results in: nothing was sent
   */
  record Unknown(WriteResult failure) implements Acl {}

  /** An operator may have changed it. */
  void readAnew() {
    ofChroot = Optional.empty();
  }

  CompletableFuture<Acl> acl() {
    return switch (access) {
      case OPEN -> CompletableFuture.completedFuture(new Known(Ids.OPEN_ACL_UNSAFE));
      case CHROOT ->
          ofChroot
              .<CompletableFuture<Acl>>map(CompletableFuture::completedFuture)
              .orElseGet(this::ask);
    };
  }

  private CompletableFuture<Acl> ask() {
    return calls.call(
        why -> new Unknown(new WriteResult.NotKnown(why)),
        (zoo, answer) -> {
          AsyncCallback.ACLCallback done =
              (code, path, context, acl, stat) -> answer.complete(answered(code, acl));
          zoo.getACL(chroot, new Stat(), done, null);
        });
  }

  private Acl answered(int code, List<ACL> acl) {
    switch (Code.get(code)) {
      case OK -> {
        // ZooKeeper's own check asks lists whether they hold null, which immutable ones answer with
        // an exception.
        Known known = new Known(new ArrayList<>(acl));
        ofChroot = Optional.of(known);
        return known;
      }
      case NONODE -> {
        return new Unknown(
            new WriteResult.Refused(
                "znode %s is not there: with lockstep.ensemble.acl=CHROOT an operator makes it, with its ACL"
                    .formatted(chroot)));
      }
      default -> {
        return new Unknown(ResultCodes.write(code, chroot));
      }
    }
  }
}
