package dev.lockstep.transaction;

import dev.lockstep.device.Age;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The start of a commit at an instant (decision 66): the first stage is let go at that instant by
 * this gateway's clock, or not at all without an operator's release.
 *
 * <p>The instant is compared with the wall clock, and the wall clock with the monotonic one since
 * the decision arrived: a clock that was set meanwhile would make this machine jump at another time
 * than the others.
 */
final class TimedStart {
  /** What a clock that is kept right by slewing may gain or lose: 1 in 2,000 (adjtime(3)). */
  private static final int SLEWED_PER = 2_000;

  private static final Duration STEP = Duration.ofMillis(20);

  private TimedStart() {}

  /** Whether an instant binds these tasks: those of the first stage that moves a machine. */
  static boolean binds(Committing state, List<Task> batch) {
    return state.instant().isPresent() && firstStage(state) == batch.getFirst().stage();
  }

  private static int firstStage(Committing state) {
    return state.branch().tasks().stream()
        .filter(task -> !task.action().readOnly())
        .mapToInt(Task::stage)
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** Why the first stage can no longer be let go at its instant; empty where it can. */
  static Optional<Reason> missed(Committing state, Moment now) {
    Instant instant = state.instant().orElseThrow();
    Moment arrived = state.decided().at();
    if (!arrived.wall().isBefore(instant)) {
      return Optional.of(
          stale(
              "the decision arrived at %s, after its instant %s"
                  .formatted(arrived.wall(), instant)));
    }
    return stepped(arrived, now)
        .or(() -> passed(instant, now))
        .map(how -> stale("the instant %s cannot be kept: %s".formatted(instant, how)));
  }

  private static Optional<String> passed(Instant instant, Moment now) {
    return now.wall().isBefore(instant)
        ? Optional.empty()
        : Optional.of("it is %s".formatted(now.wall()));
  }

  private static Optional<String> stepped(Moment arrived, Moment now) {
    Age age = now.since(arrived);
    if (age.atMost().isEmpty()) {
      return Optional.of(age.doubt());
    }
    Duration shown = Duration.between(arrived.wall(), now.wall());
    Duration allowed = STEP.plus(age.atLeast().dividedBy(SLEWED_PER));
    Duration ahead = shown.minus(age.atMost().get());
    Duration behind = age.atLeast().minus(shown);
    if (ahead.compareTo(allowed) > 0) {
      return Optional.of(
          "the clock was set forward by %d ms meanwhile".formatted(ahead.toMillis()));
    }
    return behind.compareTo(allowed) > 0
        ? Optional.of("the clock was set back by %d ms meanwhile".formatted(behind.toMillis()))
        : Optional.empty();
  }

  private static Reason stale(String why) {
    return Reason.of(Reason.Code.STALE, why + "; an operator must release or resolve it");
  }

  /** Whether it is time to make the intent durable. */
  static boolean near(Committing state, Moment now) {
    return !now.wall().plus(Effect.AwaitInstant.LEAD).isBefore(state.instant().orElseThrow());
  }

  /** The wait for the instant. It is durable once, with the decision. */
  static Decision await(Committing state) {
    Committing waiting = CommitPlan.with(state, state.progress(), Standing.AWAITING);
    Effect wait = new Effect.AwaitInstant(state.instant().orElseThrow());
    return state.standing() == Standing.AWAITING
        ? Decision.stay(state, wait)
        : Decision.forced(waiting, wait);
  }

  /** The instant on both clocks. */
  static Moment moment(Committing state, Moment now) {
    return now.plus(Duration.between(now.wall(), state.instant().orElseThrow()));
  }
}
