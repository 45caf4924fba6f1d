package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Condition;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.OutputCondition.Output;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Undo;
import dev.lockstep.device.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * What a command's profile promised when the vote was cast. Empty parts are left out; nothing is
 * left out for being a default of today, because a default may change and the journal may not.
 */
final class GuaranteesJson {
  private GuaranteesJson() {}

  static void write(JsonGenerator json, Guarantees guarantees) throws IOException {
    json.writeStartObject();
    Json.write(json, "requires", guarantees.requires(), ValueJson::write);
    write(json, guarantees.preparation());
    Json.write(
        json,
        "reserves",
        guarantees.reserves().stream().sorted().toList(),
        (out, name) -> out.writeString(name.value()));
    Json.writeFlag(json, "wholeDevice", guarantees.wholeDevice());
    json.writeStringField("staleAfter", guarantees.staleAfter().toString());
    json.writeFieldName("verify");
    write(json, guarantees.verification());
    json.writeStringField("repeat", guarantees.repeat().name());
    json.writeStringField("undo", guarantees.undo().name());
    json.writeEndObject();
  }

  static Guarantees read(JsonNode node) {
    return new Guarantees(
        Json.list(node, "requires", ValueJson::readCondition),
        readPreparation(Optional.ofNullable(node.get("prepare"))),
        new LinkedHashSet<>(Json.list(node, "reserves", each -> new ResourceName(each.asText()))),
        Json.flag(node, "wholeDevice"),
        Duration.parse(Json.text(node, "staleAfter")),
        readVerification(Json.field(node, "verify")),
        Repeat.valueOf(Json.text(node, "repeat")),
        Undo.valueOf(Json.text(node, "undo")));
  }

  private static void write(JsonGenerator json, Preparation preparation) throws IOException {
    switch (preparation) {
      case Preparation.None none -> {}
      case Preparation.Handshake handshake -> {
        json.writeObjectFieldStart("prepare");
        json.writeStringField("by", "handshake");
        json.writeStringField("commandId", handshake.commandId().value());
        json.writeStringField("preparedId", handshake.preparedId().value());
        json.writeStringField("commitId", handshake.commitId().value());
        json.writeStringField("lastAppliedId", handshake.lastAppliedId().value());
        json.writeStringField("abortId", handshake.abortId().value());
        Json.write(json, "rejectedId", handshake.rejectedId());
        Json.writeFlag(json, "retained", handshake.retained());
        json.writeStringField("within", handshake.within().toString());
        json.writeEndObject();
      }
      case Preparation.Exchange exchange -> {
        json.writeObjectFieldStart("prepare");
        json.writeStringField("by", "exchange");
        json.writeStringField("topic", exchange.topic());
        json.writeStringField("responseTopic", exchange.responseTopic());
        json.writeStringField("promise", exchange.promise().name());
        json.writeStringField("within", exchange.within().toString());
        json.writeEndObject();
      }
    }
  }

  private static Preparation readPreparation(Optional<JsonNode> written) {
    if (written.isEmpty()) {
      return new Preparation.None();
    }
    JsonNode node = written.get();
    Duration within = Duration.parse(Json.text(node, "within"));
    return switch (Json.text(node, "by")) {
      case "handshake" ->
          new Preparation.Handshake(
              name(node, "commandId"),
              name(node, "preparedId"),
              name(node, "commitId"),
              name(node, "lastAppliedId"),
              name(node, "abortId"),
              Json.textIfAny(node, "rejectedId").map(ResourceName::new),
              Json.flag(node, "retained"),
              within);
      case "exchange" ->
          new Preparation.Exchange(
              Json.text(node, "topic"),
              Json.text(node, "responseTopic"),
              Promise.valueOf(Json.text(node, "promise")),
              within);
      case String other -> throw new IllegalArgumentException("no such preparation: " + other);
    };
  }

  private static ResourceName name(JsonNode node, String field) {
    return new ResourceName(Json.text(node, field));
  }

  private static void write(JsonGenerator json, Verification verification) throws IOException {
    json.writeStartObject();
    switch (verification) {
      case Verification.ReadBack readBack -> {
        json.writeStringField("by", "readBack");
        json.writeStringField("within", readBack.within().toString());
        Json.writeDecimal(json, "tolerance", readBack.tolerance());
      }
      case Verification.Conditions conditions -> {
        json.writeStringField("by", "conditions");
        json.writeStringField("within", conditions.within().toString());
        Json.write(json, "all", conditions.conditions(), ValueJson::write);
      }
      case Verification.Outputs outputs -> {
        json.writeStringField("by", "outputs");
        Json.write(json, "outputs", outputs.expected(), GuaranteesJson::write);
        json.writeStringField("otherwise", outputs.otherwise().name());
        json.writeStringField("within", outputs.within().toString());
        Json.write(json, "all", outputs.conditions(), ValueJson::write);
      }
      case Verification.Acknowledged acknowledged -> json.writeStringField("by", "acknowledgement");
    }
    json.writeEndObject();
  }

  private static Verification readVerification(JsonNode node) {
    return switch (Json.text(node, "by")) {
      case "readBack" -> new Verification.ReadBack(within(node), Json.decimal(node, "tolerance"));
      case "conditions" ->
          new Verification.Conditions(
              Json.list(node, "all", ValueJson::readCondition), within(node));
      case "outputs" ->
          new Verification.Outputs(
              Json.list(node, "outputs", GuaranteesJson::readOutput),
              Verification.Outputs.Otherwise.valueOf(Json.text(node, "otherwise")),
              Json.list(node, "all", ValueJson::readCondition),
              within(node));
      case "acknowledgement" -> new Verification.Acknowledged();
      case String other -> throw new IllegalArgumentException("no such verification: " + other);
    };
  }

  private static void write(JsonGenerator json, OutputCondition expected) throws IOException {
    json.writeStartObject();
    switch (expected.output()) {
      case Output.At at -> json.writeNumberField("index", at.index());
      case Output.Named named -> Json.writeText(json, "name", named.name());
    }
    json.writeStringField("is", expected.relation().name());
    Json.write(json, "of", expected.operands(), ValueJson::write);
    Json.writeDecimal(json, "tolerance", expected.tolerance());
    json.writeEndObject();
  }

  private static OutputCondition readOutput(JsonNode node) {
    Output output =
        node.has("index")
            ? new Output.At(node.get("index").intValue())
            : new Output.Named(Json.textIfAny(node, "name").orElse(""));
    return new OutputCondition(
        output,
        Condition.Relation.valueOf(Json.text(node, "is")),
        Json.list(node, "of", ValueJson::read),
        Json.decimal(node, "tolerance"));
  }

  private static Duration within(JsonNode node) {
    return Duration.parse(Json.text(node, "within"));
  }
}
