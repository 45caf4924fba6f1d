package dev.lockstep.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.IndexRange;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.transaction.Hold;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a task holds, beyond what its work and guarantees name anyway: the targets that were
 * resolved at the vote. In a task of which nothing but the names is known no holds are written.
 */
final class HoldJson {
  private HoldJson() {}

  static void write(JsonGenerator json, Hold hold) throws IOException {
    json.writeStartObject();
    if (hold.resource().isPresent()) {
      json.writeStringField("resource", hold.resource().get().value());
    }
    List<Target> targets =
        hold.targets().stream()
            .sorted(Comparator.comparing(Target::server).thenComparing(Target::place))
            .toList();
    JournalJson.write(json, "targets", targets, HoldJson::write);
    JournalJson.write(
        json,
        "sharedWith",
        hold.devices().stream().filter(each -> !each.equals(hold.device())).sorted().toList(),
        (out, name) -> out.writeString(name.value()));
    if (hold.encoding().isPresent()) {
      json.writeStringField("encoding", hold.encoding().get());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Target target) throws IOException {
    json.writeStartArray();
    json.writeString(target.server());
    json.writeString(target.point());
    // An earlier version reads the first two alone, and holds the node as a whole.
    if (target.part() instanceof Target.Part.Elements elements) {
      json.writeString(elements.range().toString());
    }
    json.writeEndArray();
  }

  static Hold read(DeviceName device, JsonNode node) {
    Set<DeviceName> devices = new LinkedHashSet<>(Set.of(device));
    devices.addAll(JournalJson.list(node, "sharedWith", each -> new DeviceName(each.asText())));
    return new Hold(
        device,
        Optional.ofNullable(node.get("resource")).map(each -> new ResourceName(each.asText())),
        new LinkedHashSet<>(JournalJson.list(node, "targets", HoldJson::readTarget)),
        devices,
        Optional.ofNullable(node.get("encoding")).map(JsonNode::asText));
  }

  private static Target readTarget(JsonNode node) {
    Target whole = new Target(node.required(0).asText(), node.required(1).asText());
    if (node.size() == 2) {
      return whole;
    }
    IndexRange range =
        IndexRange.parse(node.required(2).asText())
            .orElseThrow(() -> new IllegalArgumentException("no range: " + node.required(2)));
    return new Target(whole.server(), whole.point(), new Target.Part.Elements(range));
  }
}
