package dev.lockstep.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/**
 * Memory budget for request bodies: each body has a limit, and all of them together have one. Only
 * bytes that have arrived are counted, so that a client that sends half a body and then nothing
 * takes the memory of half a body and no permit of {@link Admission}. Thread-safe.
 */
final class BodyBudget {
  private static final int PIECE_MAX = 8 * 1024;
  private static final int PIECE_MIN = 512;

  private final Semaphore room;
  private final BodyDeadline deadline;

  /**
   * @param allMax bytes of all bodies that are here at once
   */
  BodyBudget(int allMax, BodyDeadline deadline) {
    this.room = new Semaphore(allMax);
    this.deadline = deadline;
  }

  /** A complete body; closing it returns its bytes to the budget. */
  final class ReceivedBody implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] bytes() {
      return bytes.toByteArray();
    }

    private void add(byte[] piece, int length) {
      if (!room.tryAcquire(length)) {
        throw new RequestRefusedException(
            ProblemType.OVERLOADED,
            "too many bodies arrive at once (lockstep.limits.bodies-max); try again");
      }
      bytes.write(piece, 0, length);
    }

    @Override
    public void close() {
      room.release(bytes.size());
      bytes.reset();
    }
  }

  /**
   * Reads a body and no more of it than is allowed. Blocks until all of it is here, or the server
   * gives up waiting for it.
   *
   * @param most bytes
   * @throws RequestRefusedException TOO_LARGE, OVERLOADED, BODY_TOO_SLOW, or MALFORMED where the
   *     body broke off
   */
  ReceivedBody whole(InputStream body, int most) {
    ReceivedBody received = new ReceivedBody();
    long begun = deadline.now();
    boolean whole = false;
    try {
      // Most bodies are short; of a long one more is here already than the least piece.
      int usual = Math.clamp(body.available(), PIECE_MIN, PIECE_MAX);
      byte[] piece = new byte[Math.min(usual, most + 1)];
      int length = body.read(piece);
      while (length >= 0) {
        received.add(piece, length);
        if (received.bytes.size() > most) {
          throw tooLarge(most);
        }
        deadline.enforce(begun);
        length = body.read(piece);
      }
      whole = true;
      return received;
    } catch (IOException broken) {
      throw new RequestRefusedException(
          ProblemType.MALFORMED, "the body did not arrive whole; send it again");
    } finally {
      if (!whole) {
        received.close();
      }
    }
  }

  static RequestRefusedException tooLarge(int most) {
    return new RequestRefusedException(
            ProblemType.TOO_LARGE, "a body has at most %d bytes here".formatted(most))
        .with("limit", most);
  }
}
