package dev.lockstep.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person typed for the parameters of a plan, as text: the gateway reads it as the API does.
 *
 * @param texts by the parameter's name; an empty text is no value
 * @param given false: nothing was typed yet, and the usual values stand in the fields
 */
record PlanValues(Map<String, String> texts, boolean given) {
  /** In front of the parameter's name, in the name of its field. */
  static final String PREFIX = "p.";

  static final PlanValues NONE = new PlanValues(Map.of(), false);

  /** A value that goes on with the next form. */
  record Given(String field, String value) {}

  PlanValues {
    texts = new LinkedHashMap<>(texts);
  }

  static PlanValues of(PostedForm form) {
    Map<String, String> texts = new LinkedHashMap<>();
    form.fields()
        .forEach(
            (name, values) -> {
              if (name.startsWith(PREFIX)) {
                texts.put(name.substring(PREFIX.length()), values.getFirst());
              }
            });
    return new PlanValues(texts, true);
  }

  /** The values of a play. */
  static PlanValues of(Map<String, Object> parameters) {
    Map<String, String> texts = new LinkedHashMap<>();
    parameters.forEach((name, value) -> texts.put(name, PlanFields.text(value)));
    return new PlanValues(texts, true);
  }

  /** For the call: a field that is empty gives no value. */
  Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          if (!text.isBlank()) {
            parameters.put(name, text);
          }
        });
    return parameters;
  }

  List<Given> all() {
    return texts.entrySet().stream()
        .map(each -> new Given(PREFIX + each.getKey(), each.getValue()))
        .toList();
  }
}
