package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.DeviceLink.Watch;
import dev.lockstep.driver.LinkStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The inbox of a link: dispatches incoming messages to liveness, states and pending answers, and
 * notifies watchers. Thread-safe; called on the client's thread and never blocks.
 */
final class Inbox implements BrokerConnection.Listener {
  private final TopicMapping mapping;
  private final int payloadMax;
  private final StateCache states;
  private final PendingAnswers pending;
  private final Optional<Liveness> liveness;
  private final Set<String> stateTopics;
  private final StateWatchers watchers = new StateWatchers();
  private final CommandStates commandStates = new CommandStates();
  private final List<MqttTopicFilter> commandFilters;

  Inbox(
      BrokerConnection.Common common, StateCache states, PendingAnswers pending, TimeSource clock) {
    this.mapping = common.mapping();
    this.payloadMax = common.settings().bounds().payloadMax();
    this.states = states;
    this.pending = pending;
    this.liveness =
        mapping
            .address()
            .availability()
            .map(availability -> new Liveness(mapping.device().name(), availability, clock));
    this.stateTopics = mapping.stateTopics();
    this.commandFilters =
        mapping.responseTopics().stream()
            .filter(each -> each.contains("+"))
            .map(MqttTopicFilter::of)
            .toList();
  }

  PendingAnswers pending() {
    return pending;
  }

  CommandStates commandStates() {
    return commandStates;
  }

  /** All topics to subscribe to. */
  Set<String> topics() {
    Set<String> topics = new TreeSet<>(stateTopics);
    topics.addAll(mapping.responseTopics());
    liveness.ifPresent(each -> topics.add(each.topic()));
    if (mapping.address().commandTopic().isPresent()) {
      topics.add(mapping.address().responsePrefix() + "#");
    }
    return topics;
  }

  /**
   * The device's own status by birth and last will, where its address has an availability topic.
   */
  Optional<LinkStatus> deviceStatus() {
    return liveness.map(Liveness::status);
  }

  Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    Watch watch = watchers.add(resources, listener);
    resources.forEach(name -> listener.accept(reading(name)));
    return watch;
  }

  @Override
  public void message(Mqtt5Publish message) {
    String topic = message.getTopic().toString();
    byte[] payload = message.getPayloadAsBytes();
    if (liveness.filter(each -> each.topic().equals(topic)).isPresent()) {
      if (!message.isRetain()) {
        states.devicePublished();
      }
      liveness.get().receive(message).ifPresentOrElse(this::publishLoss, this::publishAll);
    } else if (stateTopics.contains(topic)) {
      states.receive(topic, payload, message.isRetain());
      mapping
          .resourcesOn(topic)
          .forEach(resourceTopics -> watchers.publish(states.reading(resourceTopics)));
    } else if (commandFilters.stream().anyMatch(each -> each.matches(message.getTopic()))) {
      commandState(topic, payload, message.isRetain());
    } else if (payload.length > payloadMax) {
      key(message, topic)
          .ifPresentOrElse(
              key -> pending.tooLarge(key, payload.length, payloadMax), pending::malformed);
    } else {
      key(message, topic).ifPresentOrElse(key -> pending.deliver(key, payload), pending::unmatched);
    }
  }

  /**
   * The state of a command. It answers a request where the device says which: one that the broker
   * kept, or that was published for another reason, answers none.
   */
  private void commandState(String topic, byte[] payload, boolean retained) {
    if (payload.length > payloadMax) {
      pending.malformed();
      return;
    }
    commandStates.receive(topic, payload);
    if (!retained && payload.length > 0) {
      AnswerReader.request(payload)
          .ifPresentOrElse(key -> pending.deliver(key, payload), pending::unmatched);
    }
  }

  /** The correlation of an answer with its request; empty where it has none. */
  private Optional<String> key(Mqtt5Publish message, String topic) {
    if (message.isRetain()) {
      // A retained answer belongs to an earlier time.
      return Optional.empty();
    }
    Optional<ByteBuffer> correlation = message.getCorrelationData();
    if (correlation.isPresent()) {
      byte[] key = new byte[correlation.get().remaining()];
      correlation.get().duplicate().get(key);
      return Optional.of(SharedRandom.hex(key));
    }
    return mapping.address().commandTopic().isPresent()
            && topic.startsWith(mapping.address().responsePrefix())
        ? Optional.of(topic.substring(topic.lastIndexOf('/') + 1))
        : Optional.empty();
  }

  @Override
  public void lost(String detail) {
    states.lost();
    commandStates.lost();
    liveness.ifPresent(Liveness::lost);
    publishLoss(detail);
  }

  private void publishLoss(String detail) {
    watchers.publishAll(
        name -> new Reading.Unseen(name, Reason.of(Code.DISCONNECTED, detail).on(name)));
  }

  private void publishAll() {
    watchers.publishAll(this::reading);
  }

  /** The last state of a resource. */
  private Reading reading(ResourceName name) {
    ResourceTopics resourceTopics = mapping.topicsByResource().get(name);
    if (resourceTopics == null || resourceTopics.stateTopic().isEmpty()) {
      String detail = "the resource has no stateTopic, so its changes are not reported";
      return new Reading.Unseen(name, Reason.of(Code.UNSUPPORTED, detail).on(name));
    }
    return states.reading(resourceTopics);
  }
}
