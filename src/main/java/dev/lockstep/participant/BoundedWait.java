package dev.lockstep.participant;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What an asker waits for, and for how long. */
final class BoundedWait {
  private BoundedWait() {}

  /** Whether there is a vote, or never will be. */
  static boolean voted(State state) {
    return !(state instanceof State.Preparing);
  }

  /** Whether the decision is durable: what is left goes on by itself. */
  static boolean decided(State state) {
    return switch (state) {
      case State.Preparing preparing -> false;
      case State.Prepared prepared -> false;
      case State.Absent absent -> true;
      case State.Committing committing -> true;
      case State.RollingBack rollingBack -> true;
      case State.Ended ended -> true;
    };
  }

  /** Whether waiting longer makes no sense: over, or a person must act first. */
  static boolean settled(State state) {
    return switch (state) {
      case State.Absent absent -> true;
      case State.Ended ended -> true;
      case State.Committing committing ->
          switch (committing.standing()) {
            case WITHHELD, STUCK -> true;
            case MOVING, RETRYING -> false;
          };
      case State.Preparing preparing -> false;
      case State.Prepared prepared -> false;
      case State.RollingBack rollingBack -> false;
    };
  }

  /** The answer, where it comes in time. */
  static Optional<Answer> within(Duration time, CompletableFuture<Answer> asked)
      throws JournalUnavailableException, OverloadedException {
    try {
      return Optional.of(asked.get(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      throw unavailable(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new OverloadedException("the gateway is stopping");
    }
  }

  private static JournalUnavailableException unavailable(ExecutionException failed)
      throws OverloadedException {
    if (failed.getCause() instanceof JournalUnavailableException unavailable) {
      return unavailable;
    }
    if (failed.getCause() instanceof OverloadedException overloaded) {
      throw overloaded;
    }
    throw new IllegalStateException("a fault of the gateway itself", failed.getCause());
  }
}
