package dev.lockstep.journal;

import java.util.Arrays;
import java.util.Optional;

/**
 * The databases of one gateway, in the order in which a backup copies them: what follows another
 * one comes before it, so that its cursor never lies ahead of what it points into.
 */
public enum DatabaseKind {
  OUTBOX("journal-outbox.db"),
  AUDIT("journal-audit.db"),
  JOURNAL("journal.db"),
  DECISIONS("decisions.db");

  private final String copy;

  DatabaseKind(String copy) {
    this.copy = copy;
  }

  /** What its copy in a backup is called. */
  public String copyName() {
    return copy;
  }

  Schema schema() {
    return switch (this) {
      case OUTBOX -> Schema.OUTBOX;
      case AUDIT -> Schema.AUDIT;
      case JOURNAL -> Schema.JOURNAL;
      case DECISIONS -> Schema.DECISIONS;
    };
  }

  static Optional<DatabaseKind> ofCopy(String name) {
    return Arrays.stream(values()).filter(each -> each.copy.equals(name)).findFirst();
  }
}
