package dev.lockstep.ensemble;

/** Result of a create, an update or a delete. */
public sealed interface WriteResult {

  /** It was done, and a majority has it on disk. */
  record Done() implements WriteResult {}

  /**
   * A create met a znode that was there. It may be one's own: the first answer was lost. Read it.
   */
  record There() implements WriteResult {}

  /** An update or a delete met no znode. */
  record Absent() implements WriteResult {}

  /** An update or a delete met another version: somebody has written since. */
  record OtherVersion() implements WriteResult {}

  /** The ensemble refused it: nothing was written. It needs a person. */
  record Refused(String detail) implements WriteResult {}

  /**
   * No answer: it may have been done, it may be done yet, it may never be done. Read it back, and
   * compare; what is absent then may still come, and only the same write again gives certainty.
   */
  record NotKnown(String detail) implements WriteResult {}
}
