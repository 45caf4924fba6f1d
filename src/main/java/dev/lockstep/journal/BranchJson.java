package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Work;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Hold;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;

/** What a transaction is asked to do. Never changes, so it is written once, not with each state. */
final class BranchJson {
  private BranchJson() {}

  static void write(JsonGenerator json, Branch branch) throws IOException {
    json.writeStartObject();
    json.writeStringField("fingerprint", branch.fingerprint());
    JournalJson.write(json, "tasks", branch.tasks(), BranchJson::write);
    JournalJson.write(json, "coordinator", branch.coordinator());
    JournalJson.write(json, "participants", branch.participants(), JsonGenerator::writeString);
    JournalJson.writeFlag(json, "onePhase", branch.onePhase());
    json.writeEndObject();
  }

  static Branch read(TransactionId id, JsonNode node) {
    return new Branch(
        id,
        JournalJson.text(node, "fingerprint"),
        JournalJson.list(node, "tasks", BranchJson::readTask),
        JournalJson.textIfAny(node, "coordinator"),
        JournalJson.list(node, "participants", JsonNode::asText),
        JournalJson.flag(node, "onePhase"));
  }

  private static void write(JsonGenerator json, Task task) throws IOException {
    json.writeStartObject();
    json.writeNumberField("number", task.number());
    json.writeNumberField("stage", task.stage());
    json.writeStringField("device", task.action().device().value());
    json.writeStringField("command", task.action().command().value());
    write(json, task.action().work());
    if (!task.holds().equals(Hold.of(task.action()))) {
      JournalJson.write(json, "holds", task.holds(), HoldJson::write);
    }
    json.writeFieldName("guarantees");
    GuaranteesJson.write(json, task.action().guarantees());
    json.writeEndObject();
  }

  private static Task readTask(JsonNode node) {
    Action action =
        new Action(
            new DeviceName(JournalJson.text(node, "device")),
            new CommandName(JournalJson.text(node, "command")),
            readWork(node),
            GuaranteesJson.read(JournalJson.field(node, "guarantees")));
    return new Task(
        JournalJson.field(node, "number").intValue(),
        JournalJson.field(node, "stage").intValue(),
        action,
        node.has("holds")
            ? JournalJson.list(node, "holds", each -> HoldJson.read(action.device(), each))
            : Hold.of(action));
  }

  private static void write(JsonGenerator json, Work work) throws IOException {
    switch (work) {
      case Work.Look look -> {
        json.writeFieldName("look");
        JournalJson.write(json, look.resources(), (out, name) -> out.writeString(name.value()));
      }
      case Work.Write write -> {
        json.writeFieldName("write");
        JournalJson.write(
            json, write.steps(), (out, step) -> JournalJson.write(out, step, BranchJson::write));
      }
      case Work.Call call -> {
        json.writeStringField("call", call.method().value());
        JournalJson.write(json, "inputs", call.inputs(), BranchJson::write);
      }
    }
  }

  private static Work readWork(JsonNode node) {
    if (node.has("look")) {
      return new Work.Look(JournalJson.list(node, "look", name -> new ResourceName(name.asText())));
    }
    if (node.has("write")) {
      return new Work.Write(
          JournalJson.list(
              node, "write", step -> JournalJson.list(step, BranchJson::readAssignment)));
    }
    return new Work.Call(
        new ResourceName(JournalJson.text(node, "call")),
        JournalJson.list(node, "inputs", BranchJson::readAssignment));
  }

  private static void write(JsonGenerator json, Assignment assignment) throws IOException {
    json.writeStartArray();
    json.writeString(assignment.resource().value());
    ValueJson.write(json, assignment.value());
    json.writeEndArray();
  }

  private static Assignment readAssignment(JsonNode node) {
    return new Assignment(
        new ResourceName(node.required(0).asText()), ValueJson.read(node.required(1)));
  }
}
