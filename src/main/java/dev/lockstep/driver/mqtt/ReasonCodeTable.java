package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos2Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.util.concurrent.CompletionException;

/**
 * The table of reason codes in a broker's acknowledgement: PUBACK and PUBREC (MQTT 5, 3.4.2.1 and
 * 3.5.2.1) have the same codes.
 */
final class ReasonCodeTable {
  private ReasonCodeTable() {}

  static PublishResult of(String topic, Mqtt5PublishResult result) {
    return switch (result) {
      case Mqtt5Qos1Result first -> of(topic, first.getPubAck().getReasonCode().getCode());
      case Mqtt5Qos2Result second -> of(topic, second.getPubRec().getReasonCode().getCode());
      default -> new PublishResult.Lost("sent without an acknowledgement");
    };
  }

  static PublishResult of(String topic, Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          of(topic, wrapped.getCause());
      case Mqtt5PubAckException refused ->
          of(topic, refused.getMqttMessage().getReasonCode().getCode());
      case Mqtt5PubRecException refused ->
          of(topic, refused.getMqttMessage().getReasonCode().getCode());
      case MqttClientStateException offline -> new PublishResult.Unsent("not connected");
      case MqttEncodeException unfit -> new PublishResult.Unsent(ErrorText.of(unfit));
      default ->
          new PublishResult.Lost(
              "the connection was lost before the broker acknowledged it: "
                  + ErrorText.of(failure));
    };
  }

  /**
   * Codes that refuse the message for a property of its own are refusals. After an error inside the
   * broker (0x80) the message may have been delivered, and an identifier in use (0x91) concerns
   * another message: both leave the result unknown.
   */
  private static PublishResult of(String topic, int code) {
    Mqtt5PubAckReasonCode reason = Mqtt5PubAckReasonCode.fromCode(code);
    return switch (reason) {
      case SUCCESS -> new PublishResult.Acknowledged();
      case NO_MATCHING_SUBSCRIBERS ->
          new PublishResult.Unsent(
              "no client has subscribed to %s: the broker delivered the message to no device"
                  .formatted(topic));
      case IMPLEMENTATION_SPECIFIC_ERROR,
          NOT_AUTHORIZED,
          TOPIC_NAME_INVALID,
          QUOTA_EXCEEDED,
          PAYLOAD_FORMAT_INVALID ->
          new PublishResult.Refused(
              "the broker refused the message to %s: %s".formatted(topic, reason));
      case UNSPECIFIED_ERROR, PACKET_IDENTIFIER_IN_USE ->
          new PublishResult.Lost("the broker answered " + reason);
    };
  }
}
