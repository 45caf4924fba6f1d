package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Semaphore;

/**
 * How many requests may be inside at once, by kind, so that a flood of one kind takes no other's
 * room: whoever is Prepared must hear its decision, however many want to prepare (DESIGN P8).
 * Thread-safe.
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

  /** What is done inside. */
  @FunctionalInterface
  public interface Call {
    Response answer() throws JournalUnavailableException, OverloadedException;
  }

  /** What is done inside with a body. */
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

  /** As {@link #inside(Kind, Call)}, with a room of the caller's. */
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
