package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import java.util.List;

/**
 * The participant's half of two-phase commit with presumed abort (X/Open DTP), as one pure
 * function.
 *
 * <p>The whole table of states and events is {@code src/test/resources/protocol-table.txt}.
 */
public final class Protocol {
  private Protocol() {}

  /**
   * The decision on an event in a state. Total: an event that has no meaning in a state changes
   * nothing.
   */
  public static Decision decide(State state, Event event) {
    return switch (state) {
      case State.Absent absent -> WhenAbsent.decide(absent, event);
      case State.Preparing preparing -> WhenPreparing.decide(preparing, event);
      case State.Prepared prepared -> WhenPrepared.decide(prepared, event);
      case State.Committing committing -> WhenCommitting.decide(committing, event);
      case State.RollingBack rollingBack -> WhenRollingBack.decide(rollingBack, event);
      case State.Ended ended -> WhenEnded.decide(ended, event);
    };
  }

  /**
   * The event to decide on later, where the journal did not take the step that followed from this
   * one. A vote that could not be made durable becomes ROLLBACK; the result of any other effect
   * stands, because the machine did what it did.
   *
   * @param reason what the journal could not do
   */
  public static Event notWritten(Event event, Reason reason) {
    return switch (event) {
      case Event.Checked checked ->
          new Event.Checked(checked.located(), checked.before(), List.of(reason), checked.at());
      case Event.Armed armed ->
          new Event.Armed(armed.promise(), armed.heldUntil(), List.of(reason), armed.at());
      case Event.PrepareRequested _,
          Event.PrepareExpired _,
          Event.CommitDecided _,
          Event.RollbackDecided _,
          Event.Renounced _,
          Event.PromiseLapsed _,
          Event.Unanswered _,
          Event.Moved _,
          Event.Disarmed _,
          Event.RequirementsSeen _,
          Event.Rechecked _,
          Event.RetryDue _,
          Event.InstantNear _,
          Event.Restarted _,
          Event.Released _,
          Event.Resolved _,
          Event.Forgotten _ ->
          event;
    };
  }

  /**
   * A prepare request under an id that is in use: the same request is answered from the state,
   * another one is refused.
   */
  static Decision repeated(State state, Branch known, Event.PrepareRequested again) {
    return known.fingerprint().equals(again.branch().fingerprint())
        ? Decision.stay(state)
        : Decision.refuse(state, Reply.Refusal.OTHER_COMMANDS);
  }

  /**
   * A repeated prepare request after the end of the transaction or after the decision to roll back.
   * A vote ends with its transaction (P2): a coordinator that uses an id again must not count a
   * COMMIT that is no longer true, and commit elsewhere. A vote ROLLBACK stays true. In one-phase
   * commit the request asks for the outcome, which the state contains.
   *
   * @param open whether the vote was READ_ONLY and the decision has not arrived
   */
  static Decision repeatedLate(
      State state, Branch known, boolean open, Event.PrepareRequested again) {
    Decision repeated = repeated(state, known, again);
    boolean stands =
        known.onePhase()
            || switch (state.cast().orElse(null)) {
              case Ballot.No no -> true;
              case Ballot.ReadOnly readOnly -> open;
              case Ballot.Yes yes -> false;
              case null -> false;
            };
    return stands || repeated.reply() instanceof Reply.Refused
        ? repeated
        : Decision.refuse(state, Reply.Refusal.VOTE_ENDED);
  }
}
