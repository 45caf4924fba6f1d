package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path to a value in a JSON payload: the attribute {@code field}.
 *
 * <p>{@code speed} is a field of the object; {@code drive.speed} a field of the object {@code
 * drive}, or, where the payload has a top-level field with exactly this name, that field. {@code
 * /drive/speed} is a JSON pointer (RFC 6901), the only form that reaches the elements of a list.
 *
 * @param text as written in the profile
 * @param steps the unescaped names from the top down
 */
record FieldPath(String text, List<String> steps) {
  /** The nesting depth that {@link PayloadJson} reads. */
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

  /** The fault of this path, with what would be right; empty where it has none. */
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
          "has the step -, which is the position after the last element (RFC 6901): there is no value");
    }
    if (!isPointer(text) && steps.contains("")) {
      return Optional.of(
          "has an empty name between its dots; for a name with dots the pointer /%s would be right"
              .formatted(text.replace("~", "~0").replace("/", "~1")));
    }
    return Optional.empty();
  }

  /** Whether the path may lead to an element of a list, which cannot be written by itself. */
  boolean reachesElements() {
    return isPointer(text) && steps.stream().anyMatch(step -> INDEX.matcher(step).matches());
  }

  /** Whether the payload has a top-level field with exactly this name, including dots. */
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
   * The object that contains only this value.
   *
   * @param flat whether the device has a top-level field with exactly this name
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
