package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.SendLease;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The permit of one request to be sent: once, before its deadline, on its own secure channel, or
 * never.
 *
 * <p>Two threads race for it: the caller who gives up, and Netty's event loop that is about to
 * encode. The first to change {@link State#WAITING} wins. So a caller who gave up first knows that
 * nothing was sent.
 */
final class SendPermit {

  /** Where a request stands. */
  enum State {
    WAITING,
    /** Through the gate: it cannot be called back. */
    PASSED,
    /** Not sent, and never will be. */
    BARRED,
    /** Answered by the server, whatever the answer. */
    ANSWERED
  }

  private final Deadline deadline;
  private final OpcUaSession session;
  private final boolean acts;
  private final Class<?> answer;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private volatile long passedAt;
  private volatile boolean shutOut;

  /**
   * @param session that the request belongs to
   * @param acts whether it changes anything at the device
   * @param answer what answers it
   */
  SendPermit(Deadline deadline, OpcUaSession session, boolean acts, Class<?> answer) {
    this.deadline = deadline;
    this.session = session;
    this.acts = acts;
    this.answer = answer;
  }

  OpcUaSession session() {
    return session;
  }

  boolean acts() {
    return acts;
  }

  State state() {
    return state.get();
  }

  /** Ticks of the clock when it went through the gate. */
  long passedAt() {
    return passedAt;
  }

  /**
   * Called by the gate alone, as the last thing before encoding.
   *
   * @param lease that what acts is sent under
   */
  boolean pass(TimeSource clock, SendLease lease) {
    passedAt = clock.now().ticks();
    return (!acts || lease.valid())
        && !deadline.passed(clock)
        && state.compareAndSet(State.WAITING, State.PASSED);
  }

  /** Whether a response of this type answers it. */
  boolean isAnsweredBy(Object response) {
    return answer.isInstance(response);
  }

  /** From now on the server refuses it, should it arrive late. */
  void shutOut() {
    shutOut = true;
  }

  boolean isShutOut() {
    return shutOut;
  }

  /** Ticks since when the server can have worked at it: a frozen server works at nothing. */
  long atWorkSince(long aliveSince) {
    return aliveSince - passedAt > 0 ? aliveSince : passedAt;
  }

  /** Gives it up. True where that proves that it is never sent. */
  boolean bar() {
    return state.compareAndSet(State.WAITING, State.BARRED) || state.get() == State.BARRED;
  }

  /** The request could not be encoded: it went through the gate, but no octet was sent. */
  void unsent() {
    state.compareAndSet(State.PASSED, State.BARRED);
  }

  void answered() {
    state.compareAndSet(State.PASSED, State.ANSWERED);
  }
}
