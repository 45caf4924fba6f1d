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
    JournalJson.write(json, "requires", guarantees.requires(), ValueJson::write);
    write(json, guarantees.preparation());
    JournalJson.write(
        json,
        "reserves",
        guarantees.reserves().stream().sorted().toList(),
        (out, name) -> out.writeString(name.value()));
    JournalJson.writeFlag(json, "wholeDevice", guarantees.wholeDevice());
    json.writeStringField("staleAfter", guarantees.staleAfter().toString());
    json.writeFieldName("verify");
    write(json, guarantees.verification());
    json.writeStringField("repeat", guarantees.repeat().name());
    json.writeStringField("undo", guarantees.undo().name());
    json.writeEndObject();
  }

  static Guarantees read(JsonNode node) {
    return new Guarantees(
        JournalJson.list(node, "requires", ValueJson::readCondition),
        readPreparation(Optional.ofNullable(node.get("prepare"))),
        new LinkedHashSet<>(
            JournalJson.list(node, "reserves", each -> new ResourceName(each.asText()))),
        JournalJson.flag(node, "wholeDevice"),
        Duration.parse(JournalJson.text(node, "staleAfter")),
        readVerification(JournalJson.field(node, "verify")),
        Repeat.valueOf(JournalJson.text(node, "repeat")),
        Undo.valueOf(JournalJson.text(node, "undo")));
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
        JournalJson.write(json, "rejectedId", handshake.rejectedId());
        JournalJson.writeFlag(json, "retained", handshake.retained());
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
      case Preparation.JobOrder job -> {
        json.writeObjectFieldStart("prepare");
        json.writeStringField("by", "jobOrder");
        json.writeStringField("receiver", job.receiver());
        json.writeStringField("responses", job.responses());
        JournalJson.write(json, "workMaster", job.workMaster());
        JournalJson.writeFlag(json, "retained", job.retained());
        json.writeStringField("until", job.until().name());
        json.writeStringField("within", job.within().toString());
        json.writeEndObject();
      }
      case Preparation.Lock lock -> {
        json.writeObjectFieldStart("prepare");
        json.writeStringField("by", "lock");
        json.writeStringField("lock", lock.lock());
        json.writeEndObject();
      }
      case Preparation.Retained retained -> {
        json.writeObjectFieldStart("prepare");
        json.writeStringField("by", "retained");
        json.writeStringField("topic", retained.topic());
        json.writeStringField("promise", retained.promise().name());
        json.writeStringField("within", retained.within().toString());
        json.writeEndObject();
      }
    }
  }

  private static Preparation readPreparation(Optional<JsonNode> written) {
    if (written.isEmpty()) {
      return new Preparation.None();
    }
    JsonNode node = written.get();
    return switch (JournalJson.text(node, "by")) {
      case "handshake" ->
          new Preparation.Handshake(
              name(node, "commandId"),
              name(node, "preparedId"),
              name(node, "commitId"),
              name(node, "lastAppliedId"),
              name(node, "abortId"),
              JournalJson.textIfAny(node, "rejectedId").map(ResourceName::new),
              JournalJson.flag(node, "retained"),
              within(node));
      case "exchange" ->
          new Preparation.Exchange(
              JournalJson.text(node, "topic"),
              JournalJson.text(node, "responseTopic"),
              Promise.valueOf(JournalJson.text(node, "promise")),
              within(node));
      case "jobOrder" ->
          new Preparation.JobOrder(
              JournalJson.text(node, "receiver"),
              JournalJson.text(node, "responses"),
              JournalJson.textIfAny(node, "workMaster"),
              JournalJson.flag(node, "retained"),
              Preparation.JobOrder.Until.valueOf(JournalJson.text(node, "until")),
              within(node));
      case "lock" -> new Preparation.Lock(JournalJson.text(node, "lock"));
      case "retained" ->
          new Preparation.Retained(
              JournalJson.text(node, "topic"),
              Promise.valueOf(JournalJson.text(node, "promise")),
              within(node));
      case String other -> throw new IllegalArgumentException("no such preparation: " + other);
    };
  }

  private static ResourceName name(JsonNode node, String field) {
    return new ResourceName(JournalJson.text(node, field));
  }

  private static void write(JsonGenerator json, Verification verification) throws IOException {
    json.writeStartObject();
    switch (verification) {
      case Verification.ReadBack readBack -> {
        json.writeStringField("by", "readBack");
        json.writeStringField("within", readBack.within().toString());
        JournalJson.writeDecimal(json, "tolerance", readBack.tolerance());
      }
      case Verification.Conditions conditions -> {
        json.writeStringField("by", "conditions");
        write(json, conditions);
      }
      case Verification.Outputs outputs -> {
        json.writeStringField("by", "outputs");
        JournalJson.write(json, "outputs", outputs.expected(), GuaranteesJson::write);
        json.writeStringField("otherwise", outputs.otherwise().name());
        write(json, outputs.seen());
      }
      case Verification.Acknowledged acknowledged -> json.writeStringField("by", "acknowledgement");
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Verification.Conditions seen) throws IOException {
    json.writeStringField("within", seen.within().toString());
    JournalJson.write(json, "all", seen.conditions(), ValueJson::write);
    JournalJson.write(json, "failed", seen.failed(), ValueJson::write);
  }

  private static Verification.Conditions readConditions(JsonNode node) {
    return new Verification.Conditions(
        JournalJson.list(node, "all", ValueJson::readCondition),
        JournalJson.list(node, "failed", ValueJson::readCondition),
        within(node));
  }

  private static Verification readVerification(JsonNode node) {
    return switch (JournalJson.text(node, "by")) {
      case "readBack" ->
          new Verification.ReadBack(within(node), JournalJson.decimal(node, "tolerance"));
      case "conditions" -> readConditions(node);
      case "outputs" ->
          new Verification.Outputs(
              JournalJson.list(node, "outputs", GuaranteesJson::readOutput),
              Verification.Outputs.Otherwise.valueOf(JournalJson.text(node, "otherwise")),
              readConditions(node));
      case "acknowledgement" -> new Verification.Acknowledged();
      case String other -> throw new IllegalArgumentException("no such verification: " + other);
    };
  }

  private static void write(JsonGenerator json, OutputCondition expected) throws IOException {
    json.writeStartObject();
    switch (expected.output()) {
      case Output.At at -> json.writeNumberField("index", at.index());
      case Output.Named named -> JournalJson.writeText(json, "name", named.name());
    }
    json.writeStringField("is", expected.relation().name());
    JournalJson.write(json, "of", expected.operands(), ValueJson::write);
    JournalJson.writeDecimal(json, "tolerance", expected.tolerance());
    json.writeEndObject();
  }

  private static OutputCondition readOutput(JsonNode node) {
    Output output =
        node.has("index")
            ? new Output.At(node.get("index").intValue())
            : new Output.Named(JournalJson.textIfAny(node, "name").orElse(""));
    return new OutputCondition(
        output,
        Condition.Relation.valueOf(JournalJson.text(node, "is")),
        JournalJson.list(node, "of", ValueJson::read),
        JournalJson.decimal(node, "tolerance"));
  }

  private static Duration within(JsonNode node) {
    return Duration.parse(JournalJson.text(node, "within"));
  }
}
