package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Semaphore;

/**
 * Admission control: how many requests of each kind may be in progress, so that a flood of one kind
 * takes no room of another. A prepared transaction must hear its decision however many requests
 * want to prepare (P8). Thread-safe.
 */
public final class Admission {
  /** Kinds of request that do not take each other's room. */
  public enum Kind {
    /** Prepare and execute. */
    VOTE,
    /** Commit, rollback, forget, resolve, release, acknowledge. */
    DECISION,
    /** Reads of transactions and devices. */
    LOOK
  }

  private final Semaphore votes;
  private final Semaphore decisions;
  private final Semaphore looks;

  /**
   * @param votesMax prepares and executes at once
   * @param decisionsMax decisions at once
   * @param looksMax reads at once
   */
  public Admission(int votesMax, int decisionsMax, int looksMax) {
    votes = new Semaphore(votesMax);
    decisions = new Semaphore(decisionsMax);
    looks = new Semaphore(looksMax);
  }

  /** The call that is let in. */
  @FunctionalInterface
  public interface Call {
    Response answer() throws JournalUnavailableException, OverloadedException;
  }

  /** The call that is let in, with the bytes of its body. */
  @FunctionalInterface
  public interface Reader {
    Response answer(byte[] body) throws JournalUnavailableException, OverloadedException;
  }

  /**
   * Lets a call in where there is room for its kind, at once or not at all.
   *
   * @throws RequestRefusedException OVERLOADED
   */
  Response inside(Kind kind, Call call) throws JournalUnavailableException, OverloadedException {
    return inside(
        switch (kind) {
          case VOTE -> votes;
          case DECISION -> decisions;
          case LOOK -> looks;
        },
        call);
  }

  /** Lets a call in where this semaphore has a permit, at once or not at all. */
  static Response inside(Semaphore room, Call call)
      throws JournalUnavailableException, OverloadedException {
    if (!room.tryAcquire()) {
      throw new RequestRefusedException(
          ProblemType.OVERLOADED,
          "too many requests of this kind at once (lockstep.limits); try again");
    }
    try {
      return call.answer();
    } finally {
      room.release();
    }
  }
}
