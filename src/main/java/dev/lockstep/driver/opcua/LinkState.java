package dev.lockstep.driver.opcua;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The session that one device is reached by, or why there is none. Its lock is held for a change of
 * these fields only and never during network work, so that a loss and a close are seen at once,
 * whatever a server that is being connected to takes its time for. Thread-safe.
 */
final class LinkState {
  private static final Logger LOG = Logger.getLogger(LinkState.class);

  private final String device;
  private final TimeSource clock;
  private final Moment began;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Consumer<Optional<ActiveSession>>> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<ActiveSession> session = Optional.empty();
  private volatile OptionalLong aliveSince = OptionalLong.empty();
  private volatile LinkStatus status;
  private volatile boolean closed;

  LinkState(String device, TimeSource clock) {
    this.device = device;
    this.clock = clock;
    this.began = clock.now();
    this.status = new LinkStatus(LinkStatus.State.CONNECTING, "", wall());
  }

  /** The present status; until the first connect has ended, how long it has been going on. */
  LinkStatus status() {
    LinkStatus known = status;
    if (known.state() != LinkStatus.State.CONNECTING) {
      return known;
    }
    String detail = "the first connect is under way since %d s";
    long seconds = Duration.ofNanos(clock.now().ticks() - began.ticks()).toSeconds();
    return new LinkStatus(known.state(), detail.formatted(seconds), known.since());
  }

  /** The active session, where its secure channel is open right now. */
  Optional<ActiveSession> online() {
    return closed ? Optional.empty() : session.filter(each -> each.connection().isOpen());
  }

  /** The active session, whether or not its secure channel has ended meanwhile. */
  Optional<ActiveSession> session() {
    return session;
  }

  /** Whether this is still the secure channel of the session. */
  boolean isCurrent(ActiveSession other) {
    return session.filter(each -> each.connection() == other.connection()).isPresent();
  }

  /** Ticks since when the server has answered without a break; empty while it does not. */
  OptionalLong aliveSince() {
    return aliveSince;
  }

  /**
   * Adds a listener that is told each new secure channel, and each loss, in order.
   *
   * @param listener must not block
   */
  void listen(Consumer<Optional<ActiveSession>> listener) {
    listeners.add(listener);
  }

  /**
   * Puts the session that is on a new secure channel in the place of the one before, and ends the
   * old channel.
   *
   * @return false where the link was closed meanwhile: then the caller ends the session
   */
  boolean connected(ActiveSession fresh, String detail) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      Optional<ActiveSession> old = session;
      session = Optional.of(fresh);
      if (aliveSince.isEmpty()) {
        aliveSince = OptionalLong.of(clock.now().ticks());
      }
      old.ifPresent(each -> each.connection().close("moved to a new connection"));
      status(LinkStatus.State.CONNECTED, detail);
      listeners.forEach(each -> each.accept(Optional.of(fresh)));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that there is no connection.
   *
   * @param known the session that was lost, or empty where none came about; where a fence has put
   *     it on another secure channel since, nothing is lost
   */
  void disconnected(Optional<ActiveSession> known, String reason) {
    lock.lock();
    try {
      if (closed || !known.map(ActiveSession::connection).equals(connection())) {
        return;
      }
      end(reason);
      status(LinkStatus.State.DISCONNECTED, reason);
      if (known.isPresent()) {
        listeners.forEach(each -> each.accept(Optional.empty()));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that this session is given up, and leaves its secure channel to the caller, who closes
   * the session in order.
   *
   * @return false where it is not the session on its present channel any more
   */
  boolean givenUp(ActiveSession known, String reason) {
    lock.lock();
    try {
      if (closed || !isCurrent(known)) {
        return false;
      }
      session = Optional.empty();
      aliveSince = OptionalLong.empty();
      status(LinkStatus.State.DISCONNECTED, reason);
      listeners.forEach(each -> each.accept(Optional.empty()));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses every session from now on. */
  void closed() {
    lock.lock();
    try {
      closed = true;
      status = new LinkStatus(LinkStatus.State.DISCONNECTED, "closed", wall());
    } finally {
      lock.unlock();
    }
  }

  /** Ends the secure channel that is left, once its session has been closed at the server. */
  void end(String reason) {
    lock.lock();
    try {
      Optional<ActiveSession> old = session;
      session = Optional.empty();
      aliveSince = OptionalLong.empty();
      old.ifPresent(each -> each.connection().close(reason));
    } finally {
      lock.unlock();
    }
  }

  private Optional<SecureChannelConnection> connection() {
    return session.map(ActiveSession::connection);
  }

  private void status(LinkStatus.State state, String detail) {
    LinkStatus before = status;
    status = new LinkStatus(state, detail, before.state() == state ? before.since() : wall());
    if (!before.detail().equals(detail)) {
      LOG.infof("device=%s opcua=%s %s", device, state, detail);
    }
  }

  private Instant wall() {
    return clock.now().wall();
  }
}
