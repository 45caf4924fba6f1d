package dev.lockstep.coordinator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.lockstep.coordinator.Coordination.Ended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes records as JSON, without their plans, and these; in one pass. */
final class CoordinationRecordWriter {
  private static final int USUAL_LENGTH = 1024;

  // ASCII alone: a lone surrogate, which a request may well hold, has no UTF-8.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          // Buffers kept per thread are never used again where each task has a thread of its own.
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .build();

  private final JsonGenerator json;

  private CoordinationRecordWriter(JsonGenerator json) {
    this.json = json;
  }

  /**
   * The record's body. A coordination that is preparing leaves its votes out: a restart has no use
   * for them, and must not believe that it has.
   *
   * @throws IllegalArgumentException for {@link Coordination.Absent}, which leaves nothing behind
   */
  static String write(CoordinationRecord record) {
    return written(writer -> writer.record(record));
  }

  /** What it is asked to do. */
  static String write(CoordinationPlan plan) {
    return written(writer -> writer.plan(plan));
  }

  private interface Content {
    void write(CoordinationRecordWriter writer) throws IOException;
  }

  private static String written(Content content) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_LENGTH);
    try (JsonGenerator json = FACTORY.createGenerator(body)) {
      json.writeStartObject();
      content.write(new CoordinationRecordWriter(json));
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing here leaves the memory", impossible);
    }
    return body.toString(StandardCharsets.US_ASCII);
  }

  private void record(CoordinationRecord record) throws IOException {
    switch (record.coordination()) {
      case Coordination.Absent absent ->
          throw new IllegalArgumentException("nothing to write about what never was");
      case Coordination.Preparing preparing -> {}
      case Coordination.Decided decided ->
          decision(decided.votes(), decided.ruling(), decided.deliveries());
      case Ended ended -> ended(ended);
    }
    all("timeline", record.timeline(), this::line);
  }

  private void ended(Ended ended) throws IOException {
    decision(ended.votes(), ended.ruling(), ended.deliveries());
    json.writeStringField("endedAt", ended.at().toString());
    json.writeArrayFieldStart("forgets");
    for (Map.Entry<Integer, Integer> each : ended.forgets().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("participant", each.getKey());
      json.writeNumberField("attempts", each.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void decision(List<Vote> votes, Ruling ruling, List<Delivery> deliveries)
      throws IOException {
    all("votes", votes, this::vote);
    json.writeObjectFieldStart("ruling");
    json.writeStringField("verdict", ruling.verdict().name());
    json.writeArrayFieldStart("reasons");
    for (String each : ruling.reasons()) {
      json.writeString(each);
    }
    json.writeEndArray();
    json.writeStringField("at", ruling.at().toString());
    json.writeEndObject();
    all("deliveries", deliveries, this::delivery);
  }

  private void plan(CoordinationPlan plan) throws IOException {
    json.writeStringField("id", plan.id().value());
    json.writeStringField("at", plan.at().toString());
    json.writeStringField("timeout", plan.terms().timeout().toString());
    json.writeNumberField("lostMax", plan.terms().lostMax());
    json.writeNumberField("forgetMax", plan.terms().forgetMax());
    if (plan.dryRun()) {
      json.writeStringField("intent", plan.intent().name());
    }
    optional("instant", plan.instant());
    if (plan.origin().isPresent()) {
      json.writeObjectFieldStart("plan");
      json.writeStringField("name", plan.origin().get().name());
      json.writeStringField("version", plan.origin().get().version());
      json.writeEndObject();
    }
    all(
        "participants",
        plan.shares(),
        share -> {
          json.writeStringField("gateway", share.gateway().toString());
          all("commands", share.wishes(), this::wish);
        });
  }

  private void wish(CoordinationPlan.Wish wish) throws IOException {
    json.writeStringField("device", wish.device());
    json.writeStringField("command", wish.command());
    json.writeFieldName("arguments");
    value(wish.arguments());
    json.writeNumberField("stage", wish.stage());
    if (wish.read()) {
      json.writeBooleanField("read", true);
    }
  }

  private void value(Object value) throws IOException {
    switch (value) {
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case BigDecimal amount -> json.writeNumber(amount);
      case Map<?, ?> fields -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> each : fields.entrySet()) {
          json.writeFieldName((String) each.getKey());
          value(each.getValue());
        }
        json.writeEndObject();
      }
      case List<?> elements -> {
        json.writeStartArray();
        for (Object each : elements) {
          value(each);
        }
        json.writeEndArray();
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }

  private void vote(Vote vote) throws IOException {
    switch (vote) {
      case Vote.Awaited awaited -> json.writeStringField("vote", "AWAITED");
      case Vote.Yes yes -> {
        json.writeStringField("vote", "COMMIT");
        json.writeStringField("promise", yes.promise());
        optional("heldUntil", yes.heldUntil());
        readings(yes.readings());
      }
      case Vote.ReadOnly readOnly -> {
        json.writeStringField("vote", "READ_ONLY");
        readings(readOnly.readings());
      }
      case Vote.No no -> {
        json.writeStringField("vote", "ROLLBACK");
        all("reasons", no.reasons(), this::reason);
      }
      case Vote.Taken taken -> {
        json.writeStringField("vote", "TAKEN");
        json.writeStringField("detail", taken.detail());
      }
      case Vote.Missing missing -> {
        json.writeStringField("vote", "MISSING");
        json.writeStringField("detail", missing.detail());
      }
    }
  }

  private void readings(VoteReadings readings) throws IOException {
    if (readings.isEmpty()) {
      return;
    }
    all("readings", readings.shown(), this::shown);
    json.writeNumberField("moreReadings", readings.more());
  }

  private void shown(VoteReadings.Shown shown) throws IOException {
    json.writeStringField("device", shown.device());
    json.writeStringField("resource", shown.resource());
    json.writeStringField("value", shown.value());
  }

  private void reason(Objection reason) throws IOException {
    json.writeStringField("code", reason.code());
    optional("device", reason.device());
    optional("command", reason.command());
    optional("resource", reason.resource());
    json.writeStringField("detail", reason.detail());
  }

  private void delivery(Delivery delivery) throws IOException {
    switch (delivery) {
      case Delivery.Excused excused -> json.writeStringField("delivery", "EXCUSED");
      case Delivery.Pending pending -> {
        json.writeStringField("delivery", "PENDING");
        json.writeNumberField("attempts", pending.attempts());
        json.writeNumberField("unknowns", pending.unknowns());
        optional("lastError", pending.lastError());
      }
      case Delivery.Confirmed confirmed -> {
        json.writeStringField("delivery", "CONFIRMED");
        json.writeStringField("outcome", confirmed.outcome().name());
        json.writeNumberField("attempts", confirmed.attempts());
        json.writeStringField("at", confirmed.at().toString());
        optional("lastError", confirmed.lastError());
      }
      case Delivery.Lost lost -> {
        json.writeStringField("delivery", "LOST");
        json.writeNumberField("attempts", lost.attempts());
        json.writeStringField("lastError", lost.lastError());
        json.writeStringField("at", lost.at().toString());
      }
    }
  }

  private void line(TimelineEntry entry) throws IOException {
    json.writeStringField("at", entry.at().toString());
    json.writeStringField("event", entry.event());
    json.writeStringField("from", entry.from().name());
    json.writeStringField("to", entry.to().name());
    json.writeStringField("detail", entry.detail());
  }

  private interface Part<T> {
    void write(T part) throws IOException;
  }

  /** An array of objects. */
  private <T> void all(String name, List<T> parts, Part<T> part) throws IOException {
    json.writeArrayFieldStart(name);
    for (T each : parts) {
      json.writeStartObject();
      part.write(each);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void optional(String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    }
  }
}
