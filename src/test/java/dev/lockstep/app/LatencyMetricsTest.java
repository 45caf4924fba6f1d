package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is counted as a wait, by a clock that is set by hand. */
class LatencyMetricsTest {
  private static final TransactionId ID = new TransactionId("t-1");
  private static final Branch BRANCH =
      new Branch(ID, "fingerprint", List.of(), Optional.empty(), List.of(), false);

  private Duration elapsed = Duration.ofDays(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LatencyMetrics metrics = new LatencyMetrics(registry, () -> at(elapsed));

  private static Moment at(Duration time) {
    return new Moment(Instant.EPOCH.plus(time), time.toNanos(), "this run");
  }

  private Moment ago(Duration time) {
    return at(elapsed.minus(time));
  }

  private static Moment ofAnotherRun(Moment moment) {
    return new Moment(moment.wall(), moment.ticks(), "the run before");
  }

  private void becomes(State before, State after) {
    Decision decision =
        new Decision(after, Decision.Durability.FORCED, new Effect.None(), new Reply.Taken());
    metrics.decided(before, new Event.Restarted(at(elapsed)), decision);
  }

  private static State preparing(Moment since) {
    return new State.Preparing(BRANCH, State.Preparing.Phase.CHECKING, List.of(), since);
  }

  private Ballot.Yes vote() {
    return new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), at(elapsed));
  }

  private State committing(Moment decided) {
    return new State.Committing(
        BRANCH,
        vote(),
        Decided.byCoordinator(decided),
        List.of(),
        State.Committing.Standing.MOVING,
        decided);
  }

  private State ended(Outcome outcome) {
    return new State.Ended(
        ID,
        Optional.of(BRANCH),
        Optional.of(vote()),
        Optional.of(outcome),
        List.of(),
        Decided.byCoordinator(at(elapsed)),
        false);
  }

  private void assertTimed(String name, Duration... times) {
    Timer timer = registry.get(name).timer();
    assertThat(timer.count()).as(name).isEqualTo(times.length);
    Duration sum = List.of(times).stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).as(name).isEqualTo((double) sum.toNanos());
  }

  @Test
  void voteIsTimedFromItsRequestOnce() {
    State prepared = new State.Prepared(BRANCH, vote(), List.of());

    becomes(preparing(ago(Duration.ofMillis(30))), prepared);
    becomes(prepared, committing(at(elapsed)));

    assertTimed("lockstep.vote", Duration.ofMillis(30));
  }

  @Test
  void commitIsTimedFromTheDecisionUntilItIsDoneAndNoOtherEndIs() {
    becomes(committing(ago(Duration.ofSeconds(2))), ended(Outcome.COMMITTED));
    becomes(committing(ago(Duration.ofSeconds(9))), ended(Outcome.HEURISTIC_COMMIT));

    assertTimed("lockstep.commit", Duration.ofSeconds(2));
  }

  @Test
  void whatBeganInAnEarlierRunIsNotTimed() {
    becomes(committing(ofAnotherRun(ago(Duration.ofSeconds(2)))), ended(Outcome.COMMITTED));

    assertTimed("lockstep.commit");
  }

  @Test
  void coordinationIsTimedInItsThreeParts() {
    Instant begun = at(elapsed).wall();
    CoordinationPlan plan =
        new CoordinationPlan(
            ID,
            List.of(new CoordinationPlan.Share(URI.create("http://line-a"), List.of())),
            new CoordinationPlan.Terms(Duration.ofSeconds(1), 1, 1),
            begun);
    List<Vote> votes = List.of(new Vote.Awaited());
    Ruling ruling = new Ruling(Verdict.ABORT, List.of(), begun.plusMillis(40));
    List<Delivery> excused = List.of(new Delivery.Excused());
    Coordination decided = new Coordination.Decided(plan, votes, ruling, excused);
    elapsed = elapsed.plusMillis(45);

    metrics.stepped(new Coordination.Preparing(plan, votes), decided);
    metrics.stepped(
        decided,
        new Coordination.Ended(
            plan, votes, ruling, excused, begun.plusMillis(140), new TreeMap<>()));

    assertTimed("lockstep.coordination.votes", Duration.ofMillis(40));
    assertTimed("lockstep.coordination.decision", Duration.ofMillis(5));
    assertTimed("lockstep.coordination.delivery", Duration.ofMillis(100));
    assertThat(registry.get("lockstep.coordinations").tag("verdict", "ABORT").counter().count())
        .isOne();
    assertThat(registry.get("lockstep.coordinations").tag("verdict", "COMMIT").counter().count())
        .isZero();
  }
}
