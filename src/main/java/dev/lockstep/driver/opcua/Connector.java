package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.jboss.logging.Logger;

/**
 * Keeps one device connected, with growing jittered pauses, and its session on exactly one way: how
 * the session gets from one to the next is the {@link SessionReactivation}'s.
 */
final class Connector implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Connector.class);

  private final String device;
  private final SecureChannelOpener opener;
  private final ServerCapabilities capabilities;
  private final OutstandingRequests outstanding;
  private final SessionReactivation reactivation;
  private final OpcUaSettings.Times times;
  private final TimeSource clock;
  private final RandomGenerator random;
  private final ReentrantLock dialing = new ReentrantLock();
  private final CompletableFuture<Boolean> closing = new CompletableFuture<>();
  private final List<Consumer<Optional<ActiveSession>>> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<ActiveSession> session = Optional.empty();
  private volatile OptionalLong aliveSince = OptionalLong.empty();
  private final Moment began;
  private volatile LinkStatus status;

  /** What a connector is made of. */
  record Parts(
      String device,
      SecureChannelOpener opener,
      ServerCapabilities capabilities,
      OutstandingRequests outstanding,
      OpcUaSettings.Times times,
      TimeSource clock,
      RandomGenerator random) {}

  Connector(Parts parts) {
    this.device = parts.device();
    this.opener = parts.opener();
    this.capabilities = parts.capabilities();
    this.outstanding = parts.outstanding();
    this.reactivation = new SessionReactivation(opener.sessions(), capabilities, outstanding);
    this.times = parts.times();
    this.clock = parts.clock();
    this.random = parts.random();
    this.began = clock.now();
    this.status = new LinkStatus(LinkStatus.State.CONNECTING, "", wall());
  }

  void start() {
    Thread.ofVirtual().name("opcua-" + device).start(this::run);
  }

  /** How it stands; before the first connect has ended, how long that has been under way. */
  LinkStatus status() {
    LinkStatus known = status;
    if (known.state() != LinkStatus.State.CONNECTING) {
      return known;
    }
    String detail = "the first connect is under way since %d s";
    long seconds = Duration.ofNanos(clock.now().ticks() - began.ticks()).toSeconds();
    return new LinkStatus(known.state(), detail.formatted(seconds), known.since());
  }

  /** The session, where it is active and its way open right now. */
  Optional<ActiveSession> online() {
    return session.filter(each -> each.connection().isOpen());
  }

  /** Ticks since when the server has answered without a break; empty while it does not. */
  OptionalLong aliveSince() {
    return aliveSince;
  }

  /** Told each new way, and each loss, in order; must not block. */
  void listen(Consumer<Optional<ActiveSession>> listener) {
    listeners.add(listener);
  }

  private void run() {
    int failures = 0;
    while (!closing.isDone()) {
      try {
        dial();
        failures = 0;
        lost(tend());
      } catch (UnansweredException failed) {
        lost(failed.detail());
      } catch (InterruptedException interrupted) {
        return;
      } catch (RuntimeException fault) {
        // The outermost frame: a fault of ours must not leave the machine unconnected for ever.
        LOG.errorf(fault, "device=%s opcua connection stopped by a fault of the gateway", device);
        lost("a fault of the gateway itself, see its log: " + fault);
      }
      failures++;
      if (isClosedWithin(pause(failures))) {
        return;
      }
    }
  }

  private boolean isClosedWithin(Duration pause) {
    try {
      return closing.get(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException passed) {
      return false;
    } catch (ExecutionException | InterruptedException ended) {
      return true;
    }
  }

  /** Doubles up to the longest, half of it at random, so that gateways do not come in step. */
  private Duration pause(int failures) {
    Duration whole = times.reconnectPauseMin();
    for (int each = 1; each < failures && whole.compareTo(times.reconnectPauseMax()) < 0; each++) {
      whole = whole.multipliedBy(2);
    }
    long nanos = Math.min(whole.toNanos(), times.reconnectPauseMax().toNanos());
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }

  private void dial() throws UnansweredException {
    dialing.lock();
    try {
      Deadline deadline = Deadline.in(times.connect().plus(times.request()).multipliedBy(3), clock);
      EndpointDescription endpoint = opener.discover(deadline);
      if (!closing.isDone()) {
        adopt(endpoint, deadline);
      }
    } finally {
      dialing.unlock();
    }
  }

  /**
   * Puts the session on a new way while the old one is still there: what was sent by the old one is
   * refused by the server from then on.
   */
  void renew(Deadline deadline) throws UnansweredException {
    boolean mine = false;
    try {
      mine = dialing.tryLock(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
      ActiveSession old = online().orElseThrow(() -> new UnansweredException(status.detail()));
      if (!mine) {
        throw new UnansweredException("a new connection is being opened already");
      }
      adopt(old.endpoint(), deadline);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UnansweredException("interrupted");
    } finally {
      if (mine) {
        dialing.unlock();
      }
    }
  }

  private void adopt(EndpointDescription endpoint, Deadline deadline) throws UnansweredException {
    SecureChannelConnection connection = opener.open(endpoint, deadline);
    Optional<ActiveSession> made = Optional.empty();
    try {
      made = Optional.of(reactivation.onto(connection, endpoint, deadline));
    } finally {
      if (made.isEmpty()) {
        connection.abandon("not usable");
      }
    }
    ActiveSession fresh = made.get();
    Optional<ActiveSession> old = session;
    session = Optional.of(fresh);
    if (aliveSince.isEmpty()) {
      aliveSince = OptionalLong.of(clock.now().ticks());
    }
    old.ifPresent(each -> each.connection().close("moved to a new connection"));
    String detail = "%s, %s".formatted(security(endpoint), endpoint.getEndpointUrl());
    status(LinkStatus.State.CONNECTED, detail);
    listeners.forEach(each -> each.accept(Optional.of(fresh)));
  }

  private static String security(EndpointDescription endpoint) {
    String channel =
        endpoint.getSecurityMode() == MessageSecurityMode.None
            ? "INSECURE"
            : EndpointSelection.policy(endpoint) + " " + endpoint.getSecurityMode();
    return EndpointSelection.isInClear(endpoint) ? channel + ", password in clear" : channel;
  }

  /** Watches over the connection until it is lost, and says why it was. */
  private String tend() throws InterruptedException {
    while (true) {
      Optional<ActiveSession> known = session;
      if (known.isEmpty()) {
        return status.detail(); // closed meanwhile
      }
      ActiveSession watched = known.get();
      try {
        String reason =
            watched.connection().ended().get(times.keepAlive().toNanos(), TimeUnit.NANOSECONDS);
        if (isCurrent(watched)) {
          return reason;
        }
      } catch (TimeoutException quiet) {
        if (!isAlive(watched) && isCurrent(watched)) {
          return "the server does not answer";
        }
        aliveSince.ifPresent(
            since -> outstanding.worked(times.answer(), since, clock.now().ticks()));
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(
            "a way ends with a reason, never with an error", impossible);
      }
    }
  }

  private boolean isCurrent(ActiveSession watched) {
    return session.filter(each -> each.connection() == watched.connection()).isPresent();
  }

  /** Whether the server answers on this way now. */
  boolean isAlive(ActiveSession on) {
    return isAlive(on, Deadline.in(times.request(), clock));
  }

  boolean isAlive(ActiveSession on, Deadline deadline) {
    return capabilities.isAlive(on, deadline);
  }

  private void lost(String reason) {
    dialing.lock();
    try {
      Optional<ActiveSession> old = session;
      session = Optional.empty();
      aliveSince = OptionalLong.empty();
      old.ifPresent(each -> each.connection().close(reason));
      status(LinkStatus.State.DISCONNECTED, reason);
      if (old.isPresent()) {
        listeners.forEach(each -> each.accept(Optional.empty()));
      }
    } finally {
      dialing.unlock();
    }
  }

  private void status(LinkStatus.State state, String detail) {
    LinkStatus before = status;
    status = new LinkStatus(state, detail, before.state() == state ? before.since() : wall());
    boolean news = !before.detail().equals(detail);
    if (news && !closing.isDone()) {
      LOG.infof("device=%s opcua=%s %s", device, state, detail);
    }
  }

  private Instant wall() {
    return clock.now().wall();
  }

  boolean isClosed() {
    return closing.isDone();
  }

  @Override
  public void close() {
    closing.complete(true);
    dialing.lock();
    try {
      online()
          .ifPresent(
              last -> {
                SessionServiceSet sessions = opener.sessions();
                sessions.close(last.connection(), last.session(), sessions.goodbye());
              });
      session.ifPresent(last -> last.connection().close("closed"));
      session = Optional.empty();
      status(LinkStatus.State.DISCONNECTED, "closed");
    } finally {
      dialing.unlock();
    }
  }
}
