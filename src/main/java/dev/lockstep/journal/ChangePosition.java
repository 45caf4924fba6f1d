package dev.lockstep.journal;

/**
 * How far a database has come in a line of change sets. Two files that stand at equal positions
 * hold the same rows.
 *
 * @param database {@code journal}, {@code decisions}, {@code audit} or {@code outbox}
 * @param schema the number of its last migration
 * @param lineage names the beginning from which the change sets are counted: a file that was
 *     written without a follower, or that took an older one's place, begins another
 * @param term the number of the reign in which the last change set was written
 * @param sequence of the last change set; 0 before the first
 * @param digest of the last change set, which covers all before it: SHA-256 in hex
 */
public record ChangePosition(
    String database, int schema, String lineage, long term, long sequence, String digest) {

  /** Of no database. */
  static final ChangePosition NOWHERE = new ChangePosition("", 0, "", 0, 0, "");

  /** Before the first change set. */
  static ChangePosition beginning(String database, int schema, String lineage, long term) {
    return new ChangePosition(database, schema, lineage, term, 0, AuditChain.sha256(lineage));
  }

  /** Whether it comes before, or is, that one of the same lineage, going by the numbers alone. */
  boolean leadsTo(ChangePosition other) {
    return database.equals(other.database)
        && schema == other.schema
        && lineage.equals(other.lineage)
        && sequence <= other.sequence;
  }

  @Override
  public String toString() {
    return "%s %d of %s (schema %d, %.8s)".formatted(database, sequence, lineage, schema, digest);
  }
}
