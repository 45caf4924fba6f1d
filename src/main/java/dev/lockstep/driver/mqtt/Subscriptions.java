package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Subscriptions on a connection, in as many packets as the broker's Maximum Packet Size requires.
 */
final class Subscriptions {
  /** Fixed header, packet identifier and properties of a SUBSCRIBE (MQTT 5, 3.8). */
  private static final int HEAD_BYTES = 12;

  /** Length and options of one topic filter. */
  private static final int FILTER_BYTES = 3;

  /** The most topic filters in one packet; more would gain nothing. */
  private static final int FILTERS_MAX = 100;

  private final String broker;
  private final MqttQos qos;

  Subscriptions(String broker) {
    this(broker, MqttQos.AT_LEAST_ONCE);
  }

  /**
   * @param qos up to which messages are delivered
   */
  Subscriptions(String broker, MqttQos qos) {
    this.broker = broker;
    this.qos = qos;
  }

  void add(BrokerSession session, Collection<String> topics, Duration timeout)
      throws ConnectionFailedException, InterruptedException {
    SendLimits limits = session.limits();
    if (!limits.wildcards()
        && topics.stream().anyMatch(topic -> topic.endsWith("#") || topic.contains("+"))) {
      throw new ConnectionFailedException(
          broker
              + " allows no subscriptions with wildcards, which the answers to a CommandTopic"
              + " need");
    }
    for (List<String> packet : packets(topics, limits.packetMax())) {
      subscribe(session, packet, timeout);
    }
  }

  private List<List<String>> packets(Collection<String> topics, int packetMax)
      throws ConnectionFailedException {
    List<List<String>> packets = new ArrayList<>();
    List<String> open = new ArrayList<>();
    int bytes = HEAD_BYTES;
    for (String topic : topics.stream().sorted().toList()) {
      int more = FILTER_BYTES + topic.getBytes(StandardCharsets.UTF_8).length;
      if (HEAD_BYTES + more > packetMax) {
        String detail =
            "%s takes packets of %d bytes at most (its Maximum Packet Size), too few to subscribe"
                + " to %s";
        throw new ConnectionFailedException(detail.formatted(broker, packetMax, topic));
      }
      if (!open.isEmpty() && (bytes + more > packetMax || open.size() == FILTERS_MAX)) {
        packets.add(List.copyOf(open));
        open.clear();
        bytes = HEAD_BYTES;
      }
      open.add(topic);
      bytes += more;
    }
    if (!open.isEmpty()) {
      packets.add(List.copyOf(open));
    }
    return packets;
  }

  private void subscribe(BrokerSession session, List<String> asked, Duration timeout)
      throws ConnectionFailedException, InterruptedException {
    var subscriptions = new ArrayList<Mqtt5Subscription>();
    for (String topic : asked) {
      subscriptions.add(
          Mqtt5Subscription.builder()
              .topicFilter(topic)
              .qos(qos)
              .retainHandling(Mqtt5RetainHandling.SEND)
              .build());
    }
    Mqtt5Subscribe packet = Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build();
    try {
      session.client().subscribe(packet).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new ConnectionFailedException(refusal(asked, failure));
    } catch (TimeoutException silent) {
      throw new ConnectionFailedException(broker + " does not answer a subscription");
    }
  }

  /** The refused topics, each with the broker's reason; the others were granted. */
  private String refusal(List<String> asked, ExecutionException failure) {
    if (!(failure.getCause() instanceof Mqtt5SubAckException refusal)
        || refusal.getMqttMessage().getReasonCodes().size() != asked.size()) {
      return "%s did not take a subscription to %s: %s"
          .formatted(broker, ErrorText.brief(asked.toString()), ErrorText.of(failure));
    }
    List<Mqtt5SubAckReasonCode> codes = refusal.getMqttMessage().getReasonCodes();
    return IntStream.range(0, asked.size())
        .filter(each -> codes.get(each).isError())
        .mapToObj(each -> "a subscription to %s: %s".formatted(asked.get(each), codes.get(each)))
        .collect(Collectors.joining(", ", broker + " refuses ", ""));
  }
}
