package dev.lockstep.outbox;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.journal.AuditEntry;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditRecord;
import dev.lockstep.journal.JournalUnavailableException;
import java.io.IOException;
import java.time.Instant;

/**
 * What operators ask for, from the audit log, where it is durable before it is done. Nothing else
 * of that log is told: names of failed logins are in it, and people type passwords where names
 * belong.
 */
final class ActEvents implements EventSource {
  private static final String TYPE = "dev.lockstep.operator.act.v1";
  private static final int HASH_SHOWN = 8;

  private final String gateway;
  private final AuditLog audit;

  ActEvents(String gateway, AuditLog audit) {
    this.gateway = gateway;
    this.audit = audit;
  }

  @Override
  public String name() {
    return "acts";
  }

  @Override
  public long begin() throws JournalUnavailableException {
    return audit.rowWhenOpened();
  }

  @Override
  public long last() throws JournalUnavailableException {
    return audit.lastRow();
  }

  @Override
  public boolean dense() {
    return false;
  }

  @Override
  public Batch behind(long number, int limit) throws JournalUnavailableException {
    return read(number, limit, audit::acts, each -> new Entry(each.number(), event(each)));
  }

  private CloudEvent event(AuditEntry row) {
    String id =
        "%s/%s/%d/%s".formatted(gateway, name(), row.number(), row.hash().substring(0, HASH_SHOWN));
    try {
      AuditEntry.Timed act = row.read();
      CloudEvent.Head head = new CloudEvent.Head(TYPE, act.record().subject(), act.at());
      return CloudEvent.of(gateway, id, head, json -> write(json, row.number(), act.record()));
    } catch (IllegalArgumentException unreadable) {
      CloudEvent.Head head =
          new CloudEvent.Head("dev.lockstep.operator.unreadable.v1", "", Instant.EPOCH);
      return CloudEvent.of(gateway, id, head, json -> json.writeNumberField("entry", row.number()));
    }
  }

  private static void write(JsonGenerator json, long number, AuditRecord record)
      throws IOException {
    json.writeNumberField("entry", number);
    json.writeStringField("act", record.act());
    CloudEvent.writeText(json, "operator", record.details().getOrDefault("operator", ""));
    CloudEvent.writeText(json, "principal", record.requester().principal());
    CloudEvent.writeText(json, "address", record.requester().address());
    CloudEvent.writeText(json, "why", record.details().getOrDefault("why", ""));
  }
}
