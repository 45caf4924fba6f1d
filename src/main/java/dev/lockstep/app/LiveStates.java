package dev.lockstep.app;

import dev.lockstep.transaction.State;

/** What health and metrics count among live transactions. */
final class LiveStates {
  private LiveStates() {}

  /** A commit whose machines start by themselves once what they require holds. */
  static boolean heldBack(State state) {
    return state instanceof State.Committing committing && committing.heldBack();
  }

  /** A commit that waits for an operator's release. */
  static boolean withheld(State state) {
    return stands(state, State.Committing.Standing.WITHHELD);
  }

  /** A commit that waits for an operator's look. */
  static boolean stuck(State state) {
    return stands(state, State.Committing.Standing.STUCK);
  }

  /** A COMMIT vote on what holds no longer: a requirement, or a lapsed promise. */
  static boolean broken(State state) {
    return state instanceof State.Prepared prepared && !prepared.broken().isEmpty();
  }

  private static boolean stands(State state, State.Committing.Standing wanted) {
    return state instanceof State.Committing committing && committing.standing() == wanted;
  }
}
