package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values in the payloads of one topic: one, or the fields of a JSON object down to the last.
 * Several payloads make the types wider. Not thread-safe.
 */
final class TopicFields {
  /** A topic with more is rather a document than a state. */
  private static final int FIELDS_MAX = 500;

  private final Map<List<String>, PayloadKind> kinds = new LinkedHashMap<>();

  private TopicFields() {}

  /**
   * The kinds of the values by the names of their fields, from the outermost; a payload that is the
   * value itself has no names.
   */
  static Map<List<String>, PayloadKind> of(List<byte[]> payloads) {
    TopicFields fields = new TopicFields();
    payloads.forEach(payload -> fields.add(List.of(), PayloadKind.of(payload)));
    return fields.kinds;
  }

  private void add(List<String> path, PayloadKind kind) {
    switch (kind) {
      case PayloadKind.Fields fields -> {
        if (fields.object().isEmpty()) {
          put(path, new PayloadKind.Unfit("is an object without fields"));
        }
        for (Map.Entry<String, JsonNode> each : fields.object().properties()) {
          List<String> inner = new ArrayList<>(path);
          inner.add(each.getKey());
          add(List.copyOf(inner), PayloadKind.of(each.getValue()));
        }
      }
      case PayloadKind.Scalar scalar -> put(path, scalar);
      case PayloadKind.Unfit unfit -> put(path, unfit);
    }
  }

  private void put(List<String> path, PayloadKind kind) {
    if (kinds.size() < FIELDS_MAX || kinds.containsKey(path)) {
      kinds.merge(path, kind, TopicFields::both);
    }
  }

  private static PayloadKind both(PayloadKind before, PayloadKind now) {
    if (!(before instanceof PayloadKind.Scalar one)) {
      return now;
    }
    if (!(now instanceof PayloadKind.Scalar other)) {
      return before;
    }
    Optional<ValueType> widest = PayloadKind.widest(one.type(), other.type());
    if (widest.isPresent() && one.json() == other.json()) {
      return new PayloadKind.Scalar(widest.get(), one.json(), one.remark());
    }
    return !one.json() && !other.json() && isText(one) && isText(other)
        ? new PayloadKind.Scalar(
            ValueType.STRING,
            false,
            "%s at one time, %s at another: so a text."
                .formatted(one.type().edgeXName(), other.type().edgeXName()))
        : new PayloadKind.Unfit(
            "is %s at one time and %s at another"
                .formatted(one.type().edgeXName(), other.type().edgeXName()));
  }

  private static boolean isText(PayloadKind.Scalar each) {
    return each.type() != ValueType.BINARY && each.type().element().isEmpty();
  }
}
