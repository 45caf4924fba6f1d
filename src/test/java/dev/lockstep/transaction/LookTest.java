package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a look at a machine that was not seen to do it changes, and what it leaves as it was. */
class LookTest {

  @Test
  void whatADeviceSaidOfAlteringAValueStaysWhenItCannotBeAskedAnyMore() {
    Branch branch = branch(write(0, 0, "press"));
    Reason clamped =
        TransactionSamples.reason(Code.ALTERED).on(TransactionSamples.resource("Recipe"));
    Reason found = Reason.of(Code.NOT_VERIFIED, "wrote 7, read back 5");
    Reason off = TransactionSamples.reason(Code.DISCONNECTED);
    Decision silent = look(stuck(branch, clamped, found), off);
    assertThat(reasons(silent)).containsExactly(clamped, found, off);
    assertThat(((Committing) silent.next()).standing()).isEqualTo(Standing.STUCK);
    Reason nearer = Reason.of(Code.NOT_VERIFIED, "wrote 7, read back 6");
    Decision read = look((Committing) silent.next(), nearer);
    assertThat(reasons(read)).containsExactly(clamped, nearer);
  }

  @Test
  void silenceAfterTwoAlteredValuesWearsOutNoFlash() {
    Branch branch = branch(write(0, 0, "press"));
    Reason speed = TransactionSamples.reason(Code.ALTERED).on(TransactionSamples.resource("Speed"));
    Reason recipe =
        TransactionSamples.reason(Code.ALTERED).on(TransactionSamples.resource("Recipe"));
    Reason off = TransactionSamples.reason(Code.DISCONNECTED);
    Decision first = look(stuck(branch, speed, recipe), off);
    assertThat(first.durability()).isEqualTo(Decision.Durability.FORCED);
    Decision second = look((Committing) first.next(), off);
    assertThat(second.next()).isEqualTo(first.next());
    assertThat(second.durability()).isEqualTo(Decision.Durability.NONE);
  }

  @Test
  void whatIsFoundAgainAtEachLookIsSaidOnce() {
    Branch branch = branch(write(0, 0, "press"));
    Reason clamped =
        TransactionSamples.reason(Code.ALTERED).on(TransactionSamples.resource("Recipe"));
    assertThat(reasons(look(stuck(branch, clamped), clamped))).containsExactly(clamped);
  }

  private static Committing stuck(Branch branch, Reason... because) {
    return committing(
        branch,
        Standing.STUCK,
        new Progress.Unknown(TransactionSamples.COORDINATOR.at(), List.of(because)));
  }

  /** A look that shows nothing new: it names these reasons. */
  private static Decision look(Committing state, Reason... because) {
    Moment sentAt = TransactionSamples.COORDINATOR.at();
    Progress found = new Progress.Unknown(sentAt, List.of(because));
    List<Event.Step> steps = List.of(new Event.Step(0, sentAt, found));
    return Protocol.decide(state, new Event.Moved(steps, true, later(Duration.ofMinutes(2))));
  }

  private static List<Reason> reasons(Decision decision) {
    return ((Committing) decision.next()).progress().getFirst().reasons();
  }
}
