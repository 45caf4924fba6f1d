package dev.lockstep.journal;

import java.util.Optional;

/**
 * The row of one state as it lies on the disk, with its terms': not yet believed.
 *
 * @param position its place, in the order of arrival
 * @param code of the state, see {@link Codec#code}
 * @param changedAt when its last change was written, in milliseconds of {@link ObservedTime}
 * @param prunable see {@link Codec.Prunable#code}
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

  /** The row of its terms, not yet believed. */
  record StoredTerms(int format, String body, int checksum) {
    static StoredTerms of(String id, String terms) {
      return new StoredTerms(FORMAT, terms, checksum(id, FORMAT, terms));
    }

    private static int checksum(String id, int format, String body) {
      return new Checksum().with(id).with(format).with(body).value();
    }

    private String read(String id) {
      check(format);
      if (checksum != checksum(id, format, body)) {
        throw new IllegalArgumentException("what it was asked and voted fails its checksum");
      }
      return body;
    }
  }

  /** What reading a row comes to. */
  sealed interface Found<S> {
    /** As it was written. */
    record Sound<S>(S state) implements Found<S> {}

    /** Not as it was written. */
    record Broken<S>(Damage damage) implements Found<S> {}
  }

  /**
   * A new row, without its terms.
   *
   * @param observed now, in milliseconds of {@link ObservedTime}
   */
  static <S> StoredState of(long position, S state, Codec<S> codec, long observed) {
    StoredState unsealed =
        new StoredState(
            position,
            codec.id(state),
            codec.code(state),
            observed,
            codec.prunable(state).code(),
            FORMAT,
            codec.encode(state),
            0,
            Optional.empty());
    return unsealed.sealed();
  }

  /** The same row with another body. */
  StoredState saying(String other) {
    return new StoredState(position, id, code, changedAt, prunable, format, other, checksum, terms)
        .sealed();
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

  <S> Found<S> read(Codec<S> codec) {
    try {
      check(format);
      if (!sound()) {
        throw new IllegalArgumentException("it fails its checksum");
      }
      String known = terms.map(stored -> stored.read(id)).orElse("");
      return new Found.Sound<>(codec.decode(id, code, known, body));
    } catch (IllegalArgumentException fault) {
      return new Found.Broken<>(new Damage(position, id, String.valueOf(fault.getMessage())));
    }
  }

  /** Whether its own columns are as they were written; its terms are not looked at. */
  boolean sound() {
    return checksum == checksumOfContent();
  }

  /** The body, for a reader that wants a part of it; empty where it is not as it was written. */
  Optional<String> soundBody() {
    return format == FORMAT && sound() ? Optional.of(body) : Optional.empty();
  }

  /** The same of its terms. */
  Optional<String> soundTerms() {
    try {
      return terms.map(stored -> stored.read(id));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** Asked before a checksum, which another version may compute otherwise. */
  private static void check(int format) {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "it is in format %d, this version reads format %d".formatted(format, FORMAT));
    }
  }
}
