package dev.lockstep.ensemble;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Sweeps verdicts that every participant has confirmed, with the votes beside them, when they are
 * old enough; the holder of a lease does, some buckets at a time. What is not confirmed stays,
 * however old: an absent znode must never meet a gateway that is still in doubt.
 */
final class VerdictSweeper {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.ensemble");
  private static final int BUCKETS_AT_ONCE = 16;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  private final EnsembleClient client;
  private final String self;
  private final EnsembleSettings.Times times;
  private final TimeSource clock;
  private int next;
  private int planlessSoFar;
  private volatile int planless;
  private volatile boolean holds;

  VerdictSweeper(
      EnsembleClient client, String self, EnsembleSettings.Times times, TimeSource clock) {
    this.client = client;
    this.self = self;
    this.times = times;
    this.clock = clock;
  }

  /**
   * Verdicts of gateways that no replica has completed, as the last whole round counted them: the
   * plan was lost with the replica. They are kept.
   */
  int planless() {
    return planless;
  }

  /**
   * Looks through the next buckets, where this replica has the lease.
   *
   * @param left is told of what was decided long ago and is not confirmed
   */
  void sweep(Consumer<VerdictRecord> left) {
    if (!leased()) {
      return;
    }
    List<String> buckets = EnsemblePaths.buckets();
    for (int each = 0; each < BUCKETS_AT_ONCE; each++) {
      sweep(buckets.get(next), left);
      next = (next + 1) % buckets.size();
      if (next == 0) {
        planless = planlessSoFar;
        planlessSoFar = 0;
      }
    }
  }

  private boolean leased() {
    String path = client.paths().sweeper();
    WriteResult made =
        client.createEphemeral(path, self.getBytes(StandardCharsets.US_ASCII)).join();
    holds =
        made instanceof WriteResult.Done
            || (made instanceof WriteResult.There
                && client.read(path).join() instanceof ReadResult.Found found
                && new String(found.content(), StandardCharsets.US_ASCII).equals(self));
    return holds;
  }

  /** Gives the lease back, where this replica has it: the session may live on without it. */
  CompletableFuture<WriteResult> leave() {
    return holds
        ? client.delete(client.paths().sweeper(), EnsembleClient.ANY_VERSION)
        : CompletableFuture.completedFuture(new WriteResult.Absent());
  }

  private void sweep(String bucket, Consumer<VerdictRecord> left) {
    if (!(client.children(client.paths().verdicts(bucket)).join()
        instanceof ChildrenResult.Listed listed)) {
      return;
    }
    for (String name : listed.names()) {
      EnsemblePaths.id(bucket, name).ifPresent(id -> look(id, bucket, left));
    }
  }

  private void look(TransactionId id, String bucket, Consumer<VerdictRecord> left) {
    String path = client.paths().verdict(id);
    if (!(client.read(path).join() instanceof ReadResult.Found found)) {
      return;
    }
    Duration age = Duration.between(Instant.ofEpochMilli(found.changedAt()), clock.now().wall());
    try {
      VerdictRecord verdict = VerdictRecord.decode(path, id, found.content());
      if (verdict.record().isEmpty()) {
        planlessSoFar++;
      } else if (!verdict.confirmed() && age.compareTo(times.sweepEvery().multipliedBy(2)) > 0) {
        left.accept(verdict);
      } else if (verdict.confirmed() && age.compareTo(times.forgottenFor()) > 0) {
        remove(id, bucket, found.version());
      }
    } catch (ForeignContentException foreign) {
      LOG.error(foreign.getMessage());
    }
  }

  /**
   * Verdict, votes and what is left of the plan in one: a vote without its verdict would look like
   * a doubt, and a plan without it like something that was begun and not decided. The crash story
   * of a plan that is left: 1. COMMIT is confirmed by all, and the deletion of the plan is lost; 2.
   * its owner lives on for longer than verdicts are kept; 3. it dies, another takes the plan up,
   * finds no verdict, and proposes ROLLBACK.
   */
  private void remove(TransactionId id, String bucket, int version) {
    List<WriteStep> steps = new ArrayList<>();
    steps.add(new WriteStep.Delete(client.paths().verdict(id), version));
    switch (client.readLatest(client.paths().open(id)).join()) {
      case ReadResult.Found open ->
          steps.add(new WriteStep.Delete(client.paths().open(id), open.version()));
      case ReadResult.Absent absent -> {}
      case ReadResult.NotKnown notKnown -> {
        return;
      }
    }
    if (!(client.children(client.paths().votes(bucket)).join()
        instanceof ChildrenResult.Listed votes)) {
      return;
    }
    votes.names().stream()
        .filter(name -> name.startsWith(id + ".") && participant(id, name).isPresent())
        .forEach(
            name ->
                steps.add(
                    new WriteStep.Delete(
                        client.paths().votes(bucket) + "/" + name, EnsembleClient.ANY_VERSION)));
    WriteResult result = client.all(steps).join();
    if (result instanceof WriteResult.Refused refused) {
      LOG.warnf("transaction=%s not swept: %s", id, refused.detail());
    }
  }

  private static Optional<String> participant(TransactionId id, String name) {
    return Optional.of(name.substring(id.value().length() + 1))
        .filter(number -> NUMBER.matcher(number).matches());
  }
}
