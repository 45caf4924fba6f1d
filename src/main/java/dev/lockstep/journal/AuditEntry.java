package dev.lockstep.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A row of the audit log as it lies on the disk: not yet believed.
 *
 * @param number its place in the chain, from 1 on without gaps
 * @param body JSON; what it says is covered by the hash octet by octet
 * @param hash of this row and all before it, in hex
 */
public record AuditEntry(long number, String body, String hash) {

  /** A record with the time when it was made. */
  public record Timed(Instant at, AuditRecord record) {}

  /** Where the chain has come to: what is exported, and compared later. */
  public record Head(long number, String hash) {
    @Override
    public String toString() {
      return number + ":" + hash;
    }
  }

  /**
   * What the body says.
   *
   * @throws IllegalArgumentException where it cannot be read
   */
  public Timed read() {
    try {
      JsonNode json = JournalJson.parse(body);
      Instant at = Instant.parse(JournalJson.text(json, "at"));
      return new Timed(at, AuditRecord.read(json));
    } catch (IOException | DateTimeException unreadable) {
      throw new IllegalArgumentException("audit row %d is no record".formatted(number), unreadable);
    }
  }

  Head head() {
    return new Head(number, hash);
  }
}
