package dev.lockstep.journal;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.Arrays;
import java.util.Optional;

/**
 * A transaction's row as it lies on the disk, with its terms': not yet believed.
 *
 * @param position its place, in the order of arrival
 * @param code of the state, see {@link #code(State.Name)}
 * @param changedAt when its last transition was written, in milliseconds of {@link ObservedTime}
 * @param prunable see {@link #prunable(State)}
 */
record StoredState(
    long position,
    String id,
    int code,
    long changedAt,
    int prunable,
    int format,
    String body,
    int checksum,
    Optional<StoredTerms> terms) {

  /** Of bodies, and of what a checksum covers. Another one needs a reader for both. */
  static final int FORMAT = 1;

  static final int ENDED = 5;
  static final int NOT_PRUNABLE = 0;
  static final int PRUNABLE_WHEN_OLD = 1;
  static final int PRUNABLE = 2;

  /** The row of its {@link Terms}, not yet believed. */
  record StoredTerms(int format, String body, int checksum) {
    static StoredTerms of(String id, Terms terms) {
      String body = StateWriter.encode(terms);
      return new StoredTerms(FORMAT, body, checksum(id, FORMAT, body));
    }

    private static int checksum(String id, int format, String body) {
      return new Checksum().with(id).with(format).with(body).value();
    }

    private Terms read(TransactionId id) {
      check(format);
      if (checksum != checksum(id.value(), format, body)) {
        throw new IllegalArgumentException("what it was asked and voted fails its checksum");
      }
      return StateReader.decode(id, body);
    }
  }

  /** What reading a row comes to. */
  sealed interface Found {
    /** As it was written. */
    record Sound(long position, State state) implements Found {}

    /** Not as it was written. */
    record Broken(Damage damage) implements Found {}
  }

  /**
   * A new row, without its terms.
   *
   * @param observed now, in milliseconds of {@link ObservedTime}
   */
  static StoredState of(long position, Entry entry, long observed) {
    State next = entry.next();
    StoredState unsealed =
        new StoredState(
            position,
            entry.id().value(),
            code(next.name()),
            observed,
            prunable(next),
            FORMAT,
            StateWriter.encode(next),
            0,
            Optional.empty());
    return unsealed.sealed();
  }

  private StoredState sealed() {
    return new StoredState(
        position, id, code, changedAt, prunable, format, body, checksumOfContent(), terms);
  }

  // The position is not among it: a row's place is the database's own affair.
  private int checksumOfContent() {
    return new Checksum()
        .with(id)
        .with(code)
        .with(changedAt)
        .with(prunable)
        .with(format)
        .with(body)
        .value();
  }

  Found read() {
    try {
      check(format);
      if (checksum != checksumOfContent()) {
        throw new IllegalArgumentException("it fails its checksum");
      }
      TransactionId name = new TransactionId(id);
      Terms known =
          terms
              .map(stored -> stored.read(name))
              .orElseGet(() -> new Terms(Optional.empty(), Optional.empty()));
      return new Found.Sound(position, StateReader.decode(name, name(code), known, body));
    } catch (IllegalArgumentException fault) {
      return new Found.Broken(new Damage(position, id, String.valueOf(fault.getMessage())));
    }
  }

  /**
   * Asked before a checksum, which another version may compute otherwise.
   *
   * @throws IllegalArgumentException where this version does not read that format
   */
  static void check(int format) {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "it is in format %d, this version reads format %d".formatted(format, FORMAT));
    }
  }

  /** The state as a number. Never renumbered: it is on disk. */
  static int code(State.Name name) {
    return switch (name) {
      case ABSENT -> 0;
      case PREPARING -> 1;
      case PREPARED -> 2;
      case COMMITTING -> 3;
      case ROLLING_BACK -> 4;
      case ENDED -> ENDED;
    };
  }

  static State.Name name(int code) {
    return Arrays.stream(State.Name.values())
        .filter(name -> code(name) == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such state: " + code));
  }

  /**
   * Whether pruning may take it, by its age or sooner: never what lives, never an unforgotten
   * heuristic.
   */
  static int prunable(State state) {
    if (!(state instanceof State.Ended ended)) {
      return NOT_PRUNABLE;
    }
    if (ended.forgotten()) {
      return PRUNABLE;
    }
    return ended.outcome().filter(Outcome::heuristic).isPresent()
        ? NOT_PRUNABLE
        : PRUNABLE_WHEN_OLD;
  }
}
