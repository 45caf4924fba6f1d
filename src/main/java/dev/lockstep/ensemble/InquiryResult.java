package dev.lockstep.ensemble;

/** Result of an inquiry at the ensemble. */
public sealed interface InquiryResult {

  /** COMMIT stands. */
  record Commit(String evidence) implements InquiryResult {}

  /**
   * ROLLBACK stands, or the verdict of another plan.
   *
   * @param presumed whether no coordinator decided it, but a gateway that found votes missing
   */
  record Rollback(String evidence, boolean presumed) implements InquiryResult {}

  /** There is no verdict yet, and votes are missing. */
  record Undecided(String detail) implements InquiryResult {}

  /** Nothing is known: the ensemble did not answer, or what it holds cannot be read. */
  record Silence(String detail) implements InquiryResult {}
}
