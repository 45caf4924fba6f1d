package dev.lockstep.standby;

/**
 * The standby as the active PC sees it. Whether an acknowledgement waits for it follows from this
 * alone.
 */
public sealed interface Companion {
  /** The standby's run; 0: of none. */
  long run();

  /** The number of the supply; 0: none. */
  long round();

  /** None, and none may take over. */
  record None(long round) implements Companion {
    @Override
    public long run() {
      return 0;
    }
  }

  /** It is supplied with a copy, and may not take over. */
  record Supplied(long run, long round) implements Companion {}

  /** It may take over, or the word for that is under way: nothing is acknowledged without it. */
  record Paired(long run, long round, boolean told) implements Companion {}

  /**
   * It was in sync, and is being taken out of the register: until that stands, nothing is
   * acknowledged without it.
   */
  record Parting(long run, long round) implements Companion {}

  /** Whether nothing may be acknowledged that the standby has not confirmed. */
  default boolean counts() {
    return switch (this) {
      case Paired _, Parting _ -> true;
      case None _, Supplied _ -> false;
    };
  }
}
