package dev.lockstep.dashboard;

import java.util.List;

/** Audit records, the newest first. */
record AuditList(List<Row> rows, String query, String next, String head) {
  /** A record. */
  record Row(
      long number,
      TimeText at,
      String act,
      String principal,
      String address,
      String subject,
      String details) {}

  AuditList {
    rows = List.copyOf(rows);
  }

  public boolean more() {
    return !next.isEmpty();
  }
}
