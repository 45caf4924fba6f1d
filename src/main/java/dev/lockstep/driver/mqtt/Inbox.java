package dev.lockstep.driver.mqtt;

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
 * Sorts what comes in, and tells those who watch. Thread-safe; called on the client's thread and
 * never blocks.
 */
final class Inbox implements BrokerConnection.Listener {
  private final TopicMapping mapping;
  private final int payloadMax;
  private final StateCache states;
  private final PendingAnswers pending;
  private final Optional<Liveness> liveness;
  private final Set<String> stateTopics;
  private final StateWatchers watchers = new StateWatchers();

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
            .map(words -> new Liveness(mapping.device().name(), words, clock));
    this.stateTopics = mapping.stateTopics();
  }

  /** Everything that has to be subscribed. */
  Set<String> topics() {
    Set<String> topics = new TreeSet<>(stateTopics);
    topics.addAll(mapping.responseTopics());
    liveness.ifPresent(each -> topics.add(each.topic()));
    if (mapping.address().commandTopic().isPresent()) {
      topics.add(mapping.address().responsePrefix() + "#");
    }
    return topics;
  }

  /** What the device itself says, where it says anything. */
  Optional<LinkStatus> said() {
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
        states.heard();
      }
      liveness.get().heard(message).ifPresentOrElse(this::silence, this::tellAll);
    } else if (stateTopics.contains(topic)) {
      states.tell(topic, payload, message.isRetain());
      mapping
          .toldOn(topic)
          .forEach(resourceTopics -> watchers.tell(states.reading(resourceTopics)));
    } else if (payload.length > payloadMax) {
      key(message, topic)
          .ifPresentOrElse(
              key -> pending.tooLarge(key, payload.length, payloadMax), pending::malformed);
    } else {
      key(message, topic).ifPresentOrElse(key -> pending.deliver(key, payload), pending::unmatched);
    }
  }

  /** What an answer carries of the request that it is for. */
  private Optional<String> key(Mqtt5Publish message, String topic) {
    if (message.isRetain()) {
      // Somebody made the broker keep an answer: it is of another time.
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
    liveness.ifPresent(Liveness::lost);
    silence(detail);
  }

  private void silence(String detail) {
    watchers.tellAll(
        name -> new Reading.Unseen(name, Reason.of(Code.DISCONNECTED, detail).on(name)));
  }

  private void tellAll() {
    watchers.tellAll(this::reading);
  }

  /** What was told last. */
  private Reading reading(ResourceName name) {
    ResourceTopics resourceTopics = mapping.points().get(name);
    if (resourceTopics == null || resourceTopics.stateTopic().isEmpty()) {
      String detail = "without a stateTopic nobody tells of changes";
      return new Reading.Unseen(name, Reason.of(Code.UNSUPPORTED, detail).on(name));
    }
    return states.reading(resourceTopics);
  }
}
