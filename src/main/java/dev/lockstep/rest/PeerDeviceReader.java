package dev.lockstep.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.catalog.PeerDevice;
import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reader of a device as a gateway describes it. Lenient: a gateway of another version may say more,
 * and what is not understood is left out, so that it is left to the vote.
 */
final class PeerDeviceReader {
  private PeerDeviceReader() {}

  static PeerDevice read(String name, JsonNode body) {
    Map<String, Resource> resources = new HashMap<>();
    for (JsonNode each : body.path("resources")) {
      resource(each, "name")
          .ifPresent(resource -> resources.put(resource.name().value(), resource));
    }
    Map<String, PeerDevice.Command> commands = new HashMap<>();
    for (JsonNode each : body.path("commands")) {
      commands.put(each.path("name").asText(), command(each));
    }
    return new PeerDevice(name, commands, resources);
  }

  private static PeerDevice.Command command(JsonNode node) {
    List<PeerDevice.Argument> arguments = new ArrayList<>();
    for (JsonNode each : node.path("arguments")) {
      Set<String> words = new HashSet<>();
      each.path("words").forEach(word -> words.add(word.asText()));
      resource(each, "resource")
          .ifPresent(
              resource ->
                  arguments.add(
                      new PeerDevice.Argument(resource, each.has("defaultValue"), words)));
    }
    return new PeerDevice.Command(
        !node.path("access").asText().equals(Access.READ.name()), arguments);
  }

  private static Optional<Resource> resource(JsonNode node, String nameField) {
    Optional<ValueType> type = ValueType.named(node.path("type").asText());
    String name = node.path(nameField).asText();
    if (type.isEmpty() || name.isBlank() || name.length() > RequestConstraints.CATALOG_NAME_MAX) {
      return Optional.empty();
    }
    return Optional.of(
        new Resource(
            new ResourceName(name),
            type.get(),
            Access.READ_WRITE,
            new Resource.Limits(amount(node, "minimum"), amount(node, "maximum")),
            Scaling.NONE,
            Truncation.to(Truncation.NAME, node.path("units").asText()),
            Map.of()));
  }

  private static Optional<BigDecimal> amount(JsonNode node, String field) {
    JsonNode found = node.path(field);
    return found.isNumber() ? Optional.of(found.decimalValue()) : Optional.empty();
  }
}
