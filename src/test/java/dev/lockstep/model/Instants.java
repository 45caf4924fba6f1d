package dev.lockstep.model;

import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;
import java.util.Optional;

/** Commits whose instant a broken gateway does not keep. */
final class Instants {
  private Instants() {}

  /** The commit as if it were to be carried out at once. */
  static State without(State state) {
    return state instanceof State.Committing committing
        ? new State.Committing(
            committing.branch(),
            committing.vote(),
            committing.decided().moving(Optional.empty()),
            committing.progress(),
            committing.standing(),
            committing.lastStep(),
            Optional.empty())
        : state;
  }

  /** The same where the instant has passed. */
  static State madeUp(State state, Event.InstantNear near) {
    boolean passed =
        state instanceof State.Committing committing
            && committing.instant().stream().anyMatch(near.at().wall()::isAfter);
    return passed ? without(state) : state;
  }
}
