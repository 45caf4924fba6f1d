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
 * The topic mapping of a device: its address and topics, read and checked.
 *
 * @param gateway this gateway's name, part of response topics and client ids
 * @param topicsByResource topics of every resource of the profile
 * @param exchanged resources of commands with request/response, which need no topic of their own
 * @param responseTopics the response topics of such requests
 * @param qos default for resources without their own
 */
record TopicMapping(
    Device device,
    String gateway,
    MqttAddress address,
    Map<ResourceName, ResourceTopics> topicsByResource,
    Set<ResourceName> exchanged,
    Set<String> responseTopics,
    int qos) {

  TopicMapping {
    topicsByResource = Map.copyOf(topicsByResource);
    exchanged = Set.copyOf(exchanged);
    responseTopics = Set.copyOf(responseTopics);
  }

  /**
   * The topic that a resource is written to; empty where it has none, because only requests contain
   * it. Topic names are compared character by character (MQTT 5, 4.7.3).
   */
  Optional<Target> target(ResourceTopics resourceTopics) {
    String server = address.server();
    return resourceTopics
        .setTopic()
        .map(
            topic ->
                resourceTopics
                    .form()
                    .field()
                    .map(field -> new Target(server, topic, new Target.Part.Field(field.text())))
                    .orElseGet(() -> new Target(server, topic)))
        .or(
            () ->
                address
                    .commandTopic()
                    .map(topic -> "%s/%s/set".formatted(topic, resourceTopics.resource().name()))
                    .map(topic -> new Target(server, topic)));
  }

  /** Whether both answer the same requests at the same topics. */
  boolean sameExchanges(TopicMapping other) {
    return exchanged.equals(other.exchanged) && responseTopics.equals(other.responseTopics);
  }

  Set<String> stateTopics() {
    return topicsByResource.values().stream()
        .flatMap(resourceTopics -> resourceTopics.stateTopic().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  List<ResourceTopics> resourcesOn(String stateTopic) {
    return topicsByResource.values().stream()
        .filter(
            resourceTopics -> resourceTopics.stateTopic().filter(stateTopic::equals).isPresent())
        .toList();
  }
}
