package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConnectionConfig.RestrictionsForClient;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The limits of sending on one connection: the broker's from its CONNACK (MQTT 5, 3.2.2.3), and the
 * gateway's own. Checked before a vote, and again before each send, because a broker may have other
 * limits after a reconnect.
 *
 * @param broker address, for messages
 * @param payloadMax bytes of one payload, by configuration
 * @param packetMax bytes of one packet: the broker's Maximum Packet Size
 * @param qosMax the broker's Maximum QoS
 * @param wildcards whether the broker accepts subscriptions with wildcards
 * @param retained whether the broker keeps retained messages
 */
record SendLimits(
    String broker, int payloadMax, int packetMax, int qosMax, boolean wildcards, boolean retained) {
  /** The limit of MQTT itself, for a broker that states none (MQTT 5, 2.1.4). */
  static final int PACKET_LONGEST = 268_435_460;

  static SendLimits of(String broker, int payloadMax, RestrictionsForClient connack) {
    return new SendLimits(
        broker,
        payloadMax,
        connack.getSendMaximumPacketSize(),
        connack.getMaximumQos().getCode(),
        connack.isWildcardSubscriptionAvailable(),
        connack.isRetainAvailable());
  }

  /** The reason why this message cannot be sent on this connection; empty where it can. */
  Optional<Misfit> misfit(OutgoingMessage message, int payloadBytes) {
    if (payloadBytes > payloadMax) {
      String detail =
          "the payload to %s has %d bytes; at most %d are sent (lockstep.mqtt.payload-max)";
      return outOfRange(detail.formatted(message.topic(), payloadBytes, payloadMax));
    }
    long packet = message.packetBytes(payloadBytes);
    if (packet > packetMax) {
      String detail =
          "the message to %s has %d bytes; %s takes %d at most (its Maximum Packet Size)";
      return outOfRange(detail.formatted(message.topic(), packet, broker, packetMax));
    }
    if (message.qos() > qosMax) {
      String detail = "the message to %s needs QoS %d; %s takes %d at most (its Maximum QoS)";
      return Optional.of(
          new Misfit(
              Code.UNSUPPORTED, detail.formatted(message.topic(), message.qos(), broker, qosMax)));
    }
    return Optional.empty();
  }

  private static Optional<Misfit> outOfRange(String detail) {
    return Optional.of(new Misfit(Code.OUT_OF_RANGE, detail));
  }

  /** The broker's optional limits, for display; empty where it has none. */
  String described() {
    List<String> words = new ArrayList<>();
    if (packetMax < PACKET_LONGEST) {
      words.add("packets of %d bytes at most".formatted(packetMax));
    }
    if (qosMax < 2) {
      words.add("QoS %d at most".formatted(qosMax));
    }
    if (!retained) {
      words.add("no retained messages");
    }
    if (!wildcards) {
      words.add("no wildcards");
    }
    return words.isEmpty() ? "" : "; the broker takes " + String.join(", ", words);
  }
}
