package dev.lockstep.journal;

import java.util.Arrays;
import java.util.Optional;

/**
 * The databases of one gateway, in the order in which a backup copies them: what follows another
 * one comes before it, so that its cursor never lies ahead of what it points into.
 */
public enum DatabaseKind {
  OUTBOX("journal-outbox.db", Schema.OUTBOX),
  AUDIT("journal-audit.db", Schema.AUDIT),
  JOURNAL("journal.db", Schema.JOURNAL),
  DECISIONS("decisions.db", Schema.DECISIONS);

  private final String copy;
  private final Schema schema;

  DatabaseKind(String copy, Schema schema) {
    this.copy = copy;
    this.schema = schema;
  }

  /** What its copy in a backup is called. */
  public String copyName() {
    return copy;
  }

  Schema schema() {
    return schema;
  }

  static Optional<DatabaseKind> ofCopy(String name) {
    return Arrays.stream(values()).filter(each -> each.copy.equals(name)).findFirst();
  }
}
