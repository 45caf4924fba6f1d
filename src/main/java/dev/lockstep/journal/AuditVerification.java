package dev.lockstep.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Verification of the audit log's chain: every row is linked to the one before, none is missing,
 * and where the oldest were pruned the chain itself says so.
 */
final class AuditVerification {
  private final Connection connection;
  private final Consumer<String> findings;
  private final Rows sound;
  private final Set<String> beginnings = new HashSet<>();
  private AuditEntry.Head anchor = new AuditEntry.Head(0, AuditChain.BEGINNING);
  private long rows;

  /** Takes what the rows say. */
  @FunctionalInterface
  interface Rows {
    void take(long number, AuditRecord record) throws SQLException;
  }

  /**
   * @param findings is told what is broken, the first place first
   * @param rows is given every row, in their order
   */
  AuditVerification(Connection connection, Consumer<String> findings, Rows rows) {
    this.connection = connection;
    this.findings = findings;
    this.sound = rows;
  }

  /**
   * Reads the whole chain.
   *
   * @param exported a head that was exported before
   * @return its head now
   */
  AuditEntry.Head verify(Optional<AuditEntry.Head> exported) throws SQLException {
    AuditEntry.Head before = anchor();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select number, body, hash from audit order by number")) {
      while (row.next()) {
        AuditEntry entry =
            new AuditEntry(
                row.getLong(1), String.valueOf(row.getString(2)), String.valueOf(row.getString(3)));
        verify(before, entry);
        exported.ifPresent(head -> compare(head, entry));
        before = entry.head();
        rows++;
      }
    }
    AuditEntry.Head last = before;
    exported.ifPresent(head -> comparedWithTheEnds(head, last));
    if (anchor.number() > 0 && !beginnings.contains(anchor.toString())) {
      findings.accept(
          "audit: the rows up to %d are gone, and no row of the chain says that they were pruned"
              .formatted(anchor.number()));
    }
    return last;
  }

  AuditEntry.Head anchor() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select number, hash from anchor")) {
      if (row.next()) {
        anchor = new AuditEntry.Head(row.getLong(1), String.valueOf(row.getString(2)));
      }
      return anchor;
    }
  }

  private void verify(AuditEntry.Head before, AuditEntry entry) throws SQLException {
    if (entry.number() != before.number() + 1) {
      findings.accept(
          "audit row %d follows row %d: those between are missing"
              .formatted(entry.number(), before.number()));
    } else if (!entry.hash().equals(AuditChain.link(before.hash(), entry.number(), entry.body()))) {
      findings.accept(
          "audit row %d is not what was written: its hash does not follow from row %d and its body"
              .formatted(entry.number(), before.number()));
    }
    try {
      AuditRecord record = entry.read().record();
      if (record.act().equals(AuditRecord.PRUNED)) {
        beginnings.add(
            record.details().get(AuditRecord.UNTIL)
                + ":"
                + record.details().get(AuditRecord.DIGEST));
      }
      sound.take(entry.number(), record);
    } catch (IllegalArgumentException unreadable) {
      findings.accept(String.valueOf(unreadable.getMessage()));
    }
  }

  private void compare(AuditEntry.Head exported, AuditEntry entry) {
    if (exported.number() == entry.number() && !exported.hash().equals(entry.hash())) {
      findings.accept(
          "audit row %d is another one than when its head was exported: it, or a row before it, was"
                  .formatted(entry.number())
              + " rewritten");
    }
  }

  private void comparedWithTheEnds(AuditEntry.Head exported, AuditEntry.Head last) {
    if (exported.number() > last.number()) {
      findings.accept(
          "audit: the chain ends at row %d, and a head was exported at row %d: its end was cut off"
              .formatted(last.number(), exported.number()));
    } else if (exported.number() < anchor.number()) {
      findings.accept(
          "audit: row %d, whose head was exported, was pruned; compare with a later head"
              .formatted(exported.number()));
    } else if (exported.number() == anchor.number() && !exported.equals(anchor)) {
      findings.accept(
          "audit: the chain begins otherwise than when the head of row %d was exported"
              .formatted(anchor.number()));
    }
  }

  long rows() {
    return rows;
  }
}
