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
}
