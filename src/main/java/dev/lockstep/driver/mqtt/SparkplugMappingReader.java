package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reader of {@code protocols.sparkplug} and of a profile's metrics, which collects all faults. Not
 * thread-safe: one for each device.
 */
final class SparkplugMappingReader {
  static final String PROTOCOL = "sparkplug";
  static final List<String> KEYS =
      List.of("Broker", "User", "GroupId", "EdgeNodeId", "DeviceId", "HostId");
  private static final Set<String> SECRETS = Set.of("password", "token", "secret");
  private static final String METRIC = "metric";

  private final Device device;
  private final String gateway;
  private final List<String> faults = new ArrayList<>();

  SparkplugMappingReader(Device device, String gateway) {
    this.device = device;
    this.gateway = gateway;
  }

  /** All faults found; empty where {@link #read} gave a mapping that can be opened. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** One sentence for each key that means nothing here. */
  static List<String> warnings(Set<String> found) {
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(KEYS);
    return found.stream()
        .filter(each -> !known.contains(each))
        .sorted()
        .map(
            each ->
                "protocols.sparkplug: %s is no key of it and is ignored; there are %s"
                    .formatted(each, String.join(", ", KEYS)))
        .toList();
  }

  /** Reads the mapping, once. It is complete only where there are no {@link #faults}. */
  SparkplugMapping read() {
    SparkplugAddress address = readAddress();
    Map<ResourceName, String> metrics = new HashMap<>();
    device
        .profile()
        .resources()
        .values()
        .forEach(resource -> metrics.put(resource.name(), metric(resource)));
    device.profile().commands().values().forEach(this::check);
    return new SparkplugMapping(device, address, metrics);
  }

  /** The address alone. */
  SparkplugAddress readAddress() {
    Map<String, String> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    device
        .protocols()
        .forEach(
            (name, found) -> {
              if (name.equalsIgnoreCase(PROTOCOL)) {
                keys.putAll(found);
              }
            });
    SECRETS.stream()
        .filter(keys::containsKey)
        .forEach(
            key ->
                faults.add(
                    "protocols.sparkplug.%s: secrets are not read from device lists"
                        .formatted(key)));
    Map<String, String> broker = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    List.of("Broker", "User")
        .forEach(
            key -> {
              if (keys.containsKey(key)) {
                broker.put(key, keys.get(key));
              }
            });
    List<String> brokerFaults = new ArrayList<>();
    MqttAddress address = new MqttAddressReader(broker, Map.of(), brokerFaults).read();
    brokerFaults.forEach(
        each -> faults.add(each.replace("protocols.mqtt.", "protocols.sparkplug.")));
    return new SparkplugAddress(
        address,
        required(keys, "GroupId"),
        required(keys, "EdgeNodeId"),
        keys.containsKey("DeviceId") ? id("DeviceId", keys.get("DeviceId")) : "",
        keys.containsKey("HostId") ? id("HostId", keys.get("HostId")) : gateway);
  }

  private String required(Map<String, String> keys, String key) {
    String found = keys.get(key);
    if (found == null) {
      faults.add("protocols.sparkplug.%s is missing".formatted(key));
      return "";
    }
    return id(key, found);
  }

  /** An id is one level of a topic (Sparkplug 3.0.0, 4.1). */
  private String id(String key, String found) {
    if (found.isEmpty() || found.contains("/")) {
      faults.add(
          "protocols.sparkplug.%s is \"%s\"; an id without / would be right".formatted(key, found));
    } else {
      Topics.fault(found)
          .ifPresent(
              what -> faults.add("protocols.sparkplug.%s \"%s\" %s".formatted(key, found, what)));
    }
    return found;
  }

  private String metric(Resource resource) {
    if (resource.type().element().orElse(resource.type()).kind() == ValueType.Kind.STRUCTURE) {
      faults.add(
          "resource %s is of type %s; templates and data sets of Sparkplug are not supported"
              .formatted(resource.name(), resource.type().edgeXName()));
    }
    Map<String, Object> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    keys.putAll(resource.attributes());
    Object found = keys.get(METRIC);
    if (found == null) {
      return resource.name().value();
    }
    if (found instanceof String text && !text.isEmpty() && ValueEncoder.encodable(text)) {
      return text;
    }
    faults.add(
        "resource %s: metric is %s; the metric's name would be right"
            .formatted(resource.name(), found));
    return resource.name().value();
  }

  private void check(DeviceCommand command) {
    if (!(command.guarantees().preparation() instanceof Preparation.None)) {
      faults.add(
          "command %s: a Sparkplug device cannot be armed; prepare: sparkplug or none would be right"
              .formatted(command.name()));
    }
  }
}
