package dev.lockstep.model;

import dev.lockstep.transaction.Outcome;
import java.util.List;

/** How far a call of the coordinator has come, as it is packed; a higher number is an answer. */
final class ModelCall {
  static final int NONE = 0;
  static final int SENT = 1;
  static final int WAITING = 2;
  static final int ANSWERED = 3;

  /** Answers to prepare. */
  static final int YES = 3;

  static final int NO = 4;
  static final int NO_VOTE = 5;
  static final int READ_ONLY = 6;

  /** Answers to a decision; an outcome is {@link #OUTCOME} and its number. */
  static final int UNDER_WAY = 3;

  static final int NOT_KNOWN = 4;
  static final int UNCLEAR = 5;
  static final int OUTCOME = 5;

  /** Answers to a forget. */
  static final int TAKEN = 3;

  static final int NOT_TAKEN = 4;

  /** What a stray decision says. */
  static final int COMMIT = 1;

  static final int ROLLBACK = 2;

  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

  private ModelCall() {}

  /** The number of an outcome, from 1; 0 is none. */
  static int number(Outcome outcome) {
    return OUTCOMES.indexOf(outcome) + 1;
  }

  static Outcome outcome(int number) {
    return OUTCOMES.get(number - 1);
  }
}
