package dev.lockstep.transaction;

/**
 * The participant's half of two-phase commit with presumed abort (X/Open DTP), as one pure
 * function.
 *
 * <p>The whole table of states and events is {@code src/test/resources/protocol-table.txt}.
 */
public final class Protocol {
  private Protocol() {}

  /**
   * What follows when this event meets this state. Total: an event that means nothing here changes
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
   * The same request again is answered from the state; another one under the same id is refused.
   */
  static Decision repeated(State state, Branch known, Event.PrepareRequested again) {
    return known.fingerprint().equals(again.branch().fingerprint())
        ? Decision.stay(state)
        : Decision.refuse(state, Reply.Refusal.OTHER_COMMANDS);
  }

  /**
   * The same prepare again, after the transaction ended or was decided to be rolled back. A vote
   * ends with its transaction (P2): a coordinator that runs an id again must not count a COMMIT
   * that is no longer true, and commit elsewhere. A vote ROLLBACK is true for ever. One-phase, the
   * request asks for the outcome, and the state says it.
   *
   * @param open whether a READ_ONLY vote still waits for the decision
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
