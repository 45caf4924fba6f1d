package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A device's address and topics, read and checked.
 *
 * @param points of every resource of the profile
 * @param exchanged what commands with request/response carry: needs no topic of its own
 * @param responseTopics where devices answer such requests
 * @param qos where a resource says nothing
 */
record TopicMapping(
    Device device,
    MqttAddress address,
    Map<ResourceName, ResourceTopics> points,
    Set<ResourceName> exchanged,
    Set<String> responseTopics,
    int qos) {

  TopicMapping {
    points = Map.copyOf(points);
    exchanged = Set.copyOf(exchanged);
    responseTopics = Set.copyOf(responseTopics);
  }

  /**
   * The topic that a resource is written to; empty where it has none, because only requests carry
   * it. Names of topics are compared letter by letter (MQTT 5, 4.7.3).
   */
  Optional<Target> target(ResourceTopics resourceTopics) {
    String server = address.server();
    return resourceTopics
        .setTopic()
        .map(
            topic ->
                new Target(
                    server, topic, resourceTopics.form().field().map(FieldPath::text).orElse("")))
        .or(
            () ->
                address
                    .commandTopic()
                    .map(topic -> "%s/%s/set".formatted(topic, resourceTopics.resource().name()))
                    .map(topic -> new Target(server, topic)));
  }

  Set<String> stateTopics() {
    return points.values().stream()
        .flatMap(resourceTopics -> resourceTopics.stateTopic().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  List<ResourceTopics> toldOn(String stateTopic) {
    return points.values().stream()
        .filter(
            resourceTopics -> resourceTopics.stateTopic().filter(stateTopic::equals).isPresent())
        .toList();
  }
}
