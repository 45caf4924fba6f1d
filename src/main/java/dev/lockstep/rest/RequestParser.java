package dev.lockstep.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parser of requests: from bytes to types, or to a {@link RequestRefusedException} that names the
 * place of the fault. Thread-safe.
 */
public final class RequestParser {
  private final RequestLimits limits;
  private final HttpJson json;

  RequestParser(RequestLimits limits) {
    this.limits = limits;
    this.json = new HttpJson(limits);
  }

  /** An operator's outcome for a transaction. */
  record Resolution(Outcome outcome, String reason, Optional<String> operator) {}

  /** An operator's reason to release a withheld actuation or to acknowledge a damaged row. */
  record Approval(String reason, Optional<String> operator) {}

  /**
   * Request of a sibling gateway in doubt, which voted that long ago, to renounce the vote here.
   */
  record Renouncement(String gateway, Duration votedFor) {}

  /**
   * Commands for a transaction of a REST-AT coordinator.
   *
   * @param transaction its address
   */
  public record Joining(String transaction, Duration timeout, List<PrepareRequest.Wish> commands) {
    /** The request to prepare these commands. */
    public PrepareRequest request(TransactionId id, Optional<String> coordinator) {
      return new PrepareRequest(id, coordinator, List.of(), timeout, false, commands);
    }
  }

  /**
   * Reads an id.
   *
   * @throws RequestRefusedException INVALID_ID
   */
  public static TransactionId id(String text) {
    try {
      return new TransactionId(text);
    } catch (IllegalArgumentException wrong) {
      throw new RequestRefusedException(ProblemType.INVALID_ID, String.valueOf(wrong.getMessage()));
    }
  }

  /** The body of prepare and execute. */
  PrepareRequest prepare(String id, byte[] body, boolean onePhase) {
    TransactionId known = id(id);
    JsonFields fields =
        JsonFields.of(json.read(body), "")
            .only("coordinator", "participants", "timeout", "commands");
    return new PrepareRequest(
        known,
        fields.text("coordinator", RequestLimits.ADDRESS_MAX),
        fields.texts("participants", limits.participantsMax(), RequestLimits.ADDRESS_MAX),
        fields.timeout(limits.timeout()),
        onePhase,
        commands(fields));
  }

  /**
   * The body of an enlistment.
   *
   * @param link the transaction's address, where a header gave it
   */
  public Joining joining(byte[] body, Optional<String> link) {
    JsonFields fields =
        JsonFields.of(json.read(body), "").only("transaction", "timeout", "commands");
    String transaction =
        fields
            .text("transaction", RequestLimits.ADDRESS_MAX)
            .or(() -> link)
            .orElseThrow(() -> fields.missing("transaction"));
    return new Joining(transaction, fields.timeout(limits.timeout()), commands(fields));
  }

  private List<PrepareRequest.Wish> commands(JsonFields fields) {
    List<PrepareRequest.Wish> wishes = new ArrayList<>();
    for (JsonNode each : fields.someElements("commands", "command", limits.commandsMax())) {
      wishes.add(command(JsonFields.of(each, fields.below("commands") + "/" + wishes.size())));
    }
    return wishes;
  }

  private PrepareRequest.Wish command(JsonFields fields) {
    fields.only("device", "command", "arguments", "stage", "read");
    Map<String, Object> arguments = fields.values("arguments", limits.argumentsMax());
    return new PrepareRequest.Wish(
        fields.neededText("device", RequestLimits.CATALOG_NAME_MAX),
        fields.neededText("command", RequestLimits.CATALOG_NAME_MAX),
        arguments,
        fields.whole("stage").orElse(0),
        fields.reading(arguments));
  }

  Resolution verdict(byte[] body) {
    JsonFields fields = JsonFields.of(json.read(body), "").only("outcome", "reason", "operator");
    String wanted = fields.neededText("outcome");
    Outcome outcome =
        List.of(Outcome.values()).stream()
            .filter(each -> each.name().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    RequestRefusedException.malformed(
                        fields.below("outcome"),
                        "one of %s was expected".formatted(List.of(Outcome.values()))));
    return new Resolution(outcome, reason(fields), operator(fields));
  }

  private static String reason(JsonFields fields) {
    return fields.neededText("reason", RequestLimits.REASON_MAX);
  }

  private static Optional<String> operator(JsonFields fields) {
    return fields.text("operator", RequestLimits.NAME_MAX);
  }

  Renouncement doubt(byte[] body) {
    JsonFields fields = JsonFields.of(json.read(body), "").only("gateway", "votedFor");
    String gateway = fields.neededText("gateway", RequestLimits.NAME_MAX);
    String voted = fields.neededText("votedFor");
    try {
      Duration votedFor = Duration.parse(voted);
      if (votedFor.isNegative()) {
        throw RequestRefusedException.malformed(
            fields.below("votedFor"), voted + " lies in the future");
      }
      return new Renouncement(gateway, votedFor);
    } catch (DateTimeParseException | ArithmeticException wrong) {
      throw RequestRefusedException.malformed(
          fields.below("votedFor"), "an ISO 8601 duration was expected, for example PT30S");
    }
  }

  Approval clearance(byte[] body) {
    JsonFields fields = JsonFields.of(json.read(body), "").only("reason", "operator");
    return new Approval(reason(fields), operator(fields));
  }
}
