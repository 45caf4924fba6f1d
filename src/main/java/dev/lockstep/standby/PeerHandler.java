package dev.lockstep.standby;

/** Port: answers the other PC's requests, which the link has authenticated. Thread-safe. */
public interface PeerHandler {
  /** May block for as long as the disk takes. */
  PeerAnswer handle(PeerRequest request);
}
