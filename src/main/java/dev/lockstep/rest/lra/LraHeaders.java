package dev.lockstep.rest.lra;

/** HTTP headers of MicroProfile LRA, by which the context of an action is told. */
final class LraHeaders {
  /** The action's address. */
  static final String CONTEXT = "Long-Running-Action";

  /** The address of the action that the action is nested in. */
  static final String PARENT = "Long-Running-Action-Parent";

  /** The address of a participant at its coordinator. */
  static final String RECOVERY = "Long-Running-Action-Recovery";

  private LraHeaders() {}
}
