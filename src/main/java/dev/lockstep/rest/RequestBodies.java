package dev.lockstep.rest;

import dev.lockstep.transaction.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * JSON shapes of requests: what OpenAPI publishes is what {@link RequestJson} reads. A field that
 * is not Optional is needed, and null until {@link RequestConstraints} has seen it.
 */
@RegisterForReflection(
    targets = {
      RequestBodies.Prepare.class,
      RequestBodies.Joining.class,
      RequestBodies.ActionJoining.class,
      RequestBodies.Commit.class,
      RequestBodies.Coordinate.class,
      RequestBodies.Share.class,
      RequestBodies.Command.class,
      RequestBodies.PlanCall.class,
      RequestBodies.Resolve.class,
      RequestBodies.Approval.class,
      RequestBodies.Takeover.class,
      RequestBodies.Trust.class,
      RequestBodies.Renounce.class,
      RequestBodies.Forget.class,
      RequestBodies.ForgetDecision.class
    })
public final class RequestBodies {
  private static final String AT =
      "the instant at which all machines are to move together, by each gateway's own clock (RFC"
          + " 3339); not there: at once. What comes after it waits for a person";

  private RequestBodies() {}

  @Schema(
      name = "Prepare",
      description = "What is to be done, and where to ask for the outcome",
      requiredProperties = "commands",
      examples =
          """
          {"coordinator": "http://127.0.0.1:8080/api/v1/coordinations/changeover-7", "timeout": "PT5S",
           "commands": [{"device": "press-1", "command": "set-recipe", "arguments": {"Force": 120.5}},
                        {"device": "oven-1", "command": "set-temperature", "arguments": {"Setpoint": 180}, "stage": 1}]}
          """)
  public record Prepare(
      @Schema(
              description =
                  "where to ask for the outcome; only called where it is on the "
                      + "configured list")
          Optional<String> coordinator,
      @Schema(
              description =
                  "addresses of the transaction's other gateways; asked while the coordinator is "
                      + "silent, where they are on the configured list")
          Optional<List<String>> participants,
      @Schema(description = "ISO 8601 duration in which the vote is wanted", examples = "PT5S")
          Optional<String> timeout,
      List<Command> commands) {}

  @Schema(
      name = "Joining",
      description = "What is to be done in a transaction of a REST-AT coordinator",
      requiredProperties = "commands",
      examples =
          """
          {"transaction": "http://wildfly:8080/rest-at-coordinator/tx/transaction-manager/0_ffff7f000001_b073_6b022f0f_e",
           "commands": [{"device": "press-1", "command": "set-recipe", "arguments": {"Force": 120.5}}]}
          """)
  public record Joining(
      @Schema(description = "its address, as the coordinator's Location gave it")
          Optional<String> transaction,
      @Schema(description = "ISO 8601 duration in which the vote is wanted", examples = "PT5S")
          Optional<String> timeout,
      List<Command> commands) {}

  @Schema(
      name = "ActionJoining",
      description = "What is to be done in a long running action",
      requiredProperties = "commands",
      examples =
          """
          {"lra": "http://wildfly:8080/lra-coordinator/0_ffff7f000001_9fdd_6b0e51ae_3", "timeLimit": "PT10M",
           "commands": [{"device": "press-1", "command": "set-recipe", "arguments": {"Force": 120.5}}]}
          """)
  public record ActionJoining(
      @Schema(description = "its address, where no header Long-Running-Action has it")
          Optional<String> lra,
      @Schema(
              description =
                  "ISO 8601 duration after which the coordinator is to cancel the whole action; not"
                      + " there: as it was begun",
              examples = "PT10M")
          Optional<String> timeLimit,
      @Schema(description = "ISO 8601 duration in which the vote is wanted", examples = "PT5S")
          Optional<String> timeout,
      List<Command> commands) {}

  @Schema(
      name = "Coordinate",
      description = "What is to happen at which gateways, all of it or nothing",
      requiredProperties = "participants",
      examples =
          """
          {"id": "changeover-7", "timeout": "PT5S", "participants": [
            {"gateway": "http://127.0.0.1:8081", "commands": [
              {"device": "press", "command": "LoadRecipe", "arguments": {"StagedRecipe": 8}}]},
            {"gateway": "http://127.0.0.1:8082", "commands": [
              {"device": "oven", "command": "SetProgram", "arguments": {"ProgramNumber": 20}}]}]}
          """)
  record Coordinate(
      @Schema(
              description =
                  "made up where it is not given; a repeat with the same id and body "
                      + "gets the same answer")
          Optional<String> id,
      @Schema(description = "ISO 8601 duration in which the votes are wanted", examples = "PT5S")
          Optional<String> timeout,
      @Schema(description = AT) Optional<String> at,
      List<Share> participants) {}

  @Schema(name = "Commit", description = "When the machines move")
  record Commit(@Schema(description = AT) Optional<String> at) {}

  @Schema(
      name = "Share",
      description = "What one gateway is to do",
      requiredProperties = {"gateway", "commands"})
  record Share(
      @Schema(description = "base address; must be on the configured list") String gateway,
      List<Command> commands) {}

  @Schema(
      name = "Wish",
      description = "One command on one device",
      requiredProperties = {"device", "command"})
  record Command(
      @Schema(examples = "press-1") String device,
      @Schema(description = "a command of the device's profile", examples = "set-recipe")
          String command,
      @Schema(description = "resources and values, in engineering units")
          Optional<Map<String, Object>> arguments,
      @Schema(description = "lower first; one stage is verified before the next begins")
          Optional<Integer> stage,
      @Schema(
              description =
                  "true: a reading is asked for, with no arguments, of a command that could write"
                      + " as well; one that only reads needs no such word")
          Optional<Boolean> read) {}

  @Schema(
      name = "PlanCall",
      description = "Which plan, and with which parameters: `plan` or `definition`",
      examples =
          """
          {"plan": "changeover", "parameters": {"Recipe": 8, "Speed": 0.5}, "reason": "product B"}
          """)
  record PlanCall(
      @Schema(description = "a plan of the folder, by its name", examples = "changeover")
          Optional<String> plan,
      @Schema(description = "the text of a plan, in YAML or JSON") Optional<String> definition,
      @Schema(description = "values by the names of the plan's parameters")
          Optional<Map<String, Object>> parameters,
      @Schema(
              description =
                  "the version that was looked at: where the plan is another one by now, nothing is"
                      + " done",
              examples = "9f86d081884c7d65")
          Optional<String> version,
      @Schema(
              description =
                  "the coordination's id, made up where it is not given; a repeat with the same id"
                      + " and plan gets the same answer",
              examples = "changeover-8")
          Optional<String> id,
      @Schema(description = AT) Optional<String> at,
      @Schema(description = "why, for the record", examples = "product B") Optional<String> reason,
      @Schema(description = "who asks; taken from the login where there is one")
          Optional<String> operator) {}

  @Schema(
      name = "Resolve",
      description = "How a person says that it ends",
      requiredProperties = {"outcome", "reason"})
  record Resolve(
      @Schema(implementation = Outcome.class, type = SchemaType.STRING) String outcome,
      @Schema(examples = "the press was moved back by hand") String reason,
      @Schema(description = "who decides; needed only where no authentication is configured")
          Optional<String> operator) {}

  @Schema(
      name = "Approval",
      description =
          "Why an operator does what the call does: releases, puts aside, reads files again",
      requiredProperties = "reason")
  record Approval(
      @Schema(examples = "the line was checked and is clear") String reason,
      @Schema(description = "who decides; needed only where no authentication is configured")
          Optional<String> operator) {}

  @Schema(
      name = "Takeover",
      description = "Why an operator says which PC of a line is active",
      requiredProperties = "reason")
  record Takeover(
      @Schema(examples = "PC 1 is off") String reason,
      @Schema(description = "who decides; needed only where no authentication is configured")
          Optional<String> operator,
      @Schema(
              description =
                  "take-over of a PC that lacks records: they are given up, and the other PC is"
                      + " off")
          Optional<Boolean> acceptLoss) {}

  @Schema(
      name = "Trust",
      description = "Why a certificate is trusted, or is not any more",
      requiredProperties = "reason")
  record Trust(
      @Schema(
              description =
                  "approve: for which device alone; not there: for all that mean its server",
              examples = "press-1")
          Optional<String> device,
      @Schema(examples = "the thumbprint was compared at the machine") String reason,
      @Schema(description = "who decides; needed only where no authentication is configured")
          Optional<String> operator) {}

  @Schema(
      name = "Renounce",
      description = "Who is in doubt, and since when",
      requiredProperties = {"gateway", "votedFor"})
  record Renounce(
      @Schema(description = "the asking gateway's name, for people", examples = "line-b")
          String gateway,
      @Schema(description = "how long ago it voted, as an ISO 8601 duration", examples = "PT45S")
          String votedFor) {}

  @Schema(
      name = "Forget",
      description = "Which transactions may be forgotten",
      requiredProperties = "ids")
  record Forget(
      @Schema(
              description = "the coordinator's names for them; 256 at most",
              examples = "[\"changeover-7\", \"changeover-8\"]")
          List<String> ids) {}

  @Schema(
      name = "ForgetDecision",
      description = "Why nobody needs a decision any more",
      requiredProperties = "reason")
  record ForgetDecision(
      @Schema(examples = "all three lines were looked at") String reason,
      @Schema(description = "who decides; needed only where no authentication is configured")
          Optional<String> operator,
      @Schema(
              description =
                  "true: it is forgotten although not every gateway has confirmed it. One that is"
                      + " still in doubt then finds no decision, and what was committed elsewhere"
                      + " is rolled back there.")
          Optional<Boolean> unconfirmed) {}
}
