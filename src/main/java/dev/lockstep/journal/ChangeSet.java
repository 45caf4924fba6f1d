package dev.lockstep.journal;

import java.util.List;

/**
 * What one SQL transaction has changed in one database, row by row: the same rows, put into an
 * equal copy of the file, make it equal again. Immutable.
 */
public final class ChangeSet {
  private final Header header;
  private final List<RowChange> rows;
  private final byte[] encoded;
  private final String digest;

  /**
   * What it says of itself.
   *
   * @param before the digest of the change set before
   */
  record Header(
      String database, int schema, long term, String lineage, long sequence, String before) {}

  ChangeSet(Header header, List<RowChange> rows, byte[] encoded, String digest) {
    this.header = header;
    this.rows = rows;
    this.encoded = encoded;
    this.digest = digest;
  }

  /**
   * Reads what {@link #encode} has made.
   *
   * @throws IllegalArgumentException where it is anything else: cut short, longer, altered, or of
   *     another version; the message says what is wrong
   */
  public static ChangeSet decode(byte[] octets) {
    return ChangeSetCodec.decode(octets);
  }

  /** For the way to the other PC: at most {@link ChangeSetCodec#OCTETS_MAX} octets. Not copied. */
  public byte[] encode() {
    return encoded;
  }

  /** {@code journal}, {@code decisions}, {@code audit} or {@code outbox}. */
  public String database() {
    return header.database();
  }

  /** The number of the reign in which it was written. */
  public long term() {
    return header.term();
  }

  /** Its number in its lineage: 1 for the first. */
  public long sequence() {
    return header.sequence();
  }

  /** Where a database stands that has taken it. */
  public ChangePosition position() {
    return new ChangePosition(
        header.database(),
        header.schema(),
        header.lineage(),
        header.term(),
        header.sequence(),
        digest);
  }

  /** Whether a file that stands there may take it. */
  public boolean follows(ChangePosition at) {
    return header.database().equals(at.database())
        && header.schema() == at.schema()
        && header.lineage().equals(at.lineage())
        && header.sequence() == at.sequence() + 1
        && header.before().equals(at.digest());
  }

  /** Whether it is of the same line of change sets as that one, and has the lower number. */
  boolean precedes(ChangeSet other) {
    return position().leadsTo(other.position()) && sequence() < other.sequence();
  }

  Header header() {
    return header;
  }

  List<RowChange> rows() {
    return rows;
  }

  @Override
  public String toString() {
    return "change set %s, term %d, %d rows".formatted(position(), header.term(), rows.size());
  }
}
