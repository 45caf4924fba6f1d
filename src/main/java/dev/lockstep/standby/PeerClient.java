package dev.lockstep.standby;

/** Port: calls the other PC of the line. Thread-safe. */
public interface PeerClient {
  /**
   * Sends the request and waits for its answer, a bounded time. Never throws for what network and
   * peer do: that is {@link PeerAnswer.Silent}. A request that may have arrived is not sent again.
   */
  PeerAnswer call(PeerRequest request);
}
