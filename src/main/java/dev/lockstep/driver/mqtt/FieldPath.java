package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where in a JSON payload a value stands: the attribute {@code field}.
 *
 * <p>{@code speed} is a field of the object; {@code drive.speed} one of the object {@code drive},
 * or, where the payload has exactly that name at its top, that one. {@code /drive/speed} is a JSON
 * pointer (RFC 6901), the only form that reaches the elements of a list.
 *
 * @param text as the profile spells it
 * @param steps the names from the top down, unescaped
 */
record FieldPath(String text, List<String> steps) {
  /** As deep as {@link PayloadJson} reads. */
  private static final int STEPS_MAX = 32;

  private static final int LENGTH_MAX = 1000;
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern STRAY_TILDE = Pattern.compile("~(?![01])");

  static FieldPath of(String text) {
    List<String> steps = new ArrayList<>();
    if (isPointer(text)) {
      for (String step : text.substring(1).split("/", -1)) {
        steps.add(step.replace("~1", "/").replace("~0", "~"));
      }
    } else {
      steps.addAll(List.of(text.split("\\.", -1)));
    }
    return new FieldPath(text, List.copyOf(steps));
  }

  private static boolean isPointer(String text) {
    return text.startsWith("/");
  }

  /** What is wrong with it, and what would be right; empty where nothing is. */
  Optional<String> fault() {
    if (text.length() > LENGTH_MAX || steps.size() > STEPS_MAX) {
      return Optional.of(
          "has %d characters and %d steps; at most %d and %d are read"
              .formatted(text.length(), steps.size(), LENGTH_MAX, STEPS_MAX));
    }
    if (isPointer(text) && STRAY_TILDE.matcher(text).find()) {
      return Optional.of("has a ~ without 0 or 1 behind it; ~0 is ~ and ~1 is / (RFC 6901)");
    }
    if (isPointer(text) && steps.contains("-")) {
      return Optional.of(
          "has the step -, the place behind a list's end; nothing can be read there");
    }
    if (!isPointer(text) && steps.contains("")) {
      return Optional.of(
          "has an empty name between its dots; for a name with dots the pointer /%s would be right"
              .formatted(text.replace("~", "~0").replace("/", "~1")));
    }
    return Optional.empty();
  }

  /** Whether the step could be an element of a list, which cannot be written by itself. */
  boolean reachesElements() {
    return isPointer(text) && steps.stream().anyMatch(step -> INDEX.matcher(step).matches());
  }

  /** Whether the payload has it by exactly this name at its top, dots and all. */
  boolean flat(JsonNode whole) {
    return !isPointer(text) && steps.size() > 1 && whole.has(text);
  }

  JsonNode find(JsonNode whole) throws MalformedPayloadException {
    if (flat(whole)) {
      return whole.get(text);
    }
    JsonNode here = whole;
    for (String step : steps) {
      JsonNode next =
          isPointer(text) && here.isArray()
              ? INDEX.matcher(step).matches() ? here.get(Integer.parseInt(step)) : null
              : here.get(step);
      if (next == null) {
        throw new MalformedPayloadException("the payload has no field \"%s\"".formatted(text));
      }
      here = next;
    }
    return here;
  }

  /**
   * The object that holds this value alone.
   *
   * @param flat whether the device has it by exactly this name at its top
   */
  ObjectNode around(JsonNode value, boolean flat) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (flat) {
      return nodes.objectNode().set(text, value);
    }
    JsonNode inner = value;
    for (String step : steps.reversed()) {
      inner = nodes.objectNode().set(step, inner);
    }
    return (ObjectNode) inner;
  }
}
