package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.COORDINATOR;
import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.intended;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.resource;
import static dev.lockstep.transaction.TransactionSamples.task;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.Value;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a reading that shows a command carried out proves nothing, because it was true before. */
class TruthBeforeTest {
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final Moment NOW = later(Duration.ofMinutes(2));
  private static final Verification CONDITIONS = new Verification.Conditions(List.of(), WITHIN);
  private static final Verification OUTPUTS =
      new Verification.Outputs(
          List.of(),
          Verification.Outputs.Otherwise.UNKNOWN,
          new Verification.Conditions(List.of(), WITHIN));
  private static final Verification READ_BACK =
      new Verification.ReadBack(WITHIN, new BigDecimal("0.5"));
  private static final Work TWO =
      new Work.Write(
          List.of(
              List.of(
                  new Assignment(resource("Recipe"), Value.Numeric.of(7)),
                  new Assignment(resource("Speed"), Value.Numeric.of(3)))));

  @Test
  void conditionsSeenAfterAnIntentWithoutAResultProveNothing() {
    for (Verification each : List.of(CONDITIONS, OUTPUTS)) {
      Task call = called(each);
      assertThat(trueBefore(call, intended())).isTrue();
      assertThat(trueBefore(call, unknown(Code.ALREADY_TRUE))).isTrue();
      assertThat(trueBefore(call, unknown(Code.UNKNOWN))).isFalse();
    }
    assertThat(trueBefore(called(new Verification.Acknowledged()), intended())).isFalse();
  }

  @Test
  void valueThatWasThereAtTheVoteProvesNothingOfWhatFiresOnce() {
    Task fired = written(TransactionSamples.writeRecipe(), Repeat.ONCE);
    assertThat(trueBefore(fired, intended(), shown("press", "Recipe", "7"))).isTrue();
    assertThat(trueBefore(fired, intended(), shown("press", "Recipe", "7.5"))).isTrue();
    assertThat(trueBefore(fired, intended(), shown("press", "Recipe", "7.6"))).isFalse();
    assertThat(trueBefore(fired, intended(), shown("press", "Speed", "7"))).isFalse();
    assertThat(trueBefore(fired, intended(), shown("oven", "Recipe", "7"))).isFalse();
    assertThat(trueBefore(fired, intended())).isFalse();
  }

  @Test
  void valueThatWasThereInAnotherSpellingProvesNothingEither() {
    Value asked = new Value.Text("2026-05-04T05:02:01.000+02:00");
    Work due = new Work.Write(List.of(List.of(new Assignment(resource("Due"), asked))));
    Value read = new Value.Text("2026-05-04T03:02:01Z");
    Observation before =
        new Observation(new DeviceName("press"), resource("Due"), read, "Good", Optional.empty());
    assertThat(trueBefore(written(due, Repeat.ONCE), intended(), before)).isTrue();
  }

  @Test
  void valueThatWasThereAtTheVoteIsProofOfWhatMayBeWrittenAgain() {
    Task again = written(TransactionSamples.writeRecipe(), Repeat.IDEMPOTENT);
    assertThat(trueBefore(again, intended(), shown("press", "Recipe", "7"))).isFalse();
  }

  @Test
  void oneValueThatWasNotThereAtTheVoteProvesTheWhole() {
    Task fired = written(TWO, Repeat.ONCE);
    Observation recipe = shown("press", "Recipe", "7");
    assertThat(trueBefore(fired, intended(), recipe)).isFalse();
    assertThat(trueBefore(fired, intended(), recipe, shown("press", "Speed", "3"))).isTrue();
  }

  @Test
  void callHasNoValueThatCouldHaveBeenThere() {
    Work call = new Work.Call(resource("Fire"), List.of());
    Task fired = task(0, 0, "robot", call, guarantees(READ_BACK, Repeat.ONCE));
    assertThat(trueBefore(fired, intended(), shown("robot", "Fire", "7"))).isFalse();
  }

  @Test
  void whatNoReadingCanProveWaitsForAPersonAndIsNotLookedAtAgain() {
    for (Decision each :
        List.of(
            found(called(CONDITIONS)),
            found(
                written(TransactionSamples.writeRecipe(), Repeat.IDEMPOTENT),
                shown("press", "Speed", "1")),
            found(written(TWO, Repeat.IDEMPOTENT)),
            found(written(TWO, Repeat.IDEMPOTENT), shown("press", "Recipe", "1")),
            found(
                written(TWO, Repeat.IDEMPOTENT),
                shown("press", "Recipe", "1"),
                shown("oven", "Speed", "1")))) {
      assertThat(((Committing) each.next()).standing()).isEqualTo(Standing.STUCK);
      assertThat(each.effect()).isEqualTo(new Effect.None());
    }
  }

  @Test
  void releaseSendsAgainWhatNoReadingCanProve() {
    Decision stuck = found(called(CONDITIONS));
    Decision released =
        Protocol.decide(stuck.next(), new Event.Released(TransactionSamples.OPERATOR));
    assertThat(released.effect()).isInstanceOf(Effect.Actuate.class);
  }

  @Test
  void whatCanBeReadBackInsteadIsLookedAtAgain() {
    Decision decision =
        found(
            written(TWO, Repeat.IDEMPOTENT),
            shown("press", "Recipe", "1"),
            shown("press", "Speed", "1"));
    assertThat(((Committing) decision.next()).standing()).isEqualTo(Standing.RETRYING);
    assertThat(decision.effect()).isEqualTo(new Effect.Retry());
  }

  @Test
  void whatMayStillArriveIsSettledFirstAndNotSentAgainForAPerson() {
    for (Code open : List.of(Code.UNKNOWN, Code.UNKNOWN_DEVICE, Code.TARGET_MOVED)) {
      Progress unsettled = unknown(open, Code.ALREADY_TRUE);
      Decision decision = found(called(CONDITIONS), unsettled);
      assertThat(((Committing) decision.next()).standing()).isEqualTo(Standing.RETRYING);
      assertThat(decision.effect()).isEqualTo(new Effect.Retry());
      assertThat(released(unsettled).reply())
          .isEqualTo(new Reply.Refused(Reply.Refusal.NOT_WITHHELD));
    }
    assertThat(released(unknown(Code.ALREADY_TRUE)).effect()).isInstanceOf(Effect.Actuate.class);
  }

  private static Decision released(Progress progress) {
    Committing state = committing(called(CONDITIONS), Standing.STUCK, progress);
    Decided anna = new Decided(Decided.Authority.OPERATOR, "anna", "looked at it", NOW);
    return Protocol.decide(state, new Event.Released(anna));
  }

  private static Task called(Verification verification) {
    Work call = new Work.Call(resource("Fire"), List.of());
    return task(0, 0, "robot", call, guarantees(verification, Repeat.IDEMPOTENT));
  }

  private static Task written(Work work, Repeat repeat) {
    return task(0, 0, "press", work, guarantees(READ_BACK, repeat));
  }

  private static Guarantees guarantees(Verification verification, Repeat repeat) {
    Guarantees plain = TransactionSamples.with(new Preparation.None(), repeat);
    return new Guarantees(
        plain.requires(),
        plain.preparation(),
        plain.reserves(),
        plain.wholeDevice(),
        plain.staleAfter(),
        verification,
        plain.repeat(),
        plain.undo());
  }

  private static Observation shown(String device, String resource, String value) {
    Value read = new Value.Numeric(new BigDecimal(value));
    return new Observation(
        new DeviceName(device), resource(resource), read, "Good", Optional.empty());
  }

  /** What the look after a restart is told of earlier readings. */
  private static boolean trueBefore(Task task, Progress progress, Observation... before) {
    Committing state = committing(task, Standing.RETRYING, progress, before);
    Effect look = Protocol.decide(state, new Event.RetryDue(NOW)).effect();
    return ((Effect.Settle) look).doubts().getFirst().trueBefore();
  }

  /** Sent, and found that what would show it was true already. */
  private static Decision found(Task task, Observation... before) {
    return found(task, unknown(Code.ALREADY_TRUE), before);
  }

  private static Decision found(Task task, Progress progress, Observation... before) {
    Committing state = committing(task, Standing.MOVING, intended(), before);
    List<Event.Step> steps = List.of(new Event.Step(0, COORDINATOR.at(), progress));
    return Protocol.decide(state, new Event.Moved(steps, NOW));
  }

  private static Committing committing(
      Task task, Standing standing, Progress progress, Observation... before) {
    Ballot.Yes vote =
        new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(before), TransactionSamples.VOTE);
    return new Committing(
        branch(task), vote, COORDINATOR, List.of(progress), standing, TransactionSamples.VOTE);
  }
}
