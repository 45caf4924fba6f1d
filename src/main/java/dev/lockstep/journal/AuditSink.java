package dev.lockstep.journal;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A place besides the audit log to which its records go. Used by one thread. */
interface AuditSink {
  /** For people. */
  String place();

  /** The number of the last record that it has; empty where it has none, or cannot say. */
  OptionalLong reached() throws IOException;

  /**
   * Takes records, in their order.
   *
   * @param rows at least one
   * @return the number of the last one that it took; less than all where it takes no more now
   * @throws IOException where it took none
   */
  long write(List<AuditEntry> rows) throws IOException;
}
