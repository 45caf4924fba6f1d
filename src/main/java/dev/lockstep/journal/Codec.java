package dev.lockstep.journal;

/**
 * The codec of one kind of states: which columns of a row and which JSON they become. It decides
 * nothing but that, and never changes what it once wrote: codes and bodies are on disks.
 *
 * @param <S> the states of one transaction, or of one coordination
 */
public interface Codec<S> {
  /** The code of states that have nothing left to be done; a start does not look for them. */
  int ENDED = 5;

  /** When pruning takes a state away. */
  enum Prunable {
    NEVER(0),
    /** When it is as old as {@link JournalConfig.Retention#unforgottenFor}. */
    UNFORGOTTEN(1),
    /** As old as {@link JournalConfig.Retention#forgottenFor}, or the oldest of too many. */
    FORGOTTEN(2);

    private final int code;

    Prunable(int code) {
      this.code = code;
    }

    /** As it is on disk: never renumbered. */
    int code() {
      return code;
    }
  }

  /** What of a state does not change any more: written once, and again where it is not equal. */
  @FunctionalInterface
  interface Terms {
    /** As JSON in ASCII; empty where there is nothing to be written. */
    String encode();
  }

  /** By this it is looked up. */
  String id(S state);

  /** The state's name as a number, 1 to 5; see {@link #ENDED}. Never renumbered. */
  int code(S state);

  /** Whether pruning may take it away. */
  Prunable prunable(S state);

  /** What does not change with each state. */
  Terms terms(S state);

  /** All else, as JSON in ASCII. */
  String encode(S state);

  /**
   * The state that was written. Its row passed its checksum, and is checked here as it was when it
   * was written.
   *
   * @param terms as they were encoded; empty where none were
   * @throws IllegalArgumentException where no state of that code was written like this
   */
  S decode(String id, int code, String terms, String body);
}
