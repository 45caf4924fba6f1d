package dev.lockstep.ensemble;

/** Result of reading one znode. */
public sealed interface ReadResult {

  /**
   * It is there.
   *
   * @param version of its content: what an update compares
   * @param changedAt when it was last written, in milliseconds since 1970, by the clock of the
   *     server that led the ensemble
   */
  record Found(byte[] content, int version, long changedAt) implements ReadResult {}

  /** It was not there, as the server that was asked knew. */
  record Absent() implements ReadResult {}

  /** No answer that says how it is. */
  record NotKnown(String detail) implements ReadResult {}
}
