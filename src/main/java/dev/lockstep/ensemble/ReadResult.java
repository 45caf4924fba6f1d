package dev.lockstep.ensemble;

/** Result of reading one znode. */
public sealed interface ReadResult {

  /** It is there. */
  final class Found implements ReadResult {
    private final byte[] content;
    private final int version;
    private final long changedAt;

    Found(byte[] content, int version, long changedAt) {
      this.content = content;
      this.version = version;
      this.changedAt = changedAt;
    }

    /** The octets that were read; not to be changed. */
    public byte[] content() {
      return content;
    }

    /** The version of its content: what an update compares. */
    public int version() {
      return version;
    }

    /**
     * When it was last written, in milliseconds since 1970, by the clock of the server that led the
     * ensemble.
     */
    public long changedAt() {
      return changedAt;
    }
  }

  /** It was not there, as the server that was asked knew. */
  record Absent() implements ReadResult {}

  /** No answer that says how it is. */
  record NotKnown(String detail) implements ReadResult {}
}
