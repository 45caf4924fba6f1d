package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendLease;
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
 * The fence (ARCHITECTURE, P5a): makes sure that a write or call without an answer cannot arrive
 * any more. The story that it is for:
 *
 * <ol>
 *   <li>A write is sent, and the server freezes.
 *   <li>The gateway opens a new session, reads the old value, and takes the write for lost.
 *   <li>The server wakes up, and takes the write from the old connection.
 * </ol>
 *
 * <p>So the fence has the server put the <em>same</em> session on a new secure channel (OPC
 * 10000-4, 5.7.3): from then on the server refuses the old channel, and a reading proves something.
 *
 * <p>A fence cannot call back a write that the server has already taken and is working at. While
 * the server answers, the answer to the write is waited for; where that is lost, the same time is
 * left to the server: {@link OpcUaSettings.Times#answerMax} in both cases.
 */
final class Fence {
  private final Connector connector;
  private final LinkState state;
  private final OutstandingRequests outstanding;
  private final OpcUaSettings.Times times;
  private final ExecutorService executor;
  private final TimeSource clock;
  private final SendLease lease;
  private final Moment openedAt;

  Fence(
      Connector connector,
      LinkState state,
      OutstandingRequests outstanding,
      SecureChannelOpener.Shared shared) {
    this.connector = connector;
    this.state = state;
    this.outstanding = outstanding;
    this.times = shared.settings().times();
    this.executor = shared.transport().executor();
    this.clock = shared.clock();
    this.lease = shared.lease();
    this.openedAt = clock.now();
  }

  FenceResult shut(Moment sentAt, Deadline deadline) {
    boolean thisRun = sentAt.run().equals(openedAt.run());
    if (!thisRun || sentAt.ticks() - openedAt.ticks() < 0) {
      return ofEarlierLink(!thisRun && lease.passesOn());
    }
    List<SendPermit> sends = outstanding.since(sentAt.ticks());
    if (sends.isEmpty()) {
      return new FenceResult.Shut("nothing sent since then is unanswered");
    }
    Optional<ActiveSession> session = state.online();
    if (session.isEmpty()) {
      return new FenceResult.Open("not connected: " + state.status().detail(), pause());
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

  /** Whether the server answers, and may still be carrying out what it took. */
  private boolean isAtWork(ActiveSession session, List<SendPermit> sends, Deadline deadline) {
    long now = clock.now().ticks();
    boolean young =
        sends.stream()
            .filter(each -> each.session() == session.session())
            .anyMatch(each -> now - each.passedAt() < times.answerMax().toNanos());
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
      // Bounded here as well, because looking up a host name is not.
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
   * The server refuses all of it from now on, but may be at work at what it took before:
   *
   * <ol>
   *   <li>The server takes a write that is slow to carry out, and the connection is reset.
   *   <li>The session is put on a new channel at once, and a reading shows the old value.
   *   <li>A moment later the write is carried out.
   * </ol>
   */
  private FenceResult ofShutOut(Moment sentAt) {
    OptionalLong since = state.aliveSince();
    if (since.isEmpty()) {
      return new FenceResult.Open("not connected: " + state.status().detail(), pause());
    }
    long now = clock.now().ticks();
    outstanding.worked(times.answerMax(), since.getAsLong(), now);
    OptionalLong latest =
        outstanding.since(sentAt.ticks()).stream()
            .mapToLong(each -> each.atWorkSince(since.getAsLong()) - now)
            .max();
    if (latest.isEmpty()) {
      return new FenceResult.Shut(
          "the server refuses the old channel, and has had its time for what it took before");
    }
    Duration left = times.answerMax().plusNanos(latest.getAsLong());
    return new FenceResult.Open(
        "the server refuses the old channel, but may work at what it took before for " + left,
        left);
  }

  /** Sessions that the server did not move: each ends with its time-out there. */
  private FenceResult ofForgottenSessions(List<SendPermit> sends) {
    Duration longest =
        sends.stream().map(each -> each.session().timeout()).max(Duration::compareTo).orElseThrow();
    FenceResult fencing = afterTimeout(longest, false);
    if (fencing instanceof FenceResult.Shut) {
      outstanding.over(session -> sends.stream().anyMatch(each -> each.session() == session));
    }
    return fencing;
  }

  /**
   * A session of an earlier run: it is not known here, and not used any more, so its time-out at
   * the server ends it. The wall clock is of no help, because it may have been set since. Counted
   * from this run's first connection at the earliest, so that nothing of it was sent later.
   *
   * @param elsewhere whether it was perhaps on the other PC
   */
  private FenceResult ofEarlierLink(boolean elsewhere) {
    Duration revised = state.online().map(each -> each.session().timeout()).orElse(Duration.ZERO);
    return afterTimeout(
        revised.compareTo(times.sessionTimeout()) > 0 ? revised : times.sessionTimeout(),
        elsewhere);
  }

  private FenceResult afterTimeout(Duration timeout, boolean elsewhere) {
    OptionalLong since = state.aliveSince();
    if (since.isEmpty() || state.online().isEmpty()) {
      return new FenceResult.Open("not connected: " + state.status().detail(), pause());
    }
    // Counted while the server answers: a frozen one neither ends sessions nor reads its sockets.
    Duration answered = Duration.ofNanos(clock.now().ticks() - since.getAsLong());
    return new FormerSession(timeout, times.answerMax(), elsewhere).after(answered);
  }

  private Duration pause() {
    return times.reconnectPauseMin();
  }
}
