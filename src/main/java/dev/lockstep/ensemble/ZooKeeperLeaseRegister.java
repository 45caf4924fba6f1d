package dev.lockstep.ensemble;

import dev.lockstep.standby.LeaseRecord;
import dev.lockstep.standby.LeaseRegister;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One znode for each line, which both of its PCs replace by comparing its version. Thread-safe;
 * what follows from an answer runs on a thread that may block.
 */
public final class ZooKeeperLeaseRegister implements LeaseRegister {
  private final EnsembleClient client;
  private final String line;
  private final String path;

  /**
   * @throws IllegalArgumentException where the line's name can be no znode's; the message says what
   *     is allowed
   */
  public ZooKeeperLeaseRegister(EnsembleClient client, String line) {
    this.client = client;
    this.line = line;
    this.path = client.paths().line(line);
  }

  @Override
  public CompletableFuture<Read> read() {
    return client.readLatest(path).thenApply(this::known);
  }

  private Read known(ReadResult read) {
    return switch (read) {
      case ReadResult.Absent _ -> new Read.Known(Optional.empty(), ABSENT);
      case ReadResult.NotKnown notKnown -> new Read.NotKnown(notKnown.detail());
      case ReadResult.Found found -> {
        try {
          LeaseRecord record = LeaseZnode.decode(path, line, found.content());
          yield new Read.Known(Optional.of(record), found.version());
        } catch (ForeignContentException foreign) {
          yield new Read.NotKnown(
              "%s: delete that znode where neither PC of the line is active, and then say lockstep standby alone on the PC whose records count"
                  .formatted(foreign.getMessage()));
        }
      }
    };
  }

  @Override
  public CompletableFuture<Written> write(LeaseRecord next, int version) {
    byte[] content = LeaseZnode.encode(line, next);
    CompletableFuture<WriteResult> done =
        version == ABSENT
            ? client.createChroot().thenCompose(made -> created(made, content))
            : client.update(path, content, version);
    return done.thenApply(result -> written(result, version));
  }

  /** A line may be the first that uses the chroot. */
  private CompletableFuture<WriteResult> created(WriteResult chroot, byte[] content) {
    return switch (chroot) {
      case WriteResult.Refused _, WriteResult.NotKnown _ ->
          CompletableFuture.completedFuture(chroot);
      case WriteResult.Done _,
          WriteResult.There _,
          WriteResult.Absent _,
          WriteResult.OtherVersion _ ->
          client.create(path, content);
    };
  }

  /** ZooKeeper counts each replacement by one; a create begins with 0. */
  private static Written written(WriteResult result, int version) {
    return switch (result) {
      case WriteResult.Done _ -> new Written.Done(version == ABSENT ? 0 : version + 1);
      case WriteResult.There _, WriteResult.Absent _, WriteResult.OtherVersion _ ->
          new Written.OtherVersion();
      case WriteResult.Refused refused -> new Written.NotKnown(refused.detail());
      case WriteResult.NotKnown notKnown -> new Written.NotKnown(notKnown.detail());
    };
  }
}
