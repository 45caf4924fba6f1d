package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Condition;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.transaction.Observation;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Values and what is said about them. Booleans, numbers, texts and lists are JSON's own; octets are
 * {@code {"octets":"base64"}}, structures {@code {"fields":[[name, value], …]}}, a null JSON's own,
 * a number that is none {@code {"number":"NAN"}}.
 */
final class ValueJson {
  private ValueJson() {}

  static void write(JsonGenerator json, Value value) throws IOException {
    switch (value) {
      case Value.Flag flag -> json.writeBoolean(flag.on());
      case Value.Numeric numeric -> json.writeNumber(numeric.amount());
      case Value.Text text -> json.writeString(text.text());
      case Value.Listing listing -> JournalJson.write(json, listing.elements(), ValueJson::write);
      case Value.Octets octets -> {
        json.writeStartObject();
        json.writeStringField("octets", octets.base64());
        json.writeEndObject();
      }
      case Value.Structure structure -> {
        json.writeStartObject();
        json.writeFieldName("fields");
        JournalJson.write(json, structure.fields().entrySet(), ValueJson::write);
        json.writeEndObject();
      }
      case Value.Null none -> json.writeNull();
      case Value.NonFinite number -> {
        json.writeStartObject();
        json.writeStringField("number", number.name());
        json.writeEndObject();
      }
    }
  }

  // A pair and not a JSON field: a field's name may hold a lone surrogate, which Jackson writes but
  // does not read.
  private static void write(JsonGenerator json, Map.Entry<String, Value> field) throws IOException {
    json.writeStartArray();
    json.writeString(field.getKey());
    write(json, field.getValue());
    json.writeEndArray();
  }

  static Value read(JsonNode node) {
    if (node.isBoolean()) {
      return new Value.Flag(node.booleanValue());
    }
    if (node.isNumber()) {
      return new Value.Numeric(node.decimalValue());
    }
    if (node.isTextual()) {
      return new Value.Text(node.textValue());
    }
    if (node.isArray()) {
      return new Value.Listing(JournalJson.list(node, ValueJson::read));
    }
    if (node.isNull()) {
      return new Value.Null();
    }
    if (node.has("number")) {
      return Value.NonFinite.valueOf(JournalJson.text(node, "number"));
    }
    if (node.has("octets")) {
      return new Value.Octets(JournalJson.text(node, "octets"));
    }
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    for (JsonNode field : JournalJson.field(node, "fields")) {
      fields.put(field.required(0).asText(), read(field.required(1)));
    }
    return new Value.Structure(fields);
  }

  /**
   * {@code [device, resource, value, status, sourceTime?]}: the most frequent of all, so the
   * shortest.
   */
  static void write(JsonGenerator json, Observation seen) throws IOException {
    json.writeStartArray();
    json.writeString(seen.device().value());
    json.writeString(seen.resource().value());
    write(json, seen.value());
    json.writeString(seen.status());
    if (seen.sourceTime().isPresent()) {
      json.writeString(seen.sourceTime().get().toString());
    }
    json.writeEndArray();
  }

  static Observation readObservation(JsonNode node) {
    return new Observation(
        new DeviceName(node.required(0).asText()),
        new ResourceName(node.required(1).asText()),
        read(node.required(2)),
        node.required(3).asText(),
        Optional.ofNullable(node.get(4)).map(time -> Instant.parse(time.asText())));
  }

  static void write(JsonGenerator json, Reason reason) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", reason.code().name());
    JournalJson.write(json, "device", reason.device());
    JournalJson.write(json, "command", reason.command());
    JournalJson.write(json, "resource", reason.resource());
    json.writeStringField("detail", reason.detail());
    json.writeEndObject();
  }

  static Reason readReason(JsonNode node) {
    return new Reason(
        Reason.Code.valueOf(JournalJson.text(node, "code")),
        JournalJson.textIfAny(node, "device").map(DeviceName::new),
        JournalJson.textIfAny(node, "command").map(CommandName::new),
        JournalJson.textIfAny(node, "resource").map(ResourceName::new),
        JournalJson.text(node, "detail"));
  }

  static void write(JsonGenerator json, Condition condition) throws IOException {
    json.writeStartObject();
    json.writeStringField("resource", condition.resource().value());
    json.writeStringField("is", condition.relation().name());
    JournalJson.write(json, "of", condition.operands(), ValueJson::write);
    JournalJson.writeDecimal(json, "tolerance", condition.tolerance());
    json.writeEndObject();
  }

  static Condition readCondition(JsonNode node) {
    return new Condition(
        new ResourceName(JournalJson.text(node, "resource")),
        Condition.Relation.valueOf(JournalJson.text(node, "is")),
        JournalJson.list(node, "of", ValueJson::read),
        JournalJson.decimal(node, "tolerance"));
  }
}
