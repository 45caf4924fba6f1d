package dev.lockstep.ensemble;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.data.ACL;

/** Creates znodes, with those above them where they are missing: buckets are made at first need. */
final class ZnodeCreation {
  private final EnsemblePaths paths;
  private final ZnodeAccess access;
  private final BoundedCalls calls;
  private final WriteGroups groups;

  /** Buckets that were seen: of these a create can be expected not to spoil its group. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  ZnodeCreation(EnsemblePaths paths, ZnodeAccess access, BoundedCalls calls, WriteGroups groups) {
    this.paths = paths;
    this.access = access;
    this.calls = calls;
    this.groups = groups;
  }

  /** The chroot, and what stands above it. */
  CompletableFuture<WriteResult> chroot() {
    return permitted(
        acl -> {
          CompletableFuture<WriteResult> made =
              CompletableFuture.completedFuture(new WriteResult.There());
          for (String above : paths.chrootAndAbove()) {
            made =
                made.thenCompose(
                    before ->
                        ifThere(
                            before, () -> send(above, new byte[0], CreateMode.PERSISTENT, acl)));
          }
          return made;
        });
  }

  /** One below the chroot, which is there or not, and is not made by this. */
  CompletableFuture<WriteResult> make(String path, byte[] content, CreateMode mode) {
    return permitted(acl -> make(path, content, mode, acl));
  }

  /** What is written with an ACL. */
  private interface WithAcl {
    CompletableFuture<WriteResult> write(List<ACL> acl);
  }

  private CompletableFuture<WriteResult> permitted(WithAcl write) {
    return access
        .acl()
        .thenCompose(
            acl ->
                switch (acl) {
                  case ZnodeAccess.Known known -> write.write(known.acl());
                  case ZnodeAccess.Unknown unknown ->
                      CompletableFuture.completedFuture(unknown.failure());
                });
  }

  private CompletableFuture<WriteResult> make(
      String path, byte[] content, CreateMode mode, List<ACL> acl) {
    String above = above(path);
    if (mode == CreateMode.PERSISTENT && seen.contains(above)) {
      return groups
          .write(List.of(new WriteStep.Create(path, content, acl)))
          .thenCompose(
              result -> {
                if (!(result instanceof WriteResult.Absent)) {
                  return CompletableFuture.completedFuture(result);
                }
                seen.remove(above); // the ensemble lost its data, or somebody cleared it away
                return make(path, content, mode, acl);
              });
    }
    CompletableFuture<WriteResult> made = makeAlone(path, content, mode, acl);
    return made.whenComplete(
        (result, bug) -> {
          if (result instanceof WriteResult.Done || result instanceof WriteResult.There) {
            seen.add(above);
          }
        });
  }

  private CompletableFuture<WriteResult> makeAlone(
      String path, byte[] content, CreateMode mode, List<ACL> acl) {
    return send(path, content, mode, acl)
        .thenCompose(
            result ->
                result instanceof WriteResult.Absent
                    ? makeAbove(path, acl)
                        .thenCompose(above -> ifThere(above, () -> send(path, content, mode, acl)))
                    : CompletableFuture.completedFuture(result));
  }

  private CompletableFuture<WriteResult> makeAbove(String path, List<ACL> acl) {
    String above = above(path);
    return above.length() > paths.chroot().length()
        ? make(above, new byte[0], CreateMode.PERSISTENT, acl)
        : CompletableFuture.completedFuture(
            new WriteResult.Refused(
                "znode %s is not there; a coordinator makes it where it may, or an operator does"
                    .formatted(paths.chroot())));
  }

  private static String above(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static CompletableFuture<WriteResult> ifThere(
      WriteResult before, Supplier<CompletableFuture<WriteResult>> next) {
    return before instanceof WriteResult.Done || before instanceof WriteResult.There
        ? next.get()
        : CompletableFuture.completedFuture(before);
  }

  private CompletableFuture<WriteResult> send(
      String path, byte[] content, CreateMode mode, List<ACL> acl) {
    return calls.call(
        WriteResult.NotKnown::new,
        (zoo, answer) -> {
          AsyncCallback.StringCallback done =
              (code, asked, context, name) -> answer.complete(ResultCodes.write(code, path));
          zoo.create(path, content, acl, mode, done, null);
        });
  }
}
