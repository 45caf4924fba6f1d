package dev.lockstep.driver.opcua;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Values as a request gives them, from their JSON; resources for them. */
final class JsonValues {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonValues() {}

  static Value of(String json) {
    try {
      return of(MAPPER.readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static Value of(JsonNode node) {
    if (node.isObject()) {
      SequencedMap<String, Value> fields = new LinkedHashMap<>();
      node.properties().forEach(each -> fields.put(each.getKey(), of(each.getValue())));
      return new Value.Structure(fields);
    }
    if (node.isArray()) {
      List<Value> elements = new ArrayList<>();
      node.forEach(each -> elements.add(of(each)));
      return new Value.Listing(elements);
    }
    if (node.isTextual()) {
      return new Value.Text(node.textValue());
    }
    return node.isBoolean()
        ? new Value.Flag(node.booleanValue())
        : new Value.Numeric(node.decimalValue());
  }

  static Resource resource(
      String name, ValueType type, String node, Map<String, Object> attributes) {
    Map<String, Object> all = new HashMap<>(attributes);
    all.put("nodeId", node);
    return new Resource(
        new ResourceName(name),
        type,
        Access.READ_WRITE,
        Resource.Limits.NONE,
        Scaling.NONE,
        "",
        all);
  }
}
