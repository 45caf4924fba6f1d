package dev.lockstep.rest.lra;

import dev.lockstep.rest.lra.LraStatus.Ending;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.util.Optional;

/** Status of a participant (MicroProfile LRA, {@code ParticipantStatus}). */
enum ParticipantStatus {
  ACTIVE("Active"),
  COMPLETING("Completing"),
  COMPLETED("Completed"),
  FAILED_TO_COMPLETE("FailedToComplete"),
  COMPENSATING("Compensating"),
  COMPENSATED("Compensated"),
  FAILED_TO_COMPENSATE("FailedToCompensate");

  private final String word;

  ParticipantStatus(String word) {
    this.word = word;
  }

  boolean failed() {
    return this == FAILED_TO_COMPLETE || this == FAILED_TO_COMPENSATE;
  }

  /** Whether it is over, well or not. */
  boolean over() {
    return this == COMPLETED || this == COMPENSATED || failed();
  }

  /**
   * Where a transaction stands that is asked to end so; empty where it is not known here.
   *
   * <p>One that ended the other way, or half, has failed to do what it is asked: a participant that
   * would say Compensated to a coordinator that closes is taken for done (Narayana does so).
   */
  static Optional<ParticipantStatus> of(State state, Ending asked) {
    return switch (state) {
      case State.Absent absent -> Optional.empty();
      case State.Preparing preparing -> Optional.of(ACTIVE);
      case State.Prepared prepared -> Optional.of(ACTIVE);
      case State.Committing committing ->
          Optional.of(asked == Ending.CLOSE ? COMPLETING : FAILED_TO_COMPENSATE);
      case State.RollingBack rollingBack ->
          Optional.of(underway(ended(Optional.of(rollingBack.outcome()), asked)));
      case State.Ended ended -> Optional.of(ended(ended, asked));
    };
  }

  private static ParticipantStatus underway(ParticipantStatus end) {
    return switch (end) {
      case COMPLETED -> COMPLETING;
      case COMPENSATED -> COMPENSATING;
      case ACTIVE, COMPLETING, COMPENSATING, FAILED_TO_COMPLETE, FAILED_TO_COMPENSATE -> end;
    };
  }

  private static ParticipantStatus ended(State.Ended ended, Ending asked) {
    // Nothing moved: it is done, whatever is asked (decision 45).
    boolean looked = ended.ballot().orElse(null) instanceof Ballot.ReadOnly;
    return ended(looked ? Optional.empty() : ended.outcome(), asked);
  }

  /**
   * @param outcome empty where there was nothing to do
   */
  private static ParticipantStatus ended(Optional<Outcome> outcome, Ending asked) {
    boolean committed =
        outcome
            .map(each -> each == Outcome.COMMITTED || each == Outcome.HEURISTIC_COMMIT)
            .orElse(true);
    boolean rolledBack =
        outcome
            .map(each -> each == Outcome.ROLLED_BACK || each == Outcome.HEURISTIC_ROLLBACK)
            .orElse(true);
    return switch (asked) {
      case CLOSE -> committed ? COMPLETED : FAILED_TO_COMPLETE;
      case CANCEL -> rolledBack ? COMPENSATED : FAILED_TO_COMPENSATE;
    };
  }

  @Override
  public String toString() {
    return word;
  }
}
