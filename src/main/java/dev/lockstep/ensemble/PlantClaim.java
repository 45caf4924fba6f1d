package dev.lockstep.ensemble;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Whose the chroot is: two plants must not share one, and nothing foreign is written beside. */
public final class PlantClaim {
  private static final Set<String> OURS =
      Set.of("plant", "tx", "votes", "open", "outcomes", "replicas", "sweeper", "lines");
  private static final int NAMED_MAX = 5;

  private final EnsembleClient client;
  private final String plant;

  public PlantClaim(EnsembleClient client, String plant) {
    this.client = client;
    this.plant = plant;
  }

  /** What was found there. */
  public sealed interface Result {}

  /** This plant's. */
  public record Ours(PlantRecord record) implements Result {}

  /** No plant's yet: no coordinator has written there. */
  public record Unclaimed() implements Result {}

  /**
   * Another plant's, or something else than Lockstep's; or the ensemble refuses it. It needs a
   * person.
   */
  public record Foreign(String sentence) implements Result {}

  /** No answer that says how it is. */
  public record NotKnown(String detail) implements Result {}

  /** Looks, and writes nothing. */
  public CompletableFuture<Result> look() {
    String path = client.paths().plant();
    return client
        .readLatest(path)
        .thenApply(
            read ->
                switch (read) {
                  case ReadResult.Found found -> found(path, found.content());
                  case ReadResult.Absent absent -> new Unclaimed();
                  case ReadResult.NotKnown notKnown -> new NotKnown(notKnown.detail());
                });
  }

  private Result found(String path, byte[] content) {
    try {
      PlantRecord record = PlantRecord.decode(path, content);
      return record.name().equals(plant)
          ? new Ours(record)
          : new Foreign(
              "%s on %s belongs to the plant \"%s\", and this one is \"%s\" (lockstep.ensemble.plant): two plants need two chroots (lockstep.ensemble.chroot)"
                  .formatted(client.paths().chroot(), client.servers(), record.name(), plant));
    } catch (ForeignContentException foreign) {
      return new Foreign(String.valueOf(foreign.getMessage()));
    }
  }

  /**
   * Looks, and writes the plant's name where it is missing; only a coordinator does that.
   *
   * @param log the identity that a new log gets
   */
  public CompletableFuture<Result> claim(String log) {
    return look()
        .thenCompose(
            result ->
                result instanceof Unclaimed
                    ? client.children(client.paths().chroot()).thenCompose(each -> make(each, log))
                    : CompletableFuture.completedFuture(result));
  }

  private CompletableFuture<Result> make(ChildrenResult children, String log) {
    return switch (children) {
      case ChildrenResult.NotKnown notKnown ->
          CompletableFuture.completedFuture(new NotKnown(notKnown.detail()));
      case ChildrenResult.Listed listed -> {
        Set<String> foreign = new TreeSet<>(listed.names());
        foreign.removeAll(OURS);
        yield foreign.isEmpty()
            ? client.createChroot().thenCompose(made -> write(made, log))
            : CompletableFuture.completedFuture(occupied(foreign));
      }
    };
  }

  private Result occupied(Set<String> foreign) {
    List<String> named = foreign.stream().limit(NAMED_MAX).toList();
    return new Foreign(
        "%s on %s holds znodes of something else (%s): take another chroot (lockstep.ensemble.chroot)"
            .formatted(client.paths().chroot(), client.servers(), String.join(", ", named)));
  }

  private CompletableFuture<Result> write(WriteResult chroot, String log) {
    return switch (chroot) {
      case WriteResult.Refused refused ->
          CompletableFuture.completedFuture(new Foreign(refused.detail()));
      case WriteResult.NotKnown notKnown ->
          CompletableFuture.completedFuture(new NotKnown(notKnown.detail()));
      case WriteResult.Done done -> writePlant(log);
      case WriteResult.There there -> writePlant(log);
      case WriteResult.Absent absent -> writePlant(log);
      case WriteResult.OtherVersion other -> writePlant(log);
    };
  }

  /** Another coordinator may have been first: what stands there is read, whichever wrote it. */
  private CompletableFuture<Result> writePlant(String log) {
    return client
        .create(client.paths().plant(), new PlantRecord(plant, log).encode())
        .thenCompose(
            made ->
                made instanceof WriteResult.Refused refused
                    ? CompletableFuture.completedFuture(new Foreign(refused.detail()))
                    : look());
  }
}
