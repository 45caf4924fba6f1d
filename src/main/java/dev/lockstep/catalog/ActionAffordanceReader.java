package dev.lockstep.catalog;

import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reader of an action of a Thing (TD 1.1, 5.3.1.4): in OPC UA a method with a resource for each
 * input, in MQTT a resource that is only written.
 */
final class ActionAffordanceReader {
  /** The argument of an action whose input is one value. */
  static final String INPUT = "input";

  private static final Value NOTHING = new Value.Text("");

  private final ThingForms forms;

  ActionAffordanceReader(ThingForms forms) {
    this.forms = forms;
  }

  /** The resources of the action: its own, and for a method those of its inputs. */
  List<KnownResource> read(ResourceName name, YamlNode action) {
    try {
      ThingForm form = invoking(action, forms.of(action, ThingForm.INVOKING));
      return form.opcUa() ? method(name, action, form) : List.of(message(name, action, form));
    } catch (RefusedAffordanceException refused) {
      refused.warn("this action");
      return List.of(PropertyAffordanceReader.refused(name, refused.found()));
    }
  }

  private static ThingForm invoking(YamlNode action, List<ThingForm> usable)
      throws RefusedAffordanceException {
    return usable.stream()
        .filter(each -> each.isFor(ThingForm.INVOKING))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedAffordanceException(
                    action, "no form invokes it", "op: invokeaction would be right"));
  }

  private static Optional<YamlNode> input(YamlNode action) {
    return action
        .at("input")
        .filter(each -> each.at("type").flatMap(YamlNode::text).filter("null"::equals).isEmpty());
  }

  // ---- OPC UA

  private static List<KnownResource> method(ResourceName name, YamlNode action, ThingForm form)
      throws RefusedAffordanceException {
    List<KnownResource> resources = new ArrayList<>();
    List<ResourceName> inputs = new ArrayList<>();
    for (Map.Entry<String, DataSchemaReader.Read> each : inputs(action).entrySet()) {
      ResourceName input = new ResourceName(name.value() + "." + each.getKey());
      inputs.add(input);
      resources.add(argument(input, each.getKey(), each.getValue()));
    }
    Map<String, Object> attributes = new HashMap<>(nodes(action, form));
    attributes.put("inputMap", inputs.stream().map(ResourceName::value).toList());
    Resource resource =
        new Resource(
            name, ValueType.BOOL, Access.WRITE, Resource.Limits.NONE, Scaling.NONE, "", attributes);
    resources.addFirst(
        new KnownResource(
            resource,
            false,
            Optional.empty(),
            Optional.of(List.copyOf(inputs)),
            Optional.empty(),
            Optional.empty()));
    return resources;
  }

  private static KnownResource argument(
      ResourceName name, String argument, DataSchemaReader.Read data) {
    return new KnownResource(
        PropertyAffordanceReader.resource(name, data, Access.WRITE, Map.of()),
        true,
        data.usual(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new ArgumentForm(argument, data.schema(), data.words())));
  }

  /** The inputs: the members of an object, in their order (OPC 10101, 7.1.3), or the one value. */
  private static SequencedMap<String, DataSchemaReader.Read> inputs(YamlNode action)
      throws RefusedAffordanceException {
    SequencedMap<String, DataSchemaReader.Read> inputs = new LinkedHashMap<>();
    Optional<YamlNode> input = input(action);
    if (input.isEmpty()) {
      return inputs;
    }
    Optional<YamlNode> members = input.get().at("properties");
    if (members.isEmpty()) {
      inputs.put(INPUT, DataSchemaReader.read(input.get()));
      return inputs;
    }
    for (Map.Entry<String, YamlNode> each : members.get().entries()) {
      inputs.put(each.getKey(), DataSchemaReader.read(each.getValue()));
    }
    return inputs;
  }

  /**
   * The method and its object: by uav:componentOf (OPC 10101, 7.1.3), or as node-wot writes it,
   * with the object in the address and the method beside it.
   */
  private static Map<String, Object> nodes(YamlNode action, ThingForm form)
      throws RefusedAffordanceException {
    Optional<YamlNode> beside = form.node().at("opcua:method");
    if (beside.isPresent()) {
      return Map.of("objectId", form.nodeId(), "methodId", ThingForm.id(beside.get()));
    }
    Optional<YamlNode> owner =
        form.node().at("uav:componentOf").or(() -> action.at("uav:componentOf"));
    if (owner.isEmpty()) {
      throw new RefusedAffordanceException(
          action,
          "the object of the method is missing",
          "uav:componentOf with the object's node id would be right (OPC 10101)");
    }
    return Map.of("objectId", ThingForm.id(owner.get()), "methodId", form.nodeId());
  }

  // ---- MQTT

  private static KnownResource message(ResourceName name, YamlNode action, ThingForm form)
      throws RefusedAffordanceException {
    if (form.retained()) {
      throw PropertyAffordanceReader.retained(form);
    }
    Optional<YamlNode> input = input(action);
    DataSchemaReader.Read data = input.isPresent() ? DataSchemaReader.read(input.get()) : nothing();
    Map<String, Object> attributes = new HashMap<>(form.qos());
    attributes.put("setTopic", form.topic(true));
    attributes.put(
        "payload",
        input.isPresent() ? form.payload(data.schema().type() == ValueType.BINARY) : "text");
    return new KnownResource(
        PropertyAffordanceReader.resource(name, data, Access.WRITE, attributes),
        false,
        data.usual(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new ArgumentForm(INPUT, data.schema(), data.words())));
  }

  /** An action without an input: an empty message. */
  private static DataSchemaReader.Read nothing() {
    DataSchema schema = DataSchema.of("string", ValueType.STRING).only(List.of(NOTHING));
    return new DataSchemaReader.Read(schema, Map.of(), Optional.of(NOTHING), "");
  }
}
