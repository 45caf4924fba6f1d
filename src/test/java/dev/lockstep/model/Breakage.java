package dev.lockstep.model;

import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationDecision;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.device.Repeat;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Decision.Durability;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Protocol;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The product's two functions, and the ways in which they could be wrong. */
final class Breakage {
  /** What is no longer forced to the disk before it is told or acted upon. */
  private static final Map<Sabotage, Class<? extends State>> UNFORCED =
      Map.of(
          Sabotage.VOTE_BEFORE_IT_IS_DURABLE, State.Prepared.class,
          Sabotage.ACT_BEFORE_THE_INTENT_IS_DURABLE, State.Committing.class,
          Sabotage.ARM_BEFORE_IT_IS_DURABLE, State.Preparing.class,
          Sabotage.TELL_THE_OUTCOME_BEFORE_IT_IS_DURABLE, State.Ended.class);

  private final Sabotage sabotage;

  Breakage(Sabotage sabotage) {
    this.sabotage = sabotage;
  }

  Decision decide(State state, Event event) {
    boolean absent = state instanceof State.Absent;
    return switch (sabotage) {
      case TRUST_THE_UNKNOWN ->
          Protocol.decide(state, event instanceof Event.Moved moved ? trusting(moved) : event);
      case FIRE_ONCE_TWICE ->
          Protocol.decide(
              state, event instanceof Event.Moved moved ? forgetting(state, moved) : event);
      case A_TIMER_ENDS_THE_PROMISE -> impatient(state, event);
      case NO_TOMBSTONE ->
          absent && event instanceof Event.RollbackDecided
              ? stay(state)
              : Protocol.decide(state, event);
      case RENOUNCE_AND_VOTE_ALL_THE_SAME ->
          absent && event instanceof Event.Renounced ? stay(state) : Protocol.decide(state, event);
      case END_BEFORE_THE_ARMING_CAME_BACK -> hasty(Protocol.decide(state, event));
      case TAKE_THE_LAST_WORD -> fickle(state, event);
      case TELL_A_REFUSAL_BEFORE_IT_IS_DURABLE -> lazilyRefused(Protocol.decide(state, event));
      case FORGET_THE_INSTANT_AT_RESTART ->
          Protocol.decide(
              event instanceof Event.Restarted ? Instants.without(state) : state, event);
      case MAKE_UP_FOR_A_PASSED_INSTANT ->
          Protocol.decide(
              event instanceof Event.InstantNear near ? Instants.madeUp(state, near) : state,
              event);
      case REPEAT_A_VOTE_AFTER_THE_END ->
          state instanceof State.Ended ? repeating(state, event) : Protocol.decide(state, event);
      case NONE,
          VOTE_BEFORE_IT_IS_DURABLE,
          ACT_BEFORE_THE_INTENT_IS_DURABLE,
          ARM_BEFORE_IT_IS_DURABLE,
          TELL_THE_OUTCOME_BEFORE_IT_IS_DURABLE,
          REQUESTS_OVERTAKE_THE_RESTART,
          FORGET_RESERVATIONS_AT_RESTART,
          RESERVE_BY_NAME_ALONE,
          RELOAD_UNDER_A_VOTE,
          ADMIT_WHILE_LINKS_ARE_REPLACED,
          TAKE_OTHER_FILES_AT_A_START,
          SETTLE_WITHOUT_A_FENCE,
          TAKE_A_METHODS_BAD_STATUS_FOR_A_REFUSAL,
          TAKE_WHAT_WAS_TRUE_BEFORE_FOR_PROOF,
          FORGET_WHAT_MAY_HAVE_BEEN_TRUE_BEFORE,
          TRUST_A_SIBLINGS_OPERATOR,
          NEVER_STALE,
          SEND_WHAT_WAS_HELD_UP,
          HEAR_OF_NO_INSTANT,
          NEVER_ASK_AGAIN,
          DECIDE_BEFORE_IT_IS_DURABLE,
          FORGET_BEFORE_THE_END_IS_DURABLE,
          COUNT_A_MISSING_VOTE_AS_YES,
          TAKE_A_GAP_FOR_NEVER ->
          unforced(Protocol.decide(state, event));
    };
  }

  CoordinationDecision decide(
      Coordination state, dev.lockstep.coordinator.CoordinationEvent event) {
    if (sabotage == Sabotage.COUNT_A_MISSING_VOTE_AS_YES
        && event instanceof dev.lockstep.coordinator.CoordinationEvent.Voted voted
        && voted.vote() instanceof Vote.Missing) {
      Vote trusted = new Vote.Yes("CHECKED", Optional.empty());
      return Coordination.decide(
          state,
          new dev.lockstep.coordinator.CoordinationEvent.Voted(
              voted.participant(), trusted, voted.at()));
    }
    CoordinationDecision step = Coordination.decide(state, event);
    boolean unforced =
        switch (step.next()) {
          case Coordination.Decided decided -> sabotage == Sabotage.DECIDE_BEFORE_IT_IS_DURABLE;
          case Coordination.Ended ended -> sabotage == Sabotage.FORGET_BEFORE_THE_END_IS_DURABLE;
          case Coordination.Absent absent -> false;
          case Coordination.Preparing preparing -> false;
        };
    return unforced && step.durability() == Durability.FORCED
        ? new CoordinationDecision(step.next(), Durability.LAZY, step.effects())
        : step;
  }

  private static Decision stay(State state) {
    return new Decision(state, Durability.NONE, new Effect.None(), new Reply.Taken());
  }

  private Decision unforced(Decision decision) {
    Class<? extends State> kind = UNFORCED.get(sabotage);
    return kind != null
            && kind.isInstance(decision.next())
            && decision.durability() == Durability.FORCED
        ? new Decision(decision.next(), Durability.LAZY, decision.effect(), decision.reply())
        : decision;
  }

  private static Event trusting(Event.Moved moved) {
    List<Event.Step> steps =
        moved.steps().stream()
            .map(
                step ->
                    step.progress() instanceof Progress.Unknown
                        ? new Event.Step(
                            step.task(),
                            step.sentAt(),
                            new Progress.Applied(moved.at(), "it will have worked", List.of()))
                        : step)
            .toList();
    return new Event.Moved(steps, moved.looked(), moved.at());
  }

  private static Event forgetting(State state, Event.Moved moved) {
    List<Event.Step> steps =
        moved.steps().stream()
            .map(
                step ->
                    step.progress() instanceof Progress.Unknown
                            && state
                                    .work()
                                    .orElseThrow()
                                    .tasks()
                                    .get(step.task())
                                    .action()
                                    .guarantees()
                                    .repeat()
                                == Repeat.ONCE
                        ? new Event.Step(
                            step.task(),
                            step.sentAt(),
                            new Progress.NotApplied(moved.at(), List.of()))
                        : step)
            .toList();
    return new Event.Moved(steps, moved.looked(), moved.at());
  }

  private static Decision repeating(State state, Event event) {
    boolean voted = state.work().isPresent();
    return voted && event instanceof Event.PrepareRequested
        ? stay(state)
        : Protocol.decide(state, event);
  }

  private static Decision lazilyRefused(Decision decision) {
    boolean refused =
        decision.next() instanceof State.Ended ended
            && ended.decided().by() == Decided.Authority.GATEWAY
            && ended.ballot().orElse(null) instanceof Ballot.No;
    return refused && decision.durability() == Durability.FORCED
        ? new Decision(decision.next(), Durability.LAZY, decision.effect(), decision.reply())
        : decision;
  }

  private static Decision impatient(State state, Event event) {
    return state instanceof State.Prepared prepared && event instanceof Event.RetryDue
        ? Protocol.decide(
            state,
            new Event.RollbackDecided(prepared.branch().id(), Decided.byCoordinator(event.at())))
        : Protocol.decide(state, event);
  }

  private static Decision hasty(Decision decision) {
    return decision.next() instanceof State.RollingBack back
            && back.disarmament() == State.RollingBack.Disarmament.AWAITING_ARM
        ? new Decision(
            new State.Ended(
                back.branch().id(),
                Optional.of(back.branch()),
                Optional.of(back.ballot()),
                Optional.of(back.outcome()),
                List.of(),
                back.decided(),
                false),
            Durability.FORCED,
            new Effect.None(),
            decision.reply())
        : decision;
  }

  private static Decision fickle(State state, Event event) {
    if (!(state instanceof State.Ended ended) || ended.branch().isEmpty()) {
      return Protocol.decide(state, event);
    }
    Optional<Outcome> told =
        event instanceof Event.CommitDecided
            ? Optional.of(Outcome.COMMITTED)
            : Optional.of(Outcome.ROLLED_BACK)
                .filter(outcome -> event instanceof Event.RollbackDecided);
    return told.isEmpty() || ended.outcome().equals(told)
        ? Protocol.decide(state, event)
        : new Decision(
            new State.Ended(
                ended.id(),
                ended.branch(),
                ended.ballot(),
                told,
                ended.progress(),
                ended.decided(),
                ended.forgotten()),
            Durability.FORCED,
            new Effect.None(),
            new Reply.Taken());
  }
}
