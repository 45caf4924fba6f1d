package dev.lockstep.outbox;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.OutcomeSummary;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.SqliteDecisionLog;
import dev.lockstep.transaction.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** How coordinations ended, from the decision log, in the order in which they did. */
final class CoordinationEvents implements EventSource {
  private static final String TYPE = "dev.lockstep.coordination.ended.v1";

  private final String gateway;
  private final SqliteDecisionLog<CoordinationRecord> log;

  CoordinationEvents(String gateway, SqliteDecisionLog<CoordinationRecord> log) {
    this.gateway = gateway;
    this.log = log;
  }

  @Override
  public String name() {
    return "coordinations";
  }

  @Override
  public long begin() {
    return log.endWhenOpened();
  }

  @Override
  public long last() throws JournalUnavailableException {
    return log.lastEnd();
  }

  @Override
  public boolean dense() {
    return true;
  }

  @Override
  public Batch behind(long number, int limit) throws JournalUnavailableException {
    return read(number, limit, log::ends, each -> new Entry(each.number(), event(each)));
  }

  private CloudEvent event(SqliteDecisionLog.End<CoordinationRecord> end) {
    Optional<Coordination.Ended> ended =
        end.record()
            .map(CoordinationRecord::coordination)
            .filter(Coordination.Ended.class::isInstance)
            .map(Coordination.Ended.class::cast);
    Instant at = ended.map(Coordination.Ended::at).orElse(Instant.EPOCH);
    String id = "%s/%s/%d/%08x".formatted(gateway, name(), end.number(), (int) at.toEpochMilli());
    String type = ended.isPresent() ? TYPE : "dev.lockstep.coordination.unreadable.v1";
    CloudEvent.Head head = new CloudEvent.Head(type, end.id(), at);
    return CloudEvent.of(
        gateway,
        id,
        head,
        json -> {
          json.writeNumberField("entry", end.number());
          if (ended.isPresent()) {
            write(json, ended.get());
          }
        });
  }

  /**
   * The same of a coordination whose log has no ends in an order of its own.
   *
   * @param record of one that has ended
   */
  static OutboxFile.Notice notice(CoordinationRecord record) {
    if (!(record.coordination() instanceof Coordination.Ended ended)) {
      throw new IllegalArgumentException("not ended: " + record.coordination().name());
    }
    return new OutboxFile.Notice(
        0,
        ended.at(),
        TYPE,
        ended.plan().id().value(),
        CloudEvent.data(json -> write(json, ended)));
  }

  private static void write(JsonGenerator json, Coordination.Ended ended) throws IOException {
    json.writeStringField("outcome", ended.outcome().name());
    json.writeStringField("decision", ended.ruling().verdict().name());
    if (ended.plan().dryRun()) {
      json.writeBooleanField("dryRun", true);
    }
    if (ended.plan().origin().isPresent()) {
      json.writeObjectFieldStart("plan");
      json.writeStringField("name", ended.plan().origin().get().name());
      json.writeStringField("version", ended.plan().origin().get().version());
      json.writeEndObject();
    }
    json.writeArrayFieldStart("participants");
    for (int each = 0; each < ended.plan().shares().size(); each++) {
      json.writeStartObject();
      json.writeStringField("gateway", ended.plan().shares().get(each).gateway().toString());
      Optional<Outcome> outcome =
          OutcomeSummary.at(ended.votes().get(each), ended.deliveries().get(each));
      CloudEvent.writeText(json, "outcome", outcome.map(Outcome::name).orElse(""));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("contradictions");
    for (String sentence :
        OutcomeSummary.contradictions(
            ended.plan(), ended.votes(), ended.ruling().verdict(), ended.deliveries())) {
      json.writeString(sentence);
    }
    json.writeEndArray();
  }
}
