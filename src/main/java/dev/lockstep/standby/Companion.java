package dev.lockstep.standby;

/**
 * The standby as the active PC sees it. Whether an acknowledgement waits for it follows from this
 * alone.
 */
public sealed interface Companion {
  /** The standby's run; 0: not heard of. */
  long run();

  /** The number of the last supply in this term; 0: there was none. */
  long round();

  /** None, and none may take over. */
  record None(long round) implements Companion {
    @Override
    public long run() {
      return 0;
    }
  }

  /**
   * It is supplied with a copy, and may not take over.
   *
   * @param begun whether it has said that it takes this supply
   */
  record Supplied(long run, long round, boolean begun) implements Companion {}

  /**
   * It has everything, and is about to be told so: from here on nothing is acknowledged without it.
   */
  record Joining(long run, long round) implements Companion {}

  /**
   * It may take over.
   *
   * @param begun whether it has said that it takes this supply
   * @param told whether it has said that it knows
   */
  record Paired(long run, long round, boolean begun, boolean told) implements Companion {}

  /**
   * It was in sync, and is being taken out of the register: until that stands, nothing is
   * acknowledged without it.
   */
  record Parting(long run, long round) implements Companion {}

  /** Whether nothing may be acknowledged that the standby has not confirmed. */
  default boolean counts() {
    return switch (this) {
      case Joining _, Paired _, Parting _ -> true;
      case None _, Supplied _ -> false;
    };
  }
}
