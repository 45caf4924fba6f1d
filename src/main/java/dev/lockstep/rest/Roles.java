package dev.lockstep.rest;

/** Roles of callers: who may do what. */
public final class Roles {
  /** Prepares, commits, rolls back, forgets. */
  public static final String COORDINATOR = "coordinator";

  /** Resolves, releases, acknowledges damage, plays plans, forgets what ended heuristically. */
  public static final String OPERATOR = "operator";

  /** Another gateway: asks how a shared transaction stands, and has a vote renounced. */
  public static final String SIBLING = "sibling";

  /** Reads. */
  public static final String VIEWER = "viewer";

  /** Attribute of an identity without a role: why it has none, for the caller. */
  public static final String MISSING = "lockstep.role-missing";

  private Roles() {}
}
