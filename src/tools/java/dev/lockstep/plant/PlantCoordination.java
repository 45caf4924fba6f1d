package dev.lockstep.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How one coordination stands, as far as the demo looks at it.
 *
 * @param decision COMMIT or ABORT, or what else its coordinator said; empty until it is told
 */
record PlantCoordination(String id, String decision, List<Participant> participants) {

  /**
   * One gateway's part in it.
   *
   * @param vote empty where none came yet
   * @param outcome empty until confirmed
   * @param reasons of a ROLLBACK, one sentence each
   */
  record Participant(String gateway, String vote, String outcome, List<String> reasons) {
    private static Participant of(JsonNode body) {
      return of(body.path("gateway").asText(), body);
    }

    /** From what the gateway itself says of its part. */
    static Participant of(String gateway, JsonNode body) {
      return new Participant(
          gateway,
          body.path("vote").asText(""),
          body.path("outcome").asText(""),
          elements(body.path("reasons")).map(Participant::sentence).toList());
    }

    private static String sentence(JsonNode reason) {
      return reason.isTextual()
          ? reason.asText()
          : "%s, %s: %s"
              .formatted(
                  reason.path("device").asText("?"),
                  reason.path("code").asText("?"),
                  reason.path("detail").asText("?"));
    }
  }

  static PlantCoordination of(JsonNode body) {
    return new PlantCoordination(
        body.path("id").asText(),
        body.path("decision").asText(""),
        elements(body.path("participants")).map(Participant::of).toList());
  }

  /** The gateways may know it sooner than whoever asked for it. */
  boolean decided() {
    return !decision.isEmpty();
  }

  boolean decidedToCommit() {
    return decision.equals("COMMIT");
  }

  boolean decidedToAbort() {
    return decision.equals("ABORT");
  }

  boolean confirmed(String outcome) {
    return !participants.isEmpty()
        && participants.stream().allMatch(each -> each.outcome().equals(outcome));
  }

  List<String> reasons() {
    return participants.stream().flatMap(each -> each.reasons().stream()).toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
