package dev.lockstep.transaction;

import static dev.lockstep.transaction.TransactionSamples.COORDINATOR;
import static dev.lockstep.transaction.TransactionSamples.OPERATOR;
import static dev.lockstep.transaction.TransactionSamples.applied;
import static dev.lockstep.transaction.TransactionSamples.armed;
import static dev.lockstep.transaction.TransactionSamples.branch;
import static dev.lockstep.transaction.TransactionSamples.committing;
import static dev.lockstep.transaction.TransactionSamples.later;
import static dev.lockstep.transaction.TransactionSamples.notApplied;
import static dev.lockstep.transaction.TransactionSamples.unknown;
import static dev.lockstep.transaction.TransactionSamples.waiting;
import static dev.lockstep.transaction.TransactionSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Decided.Contradiction;
import dev.lockstep.transaction.State.Committing;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.State.Ended;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person's word on a commit comes to, and what of the transaction's decision is kept. */
class OperatorResolutionTest {
  private static final Contradiction ROLLED_BACK = COORDINATOR.asContradiction(Outcome.ROLLED_BACK);
  private static final Decided JENS =
      new Decided(Authority.OPERATOR, "jens", "I looked", later(Duration.ofHours(1)));

  @Test
  void wordAgainstTheCoordinatorsCommitKeepsThatCommit() {
    Contradiction commit = COORDINATOR.asContradiction(Outcome.COMMITTED);
    for (Outcome said :
        List.of(Outcome.ROLLED_BACK, Outcome.HEURISTIC_MIXED, Outcome.HEURISTIC_HAZARD)) {
      Ended ended = resolved(stuckBy(COORDINATOR), said);
      assertThat(ended.decided()).isEqualTo(JENS.against(Optional.of(commit)));
    }
    assertThat(resolved(stuckBy(COORDINATOR), Outcome.ROLLED_BACK).outcome())
        .contains(Outcome.HEURISTIC_ROLLBACK);
  }

  @Test
  void wordThatAgreesWithTheCoordinatorsCommitContradictsNobody() {
    Ended ended = resolved(stuckBy(COORDINATOR), Outcome.COMMITTED);
    assertThat(ended.outcome()).contains(Outcome.HEURISTIC_COMMIT);
    assertThat(ended.decided()).isEqualTo(JENS);
  }

  @Test
  void wordThatComesRoundToTheKnownRollbackContradictsNobody() {
    Committing state = stuckBy(OPERATOR.against(Optional.of(ROLLED_BACK)));
    Ended ended = resolved(state, Outcome.ROLLED_BACK);
    assertThat(ended.outcome()).contains(Outcome.HEURISTIC_ROLLBACK);
    assertThat(ended.decided()).isEqualTo(JENS);
  }

  @Test
  void wordThatStandsAgainstTheKnownRollbackIsMixedAndKeepsIt() {
    Committing state = stuckBy(OPERATOR.against(Optional.of(ROLLED_BACK)));
    for (Outcome said : List.of(Outcome.COMMITTED, Outcome.HEURISTIC_MIXED)) {
      Ended ended = resolved(state, said);
      assertThat(ended.outcome()).contains(Outcome.HEURISTIC_MIXED);
      assertThat(ended.decided()).isEqualTo(JENS.against(Optional.of(ROLLED_BACK)));
    }
  }

  @Test
  void commandThatMovedIsNotCalledOff() {
    Branch branch = branch(armed(0, 0, "press"), write(1, 1, "oven"));
    Committing half = committing(branch, Standing.WITHHELD, applied(), waiting(Code.STALE));
    Decision decision =
        Protocol.decide(half, new Event.Resolved(Outcome.HEURISTIC_MIXED, List.of(), JENS));
    assertThat(decision.next()).isInstanceOf(Ended.class);
    assertThat(decision.effect()).isEqualTo(new Effect.None());
  }

  @Test
  void requestThatLetItCommitIsNoSecondWordWithinAMinute() {
    Committing refused =
        new Committing(
            Situation.WRITES,
            TransactionSamples.yes(Situation.WRITES),
            OPERATOR,
            List.of(notApplied(OPERATOR.at()), applied()),
            Standing.RETRYING,
            OPERATOR.at());
    Duration minute = Duration.ofMinutes(1);
    assertThat(again(refused, minute)).isEqualTo(Decision.stay(refused));
    assertThat(again(refused, minute.plusNanos(1)).next()).isInstanceOf(Ended.class);
  }

  /** The same words, from the same person. */
  private static Decision again(State state, Duration after) {
    Decided same =
        new Decided(Authority.OPERATOR, OPERATOR.who(), OPERATOR.why(), OPERATOR.at().plus(after));
    return Protocol.decide(state, new Event.Resolved(Outcome.COMMITTED, List.of(), same));
  }

  @Test
  void wordIsRepeatedByTheSamePersonWithTheSameReasonAlone() {
    assertThat(word(Authority.OPERATOR, "maria", "line is free").repeats(OPERATOR)).isTrue();
    assertThat(word(Authority.OPERATOR, "jens", "line is free").repeats(OPERATOR)).isFalse();
    assertThat(word(Authority.OPERATOR, "maria", "I looked").repeats(OPERATOR)).isFalse();
    assertThat(word(Authority.EVIDENCE, "maria", "line is free").repeats(OPERATOR)).isFalse();
  }

  private static Decided word(Authority by, String who, String why) {
    return new Decided(by, who, why, later(Duration.ofMinutes(3)));
  }

  @Test
  void decisionThatAPersonContradictsIsCommitOrRollback() {
    for (Outcome each : Outcome.values()) {
      if (each.heuristic()) {
        assertThatIllegalArgumentException().isThrownBy(() -> OPERATOR.asContradiction(each));
      }
    }
  }

  private static Committing stuckBy(Decided decided) {
    return new Committing(
        Situation.WRITES,
        TransactionSamples.yes(Situation.WRITES),
        decided,
        List.of(unknown(Code.NOT_VERIFIED), applied()),
        Standing.STUCK,
        TransactionSamples.VOTE);
  }

  private static Ended resolved(Committing state, Outcome outcome) {
    return (Ended) Protocol.decide(state, new Event.Resolved(outcome, List.of(), JENS)).next();
  }
}
