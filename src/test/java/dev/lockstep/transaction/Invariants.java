package dev.lockstep.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Decided.Authority;
import dev.lockstep.transaction.Decision.Durability;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The invariants of the protocol (promises P1 to P10), which every decision must keep. */
final class Invariants {
  private Invariants() {}

  static void check(ProtocolTable.Cell cell) {
    check(cell.before().state(), cell.event().event(), cell.decision());
  }

  static void check(State before, Event event, Decision decision) {
    oneOutcome(before, decision);
    oneVote(before, decision);
    voteEndsWithItsTransaction(before, event, decision);
    neverAloneAfterTheVote(before, event, decision);
    durableBeforeItIsDone(decision);
    onlyWhatIsDurableIsLost(before, decision);
    actuatesWhatItIntends(before, decision);
    asksAboutWhatIsUncertain(before, decision);
    lateStagesWait(decision);
    nothingStaysArmed(before, event, decision);
    evidenceIsKept(before, decision);
    commitEndsWhenAllIsDone(event, decision);
  }

  /** P2. */
  private static void oneOutcome(State before, Decision decision) {
    if (before instanceof State.Ended ended && ended.outcome().isPresent()) {
      assertThat(decision.next())
          .isInstanceOfSatisfying(
              State.Ended.class,
              next -> assertThat(next.outcome()).as("outcome").isIn(mayShow(ended)));
    }
  }

  /** What a person decided may turn out, once, to be against the transaction's decision. */
  private static List<Optional<Outcome>> mayShow(State.Ended ended) {
    boolean byPerson =
        ended.outcome().equals(Optional.of(Outcome.HEURISTIC_COMMIT))
            || ended.outcome().equals(Optional.of(Outcome.HEURISTIC_ROLLBACK));
    return byPerson
        ? List.of(ended.outcome(), Optional.of(Outcome.HEURISTIC_MIXED))
        : List.of(ended.outcome());
  }

  /** A vote that was cast is shown the same for ever. */
  private static void oneVote(State before, Decision decision) {
    before.cast().ifPresent(vote -> assertThat(decision.next().cast()).contains(vote));
  }

  /** P3: only a decision, evidence of one, or a named person ends a promise. */
  private static void neverAloneAfterTheVote(State before, Event event, Decision decision) {
    if (before instanceof State.Prepared && !(decision.next() instanceof State.Prepared)) {
      Optional<Decided> by =
          switch (decision.next()) {
            case State.Committing committing -> Optional.of(committing.decided());
            case State.RollingBack back -> Optional.of(back.decided());
            case State.Ended ended -> Optional.of(ended.decided());
            case State.Absent absent -> Optional.empty();
            case State.Preparing preparing -> Optional.empty();
            case State.Prepared prepared -> Optional.empty();
          };
      assertThat(by)
          .hasValueSatisfying(who -> assertThat(who.by()).isNotEqualTo(Authority.GATEWAY));
      assertThat(event)
          .isInstanceOfAny(
              Event.CommitDecided.class, Event.RollbackDecided.class, Event.Resolved.class);
    }
  }

  /** P1: whatever touches a device or binds this gateway rests on a forced write. */
  private static void durableBeforeItIsDone(Decision decision) {
    if (decision.effect() instanceof Effect.Actuate || decision.effect() instanceof Effect.Arm) {
      assertThat(decision.durability()).isEqualTo(Durability.FORCED);
    }
    if (decision.effect() instanceof Effect.Arm) {
      assertThat(decision.next()).isInstanceOf(State.Preparing.class);
    }
  }

  /** P1: what is not written, or not forced, may be lost in a power cut without harm. */
  private static void onlyWhatIsDurableIsLost(State before, Decision decision) {
    boolean same = lasting(before).equals(lasting(decision.next()));
    boolean looks = before instanceof State.Absent && decision.effect() instanceof Effect.Check;
    if (decision.durability() == Durability.NONE) {
      assertThat(same || looks).as("written nowhere: %s", decision.next()).isTrue();
    }
    if (!same && decision.next() instanceof State.Prepared && before instanceof State.Preparing) {
      assertThat(decision.durability()).as("the vote").isEqualTo(Durability.FORCED);
    }
    if (before instanceof State.Prepared
        || before instanceof State.Committing
        || before instanceof State.RollingBack) {
      boolean watched = decision.next() instanceof State.Prepared;
      assertThat(same || watched || decision.durability() == Durability.FORCED)
          .as("after the vote every step is forced")
          .isTrue();
    }
    if (!same && decision.next() instanceof State.Ended ended && ended.outcome().isPresent()) {
      // P2: a vote ROLLBACK is an outcome too, and may not be another after a power cut.
      assertThat(decision.durability()).as("an outcome").isEqualTo(Durability.FORCED);
    }
  }

  /** P2: a vote COMMIT is not repeated once its transaction is over, or decided otherwise. */
  private static void voteEndsWithItsTransaction(State before, Event event, Decision decision) {
    boolean over = before instanceof State.Ended || before instanceof State.RollingBack;
    boolean alone = before.work().map(Branch::onePhase).orElse(false);
    if (over
        && !alone
        && event instanceof Event.PrepareRequested
        && before.cast().orElse(null) instanceof Ballot.Yes) {
      assertThat(decision.reply()).isInstanceOf(Reply.Refused.class);
    }
  }

  /** The state without what a restart finds out anew: which attempt is under way, what holds it. */
  private static State lasting(State state) {
    return switch (state) {
      case State.Absent absent -> absent;
      case State.Preparing preparing -> preparing;
      case State.Prepared prepared -> prepared;
      case State.Ended ended -> ended;
      case State.Committing moving ->
          new State.Committing(
              moving.branch(),
              moving.vote(),
              moving.decided(),
              moving.progress().stream().map(Invariants::lasting).toList(),
              State.Committing.Standing.MOVING,
              moving.lastStep());
      case State.RollingBack back ->
          new State.RollingBack(
              back.branch(),
              back.ballot(),
              back.decided(),
              back.outcome(),
              back.progress(),
              State.RollingBack.Disarmament.DISARMING);
    };
  }

  /** What holds back, and which value was read last, the next look finds out anew. */
  private static Progress lasting(Progress progress) {
    return switch (progress) {
      case Progress.Waiting waiting -> TransactionSamples.waiting();
      case Progress.Unknown unknown ->
          new Progress.Unknown(
              unknown.sentAt(),
              unknown.because().stream()
                  .map(
                      each ->
                          new Reason(
                              each.code(), each.device(), each.command(), each.resource(), ""))
                  .toList());
      case Progress.Intended intended -> intended;
      case Progress.Applied applied -> applied;
      case Progress.NotApplied notApplied -> notApplied;
    };
  }

  /** P6: an intent for each send, and no intent without one. */
  private static void actuatesWhatItIntends(State before, Decision decision) {
    if (!(decision.effect() instanceof Effect.Actuate actuate)) {
      return;
    }
    assertThat(decision.next()).isInstanceOf(State.Committing.class);
    State.Committing next = (State.Committing) decision.next();
    assertThat(next.standing()).isEqualTo(State.Committing.Standing.MOVING);
    List<Integer> moved = actuate.moves().stream().map(move -> move.task().number()).toList();
    List<Integer> intended =
        IntStream.range(0, next.progress().size())
            .filter(task -> next.progress().get(task) instanceof Progress.Intended)
            .boxed()
            .toList();
    assertThat(moved).isEqualTo(intended).isNotEmpty();
    if (before instanceof State.Committing committing) {
      assertThat(moved)
          .as("sent though it is done")
          .noneMatch(task -> committing.progress().get(task).done());
    }
  }

  private static void asksAboutWhatIsUncertain(State before, Decision decision) {
    if (decision.effect() instanceof Effect.Settle settle) {
      State.Committing next = (State.Committing) decision.next();
      assertThat(before).isInstanceOf(State.Committing.class);
      assertThat(settle.doubts())
          .isNotEmpty()
          .allSatisfy(
              doubt -> assertThat(next.progress().get(doubt.task().number()).uncertain()).isTrue());
    }
  }

  /** Lower stages are seen to be done first; in a stage, what fires once waits for what may not. */
  private static void lateStagesWait(Decision decision) {
    if (decision.effect() instanceof Effect.Actuate actuate) {
      State.Committing next = (State.Committing) decision.next();
      for (Effect.Move move : actuate.moves()) {
        assertThat(next.branch().tasks())
            .filteredOn(task -> before(task, move.task()))
            .allSatisfy(task -> assertThat(next.progress().get(task.number()).done()).isTrue());
      }
    }
  }

  private static boolean before(Task one, Task other) {
    return one.stage() < other.stage()
        || (one.stage() == other.stage() && !one.last() && other.last());
  }

  /** A device that may be armed is disarmed or actuated, or a person vouches for it. */
  private static void nothingStaysArmed(State before, Event event, Decision decision) {
    boolean arming =
        before instanceof State.Preparing preparing
            && preparing.phase() == State.Preparing.Phase.ARMING;
    boolean armed =
        before.work().map(Branch::arms).orElse(false)
            && (arming || before instanceof State.Prepared);
    if (armed) {
      assertThat(decision.next()).as("armed and forgotten").isNotInstanceOf(State.Ended.class);
    }
    if (before instanceof State.RollingBack && decision.next() instanceof State.Ended) {
      assertThat(event).isInstanceOfAny(Event.Disarmed.class, Event.Resolved.class);
    }
    if (before instanceof State.Committing committing
        && decision.next() instanceof State.Ended
        && event instanceof Event.Resolved) {
      assertThat(committing.branch().tasks())
          .filteredOn(task -> task.action().guarantees().preparation().arms())
          .as("armed, not actuated, and forgotten")
          .allSatisfy(task -> assertThat(committing.progress().get(task.number()).done()).isTrue());
    }
  }

  /** P10: whatever was seen of the machines stays with the outcome. */
  private static void evidenceIsKept(State before, Decision decision) {
    List<Progress> seen = progress(before);
    assertThat(progress(decision.next()).size()).isGreaterThanOrEqualTo(seen.size());
    for (int task = 0; task < seen.size(); task++) {
      if (seen.get(task).done()) {
        assertThat(progress(decision.next()).get(task)).isEqualTo(seen.get(task));
      }
    }
  }

  private static List<Progress> progress(State state) {
    return switch (state) {
      case State.Committing committing -> committing.progress();
      case State.RollingBack back -> back.progress();
      case State.Ended ended -> ended.progress();
      case State.Absent absent -> List.of();
      case State.Preparing preparing -> List.of();
      case State.Prepared prepared -> List.of();
    };
  }

  private static void commitEndsWhenAllIsDone(Event event, Decision decision) {
    boolean byPerson = event instanceof Event.Resolved;
    if (decision.next() instanceof State.Ended ended
        && ended.outcome().equals(Optional.of(Outcome.COMMITTED))
        && event instanceof Event.Moved
        && !byPerson) {
      assertThat(ended.progress()).allSatisfy(each -> assertThat(each.done()).isTrue());
    }
  }
}
