package dev.lockstep.driver.opcua;

import dev.lockstep.device.Backoff;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.jboss.logging.Logger;

/**
 * Keeps one device connected. Its thread opens a secure channel, puts the session on it, watches
 * it, and after a loss begins again, with pauses that grow and are jittered. A fence puts the
 * session on another secure channel in between, see {@link #renew}.
 *
 * <p>Only these two move the session, one at a time. A loss and {@link #close} wait for neither:
 * what they change is in {@link LinkState}, which knows nothing of the network.
 */
final class Connector implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Connector.class);

  private final String device;
  private final SecureChannelOpener opener;
  private final ServerCapabilities capabilities;
  private final OutstandingRequests outstanding;
  private final OpcUaSettings.Times times;
  private final Backoff backoff;
  private final TimeSource clock;
  private final RandomGenerator random;
  private final LinkState state;
  private final SessionTransfer transfer;

  /** Held through the network work of one move of the session. */
  private final ReentrantLock move = new ReentrantLock();

  private final WakeableTimer pauses = new WakeableTimer();
  private final CompletableFuture<Boolean> closing = new CompletableFuture<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  /** What a connector is made of. */
  record Parts(
      LinkState state,
      String device,
      SecureChannelOpener opener,
      ServerCapabilities capabilities,
      OutstandingRequests outstanding,
      OpcUaSettings.Times times,
      TimeSource clock,
      RandomGenerator random) {}

  Connector(Parts parts) {
    this.state = parts.state();
    this.device = parts.device();
    this.opener = parts.opener();
    this.capabilities = parts.capabilities();
    this.outstanding = parts.outstanding();
    this.times = parts.times();
    this.backoff = times.reconnect();
    this.clock = parts.clock();
    this.random = parts.random();
    SessionReactivation reactivation =
        new SessionReactivation(opener.sessions(), capabilities, outstanding);
    TrustWithdrawal withdrawal = new TrustWithdrawal(device, state, reactivation, move);
    this.transfer = new SessionTransfer(opener, reactivation, state, withdrawal, closing::isDone);
  }

  void start() {
    Thread.ofVirtual().name("opcua-" + device).start(this::run);
  }

  private void run() {
    try {
      int failures = 0;
      while (!closing.isDone()) {
        pauses.begin();
        failures = connect() ? 1 : failures + 1;
        if (closing.isDone() || pauses.isClosedWithin(backoff.pause(failures - 1, random))) {
          break;
        }
      }
    } finally {
      try {
        endSession();
      } finally {
        ended.complete(true);
      }
    }
  }

  /** Connects and stays connected until the connection is lost. False where none came about. */
  private boolean connect() {
    try {
      noteEnded();
      dial();
      tend();
      return true;
    } catch (UnansweredException failed) {
      state.disconnected(Optional.empty(), failed.detail());
    } catch (InterruptedException interrupted) {
      closing.complete(true);
    } catch (RuntimeException fault) {
      // The thread's outermost frame: a bug must not leave the machine unconnected for ever.
      LOG.errorf(fault, "device=%s opcua connection stopped by a fault of the gateway", device);
      state.disconnected(state.session(), "a fault of the gateway itself, see its log: " + fault);
    }
    return false;
  }

  /** A channel that a fence opened while this thread paused may have ended again. */
  private void noteEnded() {
    Optional<ActiveSession> known = state.session();
    known
        .map(ActiveSession::connection)
        .filter(connection -> !connection.isOpen())
        .ifPresent(gone -> state.disconnected(known, gone.ended().getNow("not connected")));
  }

  /** Ends the pause between two attempts, for the cause of the last failure is gone. */
  void wake() {
    pauses.wake();
  }

  private void dial() throws UnansweredException {
    move.lock();
    try {
      Deadline deadline =
          Deadline.in(times.connectTimeout().plus(times.requestTimeout()).multipliedBy(3), clock);
      // A fence may have moved the session just now; and a closed link needs none.
      if (state.online().isPresent() || closing.isDone()) {
        return;
      }
      EndpointDescription endpoint = opener.discover(deadline);
      if (!closing.isDone()) {
        transfer.to(endpoint, deadline);
      }
    } finally {
      move.unlock();
    }
  }

  /**
   * Puts the session on a new secure channel while the old one is still there, for a fence: what
   * was sent by the old one is refused by the server from then on (OPC 10000-4, 5.7.3).
   *
   * @throws UnansweredException where that does not succeed within the deadline
   */
  void renew(Deadline deadline) throws UnansweredException {
    boolean mine = false;
    try {
      mine = move.tryLock(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
      ActiveSession old =
          state.online().orElseThrow(() -> new UnansweredException(state.status().detail()));
      if (!mine) {
        throw new UnansweredException("a new connection is being opened already");
      }
      transfer.again(old, deadline);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UnansweredException("interrupted");
    } finally {
      if (mine) {
        move.unlock();
      }
    }
  }

  /** Watches the connection until it is lost, and says why it was, or until the link is closed. */
  private void tend() throws InterruptedException {
    while (!closing.isDone()) {
      Optional<ActiveSession> known = state.session();
      if (known.isEmpty()) {
        return;
      }
      Optional<String> loss = loss(known.get());
      if (loss.isPresent() && !closing.isDone() && state.isCurrent(known.get())) {
        state.disconnected(known, loss.get());
        return;
      }
    }
  }

  /** Waits for one keep-alive interval, and then asks the server for a sign of life. */
  private Optional<String> loss(ActiveSession watched) throws InterruptedException {
    CompletableFuture<String> over = watched.connection().ended();
    try {
      CompletableFuture.anyOf(over, closing).get(times.keepAlive().toNanos(), TimeUnit.NANOSECONDS);
      return Optional.of(over.getNow("closed"));
    } catch (TimeoutException quiet) {
      if (!isAlive(watched, Deadline.in(times.requestTimeout(), clock))) {
        return Optional.of("the server does not answer");
      }
      state
          .aliveSince()
          .ifPresent(since -> outstanding.worked(times.answerMax(), since, clock.now().ticks()));
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(
          "a secure channel ends with a reason, never with an error", impossible);
    }
  }

  /** Whether the server answers in this session now. */
  boolean isAlive(ActiveSession session, Deadline deadline) {
    return capabilities.isAlive(session, deadline);
  }

  private void endSession() {
    move.lock();
    try {
      state.session().filter(last -> last.connection().isOpen()).ifPresent(transfer::close);
      state.end("closed");
    } finally {
      move.unlock();
    }
  }

  boolean isClosed() {
    return closing.isDone();
  }

  /** Begins to close, and does not wait: the thread closes the session at the server. */
  void stop() {
    state.closed();
    closing.complete(true);
    pauses.close();
  }

  /**
   * Closes the connection, and waits until the session is closed at the server. A session that is
   * being opened at a silent server is given up after one request's time and then closed as well.
   */
  @Override
  public void close() {
    stop();
    Duration most = times.requestTimeout().plus(SecureChannelOpener.GOODBYE.multipliedBy(2));
    var _ = ended.copy().completeOnTimeout(false, most.toNanos(), TimeUnit.NANOSECONDS).join();
  }
}
