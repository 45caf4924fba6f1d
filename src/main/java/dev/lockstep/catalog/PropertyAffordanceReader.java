package dev.lockstep.catalog;

import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.ValueType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reader of a property of a Thing as a device resource (TD 1.1, 5.3.1.3). */
final class PropertyAffordanceReader {
  private final ThingForms forms;

  PropertyAffordanceReader(ThingForms forms) {
    this.forms = forms;
  }

  /** The resource, with the reason where it cannot be offered, which then was warned of. */
  KnownResource read(ResourceName name, YamlNode property) {
    try {
      DataSchemaReader.Read data = DataSchemaReader.read(property);
      List<ThingForm> usable = forms.of(property, usualOperations(property));
      Address address =
          usable.getFirst().opcUa() ? opcUa(property, usable) : mqtt(property, data, usable);
      return known(name, data, address);
    } catch (RefusedAffordanceException refused) {
      refused.warn("this property");
      return refused(name, refused.found());
    }
  }

  /** A resource that is not offered. */
  static KnownResource refused(ResourceName name, String why) {
    Resource resource =
        new Resource(
            name,
            ValueType.STRING,
            Access.READ_WRITE,
            Resource.Limits.NONE,
            Scaling.NONE,
            "",
            Map.of());
    return new KnownResource(
        resource, false, Optional.empty(), Optional.empty(), Optional.of(why), Optional.empty());
  }

  /** Where a property is read and written. */
  private record Address(Access access, Map<String, Object> attributes) {}

  private static KnownResource known(
      ResourceName name, DataSchemaReader.Read data, Address address) {
    return new KnownResource(
        resource(name, data, address.access(), address.attributes()),
        false,
        data.usual(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new ArgumentForm(name.value(), data.schema(), data.words())));
  }

  static Resource resource(
      ResourceName name,
      DataSchemaReader.Read data,
      Access access,
      Map<String, Object> attributes) {
    DataSchema schema = data.schema();
    Resource.Limits limits =
        new Resource.Limits(schema.numbers().minimum(), schema.numbers().maximum());
    return new Resource(name, schema.type(), access, limits, Scaling.NONE, data.unit(), attributes);
  }

  private static Set<String> usualOperations(YamlNode property) {
    Set<String> usual = new HashSet<>(Set.of("readproperty", "writeproperty"));
    if (flag(property, "readOnly")) {
      usual.remove("writeproperty");
    }
    if (flag(property, "writeOnly")) {
      usual.remove("readproperty");
    }
    return usual;
  }

  private static boolean flag(YamlNode property, String key) {
    return property.at(key).flatMap(YamlNode::flag).orElse(false);
  }

  private static Optional<ThingForm> form(
      YamlNode property, List<ThingForm> usable, Set<String> wanted) {
    String forbidden = wanted.equals(ThingForm.WRITING) ? "readOnly" : "writeOnly";
    return flag(property, forbidden)
        ? Optional.empty()
        : usable.stream().filter(each -> each.isFor(wanted)).findFirst();
  }

  private static Access access(YamlNode property, boolean read, boolean write)
      throws RefusedAffordanceException {
    if (!read && !write) {
      throw new RefusedAffordanceException(
          property,
          "no form reads or writes it",
          "op: readproperty, observeproperty or writeproperty would be right");
    }
    return read && write ? Access.READ_WRITE : read ? Access.READ : Access.WRITE;
  }

  private static Address opcUa(YamlNode property, List<ThingForm> usable)
      throws RefusedAffordanceException {
    Optional<ThingForm> read = form(property, usable, ThingForm.READING);
    Optional<ThingForm> write = form(property, usable, ThingForm.WRITING);
    Access access = access(property, read.isPresent(), write.isPresent());
    String node = read.or(() -> write).orElseThrow().nodeId();
    if (write.isPresent() && !write.get().nodeId().equals(node)) {
      throw new RefusedAffordanceException(
          write.get().node(),
          "it is read at %s and written at %s".formatted(node, write.get().nodeId()),
          "describe two properties: a resource is one node");
    }
    return new Address(access, Map.of("nodeId", node));
  }

  private static Address mqtt(YamlNode property, DataSchemaReader.Read data, List<ThingForm> usable)
      throws RefusedAffordanceException {
    boolean octets = data.schema().type() == ValueType.BINARY;
    Map<String, Object> attributes = new HashMap<>();
    Optional<ThingForm> read = form(property, usable, ThingForm.READING);
    if (read.isPresent()) {
      attributes.put("stateTopic", read.get().topic(false));
      attributes.put("payload", read.get().payload(octets));
    }
    Optional<ThingForm> write = form(property, usable, ThingForm.WRITING);
    if (write.isPresent()) {
      Optional<RefusedAffordanceException> unsafe = unsafe(write.get(), attributes);
      if (unsafe.isPresent() && read.isEmpty()) {
        throw unsafe.get();
      }
      unsafe.ifPresent(each -> each.warn("a write to this property"));
      write = unsafe.isPresent() ? Optional.empty() : write;
    }
    if (write.isPresent()) {
      String payload = write.get().payload(octets);
      if (!attributes.getOrDefault("payload", payload).equals(payload)) {
        throw new RefusedAffordanceException(
            write.get().node(),
            "it is read and written in different formats",
            "describe two properties");
      }
      attributes.put("payload", payload);
      attributes.put("setTopic", write.get().topic(true));
      attributes.putAll(write.get().qos());
    }
    return new Address(access(property, read.isPresent(), write.isPresent()), attributes);
  }

  /** Why a write is not sent, though the form describes it. */
  private static Optional<RefusedAffordanceException> unsafe(
      ThingForm write, Map<String, Object> attributes) throws RefusedAffordanceException {
    if (write.retained()) {
      return Optional.of(retained(write));
    }
    if (write.topic(true).equals(attributes.get("stateTopic"))) {
      return Optional.of(
          new RefusedAffordanceException(
              write.node(),
              "it is written and read on one topic, so what is read may be the gateway's own"
                  + " message",
              "two topics would be right: the device publishes what it has done"));
    }
    return Optional.empty();
  }

  static RefusedAffordanceException retained(ThingForm form) {
    return new RefusedAffordanceException(
        form.node().at("mqv:retain").orElse(form.node()),
        "a broker that keeps a command gives it to a device that comes back much later",
        "mqv:retain: false would be right");
  }
}
