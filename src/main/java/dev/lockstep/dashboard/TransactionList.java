package dev.lockstep.dashboard;

import dev.lockstep.transaction.Intervention;
import java.util.List;

/**
 * A page of transactions.
 *
 * @param filter word of what is shown
 * @param query of this page, for asking for its rows again
 * @param damaged rows of the journal that fail their check
 * @param next address of the page behind this one; empty where this is the last
 */
record TransactionList(
    List<Filter> filters,
    String filter,
    String query,
    List<Row> rows,
    List<String> damaged,
    String next,
    boolean first) {
  /** What may be shown. */
  record Filter(String word, String title, boolean here) {}

  /** A transaction in the list. */
  record Row(String id, Badge badge, String waits, String vote, String devices) {
    public boolean waiting() {
      return !waits.isEmpty();
    }

    static String waits(Intervention.Kind kind) {
      return Badge.words(kind);
    }
  }

  TransactionList {
    filters = List.copyOf(filters);
    rows = List.copyOf(rows);
    damaged = List.copyOf(damaged);
  }

  public boolean empty() {
    return rows.isEmpty() && damaged.isEmpty();
  }

  public boolean more() {
    return !next.isEmpty();
  }
}
