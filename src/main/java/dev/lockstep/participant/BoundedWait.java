package dev.lockstep.participant;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A bounded wait of a client for a state of a transaction (P8). */
final class BoundedWait {
  private final StopSignal stop;

  BoundedWait(StopSignal stop) {
    this.stop = stop;
  }

  /** Whether the vote was given, or will not be given any more. */
  static boolean voted(State state) {
    return !(state instanceof State.Preparing);
  }

  /** Whether the decision is durable: the rest goes on by itself. */
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

  /**
   * Whether waiting longer is useless: the transaction has ended, a person must act first, or its
   * instant is to come.
   */
  static boolean settled(State state) {
    return switch (state) {
      case State.Absent absent -> true;
      case State.Ended ended -> true;
      case State.Committing committing ->
          switch (committing.standing()) {
            case AWAITING, WITHHELD, STUCK -> true;
            case MOVING, RETRYING -> false;
          };
      case State.Preparing preparing -> false;
      case State.Prepared prepared -> false;
      case State.RollingBack rollingBack -> false;
    };
  }

  /** The answer; empty where it does not come in time, or before the gateway stops. */
  Optional<Answer> within(Duration time, CompletableFuture<Answer> asked)
      throws JournalUnavailableException, OverloadedException {
    try {
      return Optional.of(stop.await(asked, time));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      throw unavailable(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new OverloadedException(StopSignal.STOPPING);
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
