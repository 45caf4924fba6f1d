package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Condition;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a device's topic mapping, which collects all faults. Not thread-safe: one for each
 * device.
 */
final class TopicMappingReader {
  /** Characters of a command id, with its # as three. */
  private static final int ID_MAX = 142;

  private static final Set<String> SECRETS = Set.of("password", "token", "secret");

  private final Device device;
  private final MqttSettings settings;
  private final String gateway;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> placeholders;
  private final Set<ResourceName> exchanged = new HashSet<>();
  private final Set<String> responseTopics = new HashSet<>();

  TopicMappingReader(Device device, MqttSettings settings, String gateway) {
    this.device = device;
    this.settings = settings;
    this.gateway = gateway;
    this.placeholders = Map.of("device", device.name().value(), "gateway", gateway);
  }

  /** All faults found; empty where {@link #read} gave a mapping that can be opened. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** Reads the mapping, once. It is complete only where there are no {@link #faults}. */
  TopicMapping read() {
    Map<String, String> keys = keys();
    SECRETS.stream()
        .filter(keys::containsKey)
        .forEach(
            key ->
                fault("protocols.mqtt.%s: secrets are not read from device lists".formatted(key)));
    int qos = qos("protocols.mqtt.Qos", keys.get("Qos"), settings.sending().qos());
    device.profile().commands().values().forEach(this::readPattern);
    MqttAddress address = new MqttAddressReader(keys, placeholders, faults).read();
    Map<ResourceName, ResourceTopics> topicsByResource = new HashMap<>();
    for (Resource resource : device.profile().resources().values()) {
      topicsByResource.put(resource.name(), topics(resource, qos));
    }
    address
        .commandTopic()
        .ifPresentOrElse(
            topic ->
                topicsByResource
                    .values()
                    .forEach(resourceTopics -> checkCommand(topic, resourceTopics)),
            () -> topicsByResource.values().forEach(this::missTopics));
    device.profile().commands().values().forEach(each -> watchable(each, topicsByResource));
    TopicMapping mapping =
        new TopicMapping(
            device, gateway, address, topicsByResource, exchanged, responseTopics, qos);
    int topics = mapping.stateTopics().size() + responseTopics.size();
    if (topics > settings.bounds().topicsMax()) {
      fault(
          "%d topics to subscribe; at most %d are allowed"
              .formatted(topics, settings.bounds().topicsMax()));
    }
    return mapping;
  }

  /** The address alone. */
  MqttAddress readAddress() {
    return new MqttAddressReader(keys(), placeholders, faults).read();
  }

  private Map<String, String> keys() {
    Map<String, String> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    keys.putAll(device.protocols().getOrDefault("mqtt", Map.of()));
    return keys;
  }

  private void readPattern(DeviceCommand command) {
    switch (command.guarantees().preparation()) {
      case Preparation.None none -> {}
      case Preparation.Handshake handshake ->
          fault(
              "command %s: MQTT has no PLC handshake; mqtt-request or none would be right"
                  .formatted(command.name()));
      case Preparation.Lock lock ->
          fault(
              "command %s: MQTT has no opcua-lock; mqtt-request or none would be right"
                  .formatted(command.name()));
      case Preparation.JobOrder job ->
          fault(
              "command %s: MQTT has no job-order; mqtt-request or none would be right"
                  .formatted(command.name()));
      case Preparation.Exchange exchange -> readExchange(command);
      case Preparation.Retained retained -> readExchange(command);
    }
  }

  private void readExchange(DeviceCommand command) {
    CommandExchange exchange = CommandExchange.of(command.guarantees().preparation()).orElseThrow();
    command.operations().forEach(each -> exchanged.add(each.resource()));
    Map<String, String> all = new HashMap<>(placeholders);
    all.put("command", command.name().value());
    responseTopics.add(exchange.filter(all));
    // The longest verb, and the longest command id.
    all.put("verb", "prepare");
    all.put("id", "x".repeat(ID_MAX));
    checkTopic(
        "command %s: responseTopic".formatted(command.name()),
        Topics.fill(exchange.answers(), all));
    checkTopic("command %s: topic".formatted(command.name()), Topics.fill(exchange.topic(), all));
  }

  private ResourceTopics topics(Resource resource, int deviceQos) {
    String where = "resource %s: ".formatted(resource.name());
    Map<String, Object> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    keys.putAll(resource.attributes());
    Map<String, String> all = new HashMap<>(placeholders);
    all.put("resource", resource.name().value());
    ResourceTopics.Form form = new FormReader(resource, where, keys, faults).read();
    Object qos = keys.get("qos");
    ResourceTopics resourceTopics =
        new ResourceTopics(
            resource,
            topic(where + "setTopic", keys.get("setTopic"), all),
            topic(where + "stateTopic", keys.get("stateTopic"), all),
            form,
            qos(where + "qos", qos == null ? null : qos.toString(), deviceQos));
    if (resource.access().writable() && resourceTopics.setTopic().isPresent()) {
      form.field()
          .filter(FieldPath::reachesElements)
          .ifPresent(
              path ->
                  fault(
                      "%sfield \"%s\" can be an element of a list, which cannot be written by itself; readWrite R would be right"
                          .formatted(where, path.text())));
    }
    return resourceTopics;
  }

  /**
   * Checks that required resources have a state topic: requirements of a vote are watched, which
   * needs messages without a request.
   */
  private void watchable(
      DeviceCommand command, Map<ResourceName, ResourceTopics> topicsByResource) {
    for (Condition required : command.guarantees().requires()) {
      ResourceTopics resourceTopics = topicsByResource.get(required.resource());
      if (resourceTopics != null && resourceTopics.stateTopic().isEmpty()) {
        fault(
            "command %s requires %s, which has no stateTopic, so its changes are not reported; a stateTopic would be right"
                .formatted(command.name(), required.resource()));
      }
    }
  }

  /** Checks the topics of the EdgeX convention, which contain the resource's name. */
  private void checkCommand(String commandTopic, ResourceTopics resourceTopics) {
    ResourceName name = resourceTopics.resource().name();
    if (resourceTopics.setTopic().isEmpty() || resourceTopics.stateTopic().isEmpty()) {
      checkTopic(
          "resource %s: the topic".formatted(name), EdgeXCommands.longestTopic(commandTopic, name));
    }
  }

  private void missTopics(ResourceTopics resourceTopics) {
    Resource resource = resourceTopics.resource();
    if (exchanged.contains(resource.name())) {
      return;
    }
    if (resource.access().writable() && resourceTopics.setTopic().isEmpty()) {
      fault(
          "resource %s: no setTopic, and the device has no CommandTopic"
              .formatted(resource.name()));
    }
    if (resource.access().readable() && resourceTopics.stateTopic().isEmpty()) {
      fault(
          "resource %s: no stateTopic, and the device has no CommandTopic"
              .formatted(resource.name()));
    }
  }

  private Optional<String> topic(String where, @Nullable Object found, Map<String, String> all) {
    Optional<String> topic = text(where, found).map(each -> Topics.fill(each, all));
    topic.ifPresent(each -> checkTopic(where, each));
    return topic;
  }

  private void checkTopic(String where, String topic) {
    Topics.fault(topic).ifPresent(what -> fault("%s \"%s\" %s".formatted(where, topic, what)));
  }

  private Optional<String> text(String where, @Nullable Object found) {
    if (found == null) {
      return Optional.empty();
    }
    if (found instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    fault("%s is %s; a text would be right".formatted(where, found));
    return Optional.empty();
  }

  private int qos(String where, @Nullable String found, int otherwise) {
    if (found == null) {
      return otherwise;
    }
    try {
      int qos = new BigDecimal(found.strip()).intValueExact();
      if (qos == 1 || qos == 2) {
        return qos;
      }
    } catch (NumberFormatException notANumber) {
      // reported below, as for a number out of range
    } catch (ArithmeticException fraction) {
      // reported below
    }
    fault(
        "%s is %s; 1 or 2 would be right: with 0 the broker does not acknowledge messages"
            .formatted(where, found));
    return otherwise;
  }

  private void fault(String sentence) {
    faults.add(sentence);
  }
}
