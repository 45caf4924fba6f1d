package dev.lockstep.driver.opcua;

import dev.lockstep.driver.FenceResult;
import java.time.Duration;

/**
 * A session that is not used any more, and that only its time-out ends at the server (OPC 10000-4,
 * 5.7.2): how long a request of it may still be carried out.
 *
 * @param timeout as the server revised it
 * @param answerMax how long a server may be at work at a write that it took
 * @param elsewhere whether it was perhaps another PC's, which is cut off and not dead
 */
record FormerSession(Duration timeout, Duration answerMax, boolean elsewhere) {
  /** Added to the server's time-out, because two clocks do not run at the same rate. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /**
   * Whether it is over.
   *
   * @param answered how long the server has answered without a break since the session was last
   *     used: a frozen one neither ends sessions nor reads its sockets
   */
  FenceResult after(Duration answered) {
    Duration left = whole().minus(answered);
    return left.isNegative() || left.isZero()
        ? new FenceResult.Shut(
            "the old session has timed out at the server, which answered all along")
        : new FenceResult.Open("the old session times out at the server in " + left, left);
  }

  /**
   * The longer of time-out and work where the sender is known to be dead: what it sent arrived when
   * it died. Both, one after the other, where it may be cut off:
   *
   * <ol>
   *   <li>The other PC's write is on its way, and the network between it and the server is cut.
   *   <li>This PC takes over.
   *   <li>The network comes back a moment before the server ends the other PC's session. Its kernel
   *       sends the write again, the server takes it, and is at work at it from now on.
   * </ol>
   */
  private Duration whole() {
    Duration ended = timeout.plus(MARGIN);
    if (elsewhere) {
      return ended.plus(answerMax);
    }
    return ended.compareTo(answerMax) > 0 ? ended : answerMax;
  }
}
