package dev.lockstep.journal;

import java.util.List;
import java.util.OptionalLong;

/**
 * What one append to the audit log writes, all or none of it.
 *
 * @param bodies of the new rows
 * @param followed the last line of the journal's history that they stand for
 * @param pruneUntil the rows up to this number go, and a row that says so comes
 */
record AuditAppend(List<String> bodies, OptionalLong followed, OptionalLong pruneUntil) {
  AuditAppend {
    bodies = List.copyOf(bodies);
  }

  static AuditAppend of(String body) {
    return new AuditAppend(List.of(body), OptionalLong.empty(), OptionalLong.empty());
  }
}
