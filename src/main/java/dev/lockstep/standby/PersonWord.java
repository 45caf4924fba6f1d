package dev.lockstep.standby;

/** What an operator said at one PC of a line. For the record of acts (P14). */
public record PersonWord(Kind kind, boolean acceptLoss, String principal, String reason) {
  /** The words. */
  public enum Kind {
    /**
     * Go on without the other PC. The operator vouches that it is off, and that it was not active
     * since this one was.
     */
    ALONE,
    /**
     * Become active, where this PC is in sync; with {@code acceptLoss} also where it is not: then
     * the operator vouches that the other PC is off, and gives up what this one does not have.
     */
    TAKE_OVER,
    /**
     * Give the line to the other PC; where both have records that the other lacks, give them up.
     */
    STEP_DOWN
  }
}
