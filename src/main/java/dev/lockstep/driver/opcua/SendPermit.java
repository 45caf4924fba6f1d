package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The permission of one request to leave. It leaves once, in time and by its own way, or never.
 *
 * <p>Two threads race for it: the caller who gives up, and Netty's event loop that is about to
 * encode. Whoever moves it out of {@link State#WAITING} wins, so the caller who gave up first knows
 * that nothing was sent.
 */
final class SendPermit {

  /** Where a request stands. */
  enum State {
    WAITING,
    /** Through the door: nobody can call it back. */
    PASSED,
    /** Never left, and never will. */
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

  /** Ticks of the clock when it went through the door. */
  long passedAt() {
    return passedAt;
  }

  /** Called at the door alone, as the last thing before encoding. */
  boolean pass(TimeSource clock) {
    passedAt = clock.now().ticks();
    return !deadline.passed(clock) && state.compareAndSet(State.WAITING, State.PASSED);
  }

  /** Whether this is its answer. One that is meant for another request answers nothing. */
  boolean isAnsweredBy(Object response) {
    return answer.isInstance(response);
  }

  /** The server refuses it from now on, should it come late. */
  void shutOut() {
    shutOut = true;
  }

  boolean isShutOut() {
    return shutOut;
  }

  /** Ticks from when the server can have been working at it; a frozen one works at nothing. */
  long atWorkSince(long aliveSince) {
    return aliveSince - passedAt > 0 ? aliveSince : passedAt;
  }

  /** Gives up. True where that proves that it never leaves. */
  boolean bar() {
    return state.compareAndSet(State.WAITING, State.BARRED) || state.get() == State.BARRED;
  }

  /** The request could not be encoded: it went through the door, but no octet left. */
  void unsent() {
    state.compareAndSet(State.PASSED, State.BARRED);
  }

  void answered() {
    state.compareAndSet(State.PASSED, State.ANSWERED);
  }
}
