package dev.lockstep.dashboard;

import java.util.List;

/** Coordinations, page by page. */
record CoordinationList(
    List<TransactionList.Filter> filters,
    String query,
    List<Row> rows,
    List<String> unreadable,
    List<String> troubles,
    String next,
    int running) {
  /** A coordination in the list. */
  record Row(String id, Badge badge, String decision, String gateways, String contradictions) {}

  CoordinationList {
    filters = List.copyOf(filters);
    rows = List.copyOf(rows);
    unreadable = List.copyOf(unreadable);
    troubles = List.copyOf(troubles);
  }

  public boolean more() {
    return !next.isEmpty();
  }

  public boolean empty() {
    return rows.isEmpty() && unreadable.isEmpty();
  }
}
