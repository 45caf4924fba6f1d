package dev.lockstep.rest.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.coordinator.VoteReadings;
import dev.lockstep.rest.Truncation;
import java.util.ArrayList;
import java.util.List;

/** The readings of a vote, as far as a coordination keeps them. */
final class ReadingsOfVote {
  private ReadingsOfVote() {}

  /** From the vote's {@code readings}; what is no reading is counted, and not shown. */
  static VoteReadings of(JsonNode array) {
    List<VoteReadings.Shown> shown = new ArrayList<>();
    for (JsonNode each : array) {
      if (shown.size() < VoteReadings.SHOWN_MAX
          && each.path("device").isTextual()
          && each.path("resource").isTextual()) {
        shown.add(
            new VoteReadings.Shown(
                Truncation.to(Truncation.NAME, each.path("device").textValue()),
                Truncation.to(Truncation.NAME, each.path("resource").textValue()),
                value(each.path("value"))));
      }
    }
    return new VoteReadings(shown, array.size() - shown.size());
  }

  /** JSON; what is too long, as a text that is cut. */
  private static String value(JsonNode value) {
    String json = value.isMissingNode() ? "null" : value.toString();
    if (json.length() <= VoteReadings.VALUE_MAX) {
      return json;
    }
    // Half, because each character may need an escape.
    String text = value.isTextual() ? value.textValue() : json;
    return TextNode.valueOf(Truncation.to(VoteReadings.VALUE_MAX / 2 - 1, text)).toString();
  }
}
