package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.FenceResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Shuts the old way in (DESIGN P5a). The crash story: a write left, the server froze. A new session
 * that reads the old value proves nothing, because the woken server may take the write from the old
 * connection after that read. What does prove it is that the server put the old session on a new
 * channel (OPC 10000-4, 5.7.3): from then on it refuses the old one.
 *
 * <p>One thing a fence cannot call back: a write that the server has already taken and works at. So
 * where the server lives, its answer is waited for, and where no answer can come any more as much
 * time is left to it, both for {@link OpcUaSettings.Times#answer}.
 */
final class Fence {
  /** Over the server's own time-out, for clocks that run unlike. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final Connector connector;
  private final OutstandingRequests outstanding;
  private final OpcUaSettings.Times times;
  private final ExecutorService executor;
  private final TimeSource clock;
  private final Moment openedAt;

  Fence(
      Connector connector,
      OutstandingRequests outstanding,
      OpcUaSettings.Times times,
      SecureChannelOpener.Shared shared) {
    this.connector = connector;
    this.outstanding = outstanding;
    this.times = times;
    this.executor = shared.transport().executor();
    this.clock = shared.clock();
    this.openedAt = clock.now();
  }

  FenceResult shut(Moment sentAt, Deadline deadline) {
    boolean ours = sentAt.run().equals(openedAt.run()) && sentAt.ticks() - openedAt.ticks() >= 0;
    if (!ours) {
      return ofEarlierLink();
    }
    List<SendPermit> sends = outstanding.since(sentAt.ticks());
    if (sends.isEmpty()) {
      return new FenceResult.Shut("nothing sent since then is unanswered");
    }
    Optional<ActiveSession> session = connector.online();
    if (session.isEmpty()) {
      return new FenceResult.Open("not connected: " + connector.status().detail(), pause());
    }
    List<SendPermit> open = sends.stream().filter(each -> !each.isShutOut()).toList();
    if (open.isEmpty()) {
      return ofShutOut(sentAt);
    }
    if (open.stream().noneMatch(each -> each.session() == session.get().session())) {
      return ofForgottenSessions(open);
    }
    return isAtWork(session.get(), open, deadline)
        ? awaitAnswer(sentAt, deadline)
        : renew(sentAt, deadline);
  }

  /** The server lives, and may still be carrying out what it took. */
  private boolean isAtWork(ActiveSession session, List<SendPermit> sends, Deadline deadline) {
    long now = clock.now().ticks();
    boolean young =
        sends.stream()
            .filter(each -> each.session() == session.session())
            .anyMatch(each -> now - each.passedAt() < times.answer().toNanos());
    Duration probe = deadline.left(clock).dividedBy(3);
    return young && connector.isAlive(session, deadline.within(probe, clock));
  }

  private FenceResult awaitAnswer(Moment sentAt, Deadline deadline) {
    while (!outstanding.since(sentAt.ticks()).isEmpty()) {
      if (deadline.passed(clock) || Thread.currentThread().isInterrupted()) {
        return new FenceResult.Open("the server took it, and has not answered yet", pause());
      }
      LockSupport.parkNanos(times.poll().toNanos());
    }
    return new FenceResult.Shut("the server answered late");
  }

  private FenceResult renew(Moment sentAt, Deadline deadline) {
    CompletableFuture<Optional<String>> renewal =
        CompletableFuture.supplyAsync(() -> failureOfRenewal(deadline), executor);
    try {
      // Bounded here as well: looking up a host name is not.
      Optional<String> failure =
          renewal.get(deadline.left(clock).toNanos() + 1, TimeUnit.NANOSECONDS);
      if (failure.isPresent()) {
        return new FenceResult.Open("no new connection: " + failure.get(), pause());
      }
    } catch (TimeoutException late) {
      return new FenceResult.Open("no new connection in time", pause());
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a new connection failed unexpectedly", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new FenceResult.Open("interrupted", pause());
    }
    List<SendPermit> left =
        outstanding.since(sentAt.ticks()).stream().filter(each -> !each.isShutOut()).toList();
    return left.isEmpty() ? ofShutOut(sentAt) : ofForgottenSessions(left);
  }

  private Optional<String> failureOfRenewal(Deadline deadline) {
    try {
      connector.renew(deadline);
      return Optional.empty();
    } catch (UnansweredException failed) {
      return Optional.of(failed.detail());
    }
  }

  /**
   * Nothing of it can come in any more. The crash story: the server took a write that it takes long
   * for, and then the connection was reset. The session moves at once, a reading shows the old
   * value, and a moment later the write is done.
   */
  private FenceResult ofShutOut(Moment sentAt) {
    OptionalLong since = connector.aliveSince();
    if (since.isEmpty()) {
      return new FenceResult.Open("not connected: " + connector.status().detail(), pause());
    }
    long now = clock.now().ticks();
    outstanding.worked(times.answer(), since.getAsLong(), now);
    OptionalLong latest =
        outstanding.since(sentAt.ticks()).stream()
            .mapToLong(each -> each.atWorkSince(since.getAsLong()) - now)
            .max();
    if (latest.isEmpty()) {
      return new FenceResult.Shut(
          "the server refuses the old channel, and has had its time for what it took before");
    }
    Duration left = times.answer().plusNanos(latest.getAsLong());
    return new FenceResult.Open(
        "the server refuses the old channel, but may work at what it took before for " + left,
        left);
  }

  /** The server would not move these sessions: they end when it has not heard of them for long. */
  private FenceResult ofForgottenSessions(List<SendPermit> sends) {
    Duration longest =
        sends.stream().map(each -> each.session().timeout()).max(Duration::compareTo).orElseThrow();
    FenceResult fencing = afterTimeout(longest);
    if (fencing instanceof FenceResult.Shut) {
      outstanding.over(session -> sends.stream().anyMatch(each -> each.session() == session));
    }
    return fencing;
  }

  /**
   * Nothing is known of an earlier run's session but that no gateway speaks for it any more. The
   * wall clock is not asked: it may have been set since.
   */
  private FenceResult ofEarlierLink() {
    Duration revised =
        connector.online().map(each -> each.session().timeout()).orElse(Duration.ZERO);
    return afterTimeout(revised.compareTo(times.session()) > 0 ? revised : times.session());
  }

  private FenceResult afterTimeout(Duration timeout) {
    OptionalLong since = connector.aliveSince();
    if (since.isEmpty() || connector.online().isEmpty()) {
      return new FenceResult.Open("not connected: " + connector.status().detail(), pause());
    }
    // Counted while the server answers: a frozen one neither forgets sessions nor empties sockets.
    Duration answered = Duration.ofNanos(clock.now().ticks() - since.getAsLong());
    Duration whole = timeout.plus(MARGIN);
    Duration left = (whole.compareTo(times.answer()) > 0 ? whole : times.answer()).minus(answered);
    return left.isNegative() || left.isZero()
        ? new FenceResult.Shut(
            "the old session has timed out at the server, which answered all along")
        : new FenceResult.Open("the old session times out at the server in " + left, left);
  }

  private Duration pause() {
    return times.reconnectPauseMin();
  }
}
