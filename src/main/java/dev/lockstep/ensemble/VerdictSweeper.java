package dev.lockstep.ensemble;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
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
  private static final int READS_AT_ONCE = 100;
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
    List<TransactionId> ids =
        listed.names().stream().flatMap(name -> EnsemblePaths.id(bucket, name).stream()).toList();
    for (int from = 0; from < ids.size(); from += READS_AT_ONCE) {
      List<TransactionId> some = ids.subList(from, Math.min(from + READS_AT_ONCE, ids.size()));
      List<Swept> old = new ArrayList<>();
      for (var read : reads(some, id -> client.read(client.paths().verdict(id))).entrySet()) {
        if (read.getValue().join() instanceof ReadResult.Found found) {
          look(read.getKey(), found, left).ifPresent(old::add);
        }
      }
      if (!old.isEmpty()) {
        remove(bucket, old);
      }
    }
  }

  /** What may go, as it was read. */
  private record Swept(TransactionId id, int version) {}

  private static Map<TransactionId, CompletableFuture<ReadResult>> reads(
      List<TransactionId> ids, Function<TransactionId, CompletableFuture<ReadResult>> read) {
    Map<TransactionId, CompletableFuture<ReadResult>> all = new LinkedHashMap<>();
    ids.forEach(id -> all.put(id, read.apply(id)));
    return all;
  }

  private Optional<Swept> look(
      TransactionId id, ReadResult.Found found, Consumer<VerdictRecord> left) {
    Duration age = Duration.between(Instant.ofEpochMilli(found.changedAt()), clock.now().wall());
    try {
      VerdictRecord verdict = VerdictRecord.decode(client.paths().verdict(id), id, found.content());
      if (verdict.confirmed()) {
        return age.compareTo(times.forgottenFor()) > 0
            ? Optional.of(new Swept(id, found.version()))
            : Optional.empty();
      }
      if (verdict.record().isEmpty()) {
        planlessSoFar++;
      } else if (age.compareTo(times.sweepEvery().multipliedBy(2)) > 0) {
        left.accept(verdict);
      }
    } catch (ForeignContentException foreign) {
      LOG.error(foreign.getMessage());
    }
    return Optional.empty();
  }

  /**
   * Verdict, votes and what is left of the plan in one: a vote without its verdict would look like
   * a doubt, and a plan without it like something that was begun and not decided. The crash story
   * of a plan that is left: 1. COMMIT is confirmed by all, and the deletion of the plan is lost; 2.
   * its owner lives on for longer than verdicts are kept; 3. it dies, another takes the plan up,
   * finds no verdict, and proposes ROLLBACK.
   */
  private void remove(String bucket, List<Swept> old) {
    var notes =
        reads(
            old.stream().map(Swept::id).toList(), id -> client.readLatest(client.paths().open(id)));
    if (!(client.children(client.paths().votes(bucket)).join()
        instanceof ChildrenResult.Listed votes)) {
      return;
    }
    Map<TransactionId, CompletableFuture<WriteResult>> removals = new LinkedHashMap<>();
    for (Swept each : old) {
      ReadResult note = Objects.requireNonNull(notes.get(each.id())).join();
      if (!(note instanceof ReadResult.NotKnown)) {
        removals.put(each.id(), client.all(removal(each, note, bucket, votes.names())));
      }
    }
    removals.forEach(
        (id, removal) -> {
          if (removal.join() instanceof WriteResult.Refused refused) {
            LOG.warnf("transaction=%s not swept: %s", id, refused.detail());
          }
        });
  }

  private List<WriteStep> removal(Swept old, ReadResult note, String bucket, List<String> votes) {
    List<WriteStep> steps = new ArrayList<>();
    steps.add(new WriteStep.Delete(client.paths().verdict(old.id()), old.version()));
    if (note instanceof ReadResult.Found open) {
      steps.add(new WriteStep.Delete(client.paths().open(old.id()), open.version()));
    }
    votes.stream()
        .filter(name -> name.startsWith(old.id() + ".") && participant(old.id(), name).isPresent())
        .map(name -> client.paths().votes(bucket) + "/" + name)
        .forEach(vote -> steps.add(new WriteStep.Delete(vote, EnsembleClient.ANY_VERSION)));
    return steps;
  }

  private static Optional<String> participant(TransactionId id, String name) {
    return Optional.of(name.substring(id.value().length() + 1))
        .filter(number -> NUMBER.matcher(number).matches());
  }
}
