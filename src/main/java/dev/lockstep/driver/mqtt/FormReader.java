package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reader of the payload format of a resource; adds its faults to a list. */
final class FormReader {
  private static final int WORD_LENGTH_MAX = 200;

  private final Resource resource;
  private final String where;
  private final Map<String, Object> keys;
  private final List<String> faults;

  /**
   * Makes the reader for one resource.
   *
   * @param where prefix of each fault
   * @param keys the resource's attributes, in any letter case
   */
  FormReader(Resource resource, String where, Map<String, Object> keys, List<String> faults) {
    this.resource = resource;
    this.where = where;
    this.keys = keys;
    this.faults = faults;
  }

  ResourceTopics.Form read() {
    Optional<FieldPath> field = text("field").map(FieldPath::of);
    field.ifPresent(
        path ->
            path.fault()
                .ifPresent(
                    what -> faults.add("%sfield \"%s\" %s".formatted(where, path.text(), what))));
    Optional<String> payload = text("payload");
    payload
        .filter(word -> !word.equals("json") && !word.equals("text"))
        .ifPresent(
            word ->
                faults.add(
                    "%spayload is \"%s\"; json or text would be right".formatted(where, word)));
    boolean json = payload.map("json"::equals).orElse(field.isPresent());
    if (field.isPresent() && !json) {
      faults.add("%sfield needs payload json".formatted(where));
    }
    return new ResourceTopics.Form(json, field, words());
  }

  private Optional<String> text(String key) {
    Object found = keys.get(key);
    if (found == null) {
      return Optional.empty();
    }
    if (found instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    faults.add("%s%s is %s; a text would be right".formatted(where, key, found));
    return Optional.empty();
  }

  private FlagWords words() {
    Optional<JsonNode> on = word("trueWord");
    Optional<JsonNode> off = word("falseWord");
    if (on.isEmpty() && off.isEmpty()) {
      return FlagWords.NONE;
    }
    ValueType type = resource.type();
    if (type.element().orElse(type).kind() != ValueType.Kind.FLAG) {
      faults.add(
          "%strueWord and falseWord are for Bool, and the resource is of type %s"
              .formatted(where, type.edgeXName()));
    }
    if (on.isEmpty() || off.isEmpty()) {
      faults.add("%strueWord and falseWord belong together; one is missing".formatted(where));
      return FlagWords.NONE;
    }
    if (!new FlagWords.Pair(on.get(), off.get()).differ()) {
      faults.add(
          "%strueWord and falseWord are both \"%s\"; letter case does not tell them apart"
              .formatted(where, on.get().asText()));
    }
    return FlagWords.of(on.get(), off.get());
  }

  private Optional<JsonNode> word(String key) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Object found = keys.get(key);
    if (found == null) {
      return Optional.empty();
    }
    if (found instanceof String text && !text.isBlank() && text.length() <= WORD_LENGTH_MAX) {
      return Optional.of(nodes.textNode(text));
    }
    if (found instanceof BigDecimal number) {
      return Optional.of(nodes.numberNode(number));
    }
    if (found instanceof Boolean flag) {
      return Optional.of(nodes.booleanNode(flag));
    }
    faults.add(
        "%s%s is \"%s\"; a word of 1 to %d characters or a number would be right"
            .formatted(where, key, found, WORD_LENGTH_MAX));
    return Optional.empty();
  }
}
