package dev.lockstep.driver.opcua;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the session of a server that is not trusted any more: at once for writes and calls, and then
 * in order. A session that the server has closed is one whose late requests it refuses (OPC
 * 10000-4, 5.7.4), so what was under way is settled as after any loss (ARCHITECTURE, P5a).
 */
final class TrustWithdrawal {
  private final String device;
  private final LinkState state;
  private final SessionReactivation reactivation;
  private final ReentrantLock move;

  /**
   * @param move held through the network work of one move of the session
   */
  TrustWithdrawal(
      String device, LinkState state, SessionReactivation reactivation, ReentrantLock move) {
    this.device = device;
    this.state = state;
    this.reactivation = reactivation;
    this.move = move;
  }

  /**
   * Ends this session, where it is still on this channel. Does not wait for the server.
   *
   * @param reason why the server is not trusted, and what changes that
   */
  void of(ActiveSession known, String reason) {
    known.connection().bar();
    String detail = "trust was taken away, and the session was ended: " + reason;
    if (state.givenUp(known, detail)) {
      Thread.ofVirtual().name("opcua-end-" + device).start(() -> endInOrder(known, detail));
    }
  }

  private void endInOrder(ActiveSession known, String reason) {
    boolean mine = false;
    try {
      mine = move.tryLock(SecureChannelOpener.GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
      if (mine) {
        reactivation.end(known);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      known.connection().close(reason);
      if (mine) {
        move.unlock();
      }
    }
  }
}
