package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5UnsubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The receipt for a message with QoS 0, which no broker acknowledges. A broker reads the packets of
 * a connection in order, so the answer to a later packet proves that it has the message. The packet
 * is an UNSUBSCRIBE of a topic that was never subscribed to: the broker must answer it (MQTT 5,
 * 3.10.4), and nothing else follows from it.
 */
final class DeliveryReceipt {
  private static final Mqtt5Unsubscribe QUESTION =
      Mqtt5Unsubscribe.builder().topicFilter("lockstep/never-subscribed").build();

  private DeliveryReceipt() {}

  /** Publishes a message; completes when the broker has it, or may not have it. */
  static CompletableFuture<PublishResult> of(
      Mqtt5AsyncClient client, String topic, Mqtt5Publish publish) {
    CompletableFuture<PublishResult> result = new CompletableFuture<>();
    var unused =
        client
            .publish(publish)
            .whenComplete(
                (sent, failure) -> {
                  Throwable lost = failure == null ? sent.getError().orElse(null) : failure;
                  if (lost == null) {
                    ask(client, topic, result);
                  } else {
                    result.complete(ReasonCodeTable.of(topic, lost));
                  }
                });
    return result;
  }

  private static void ask(
      Mqtt5AsyncClient client, String topic, CompletableFuture<PublishResult> result) {
    var unused =
        client
            .unsubscribe(QUESTION)
            .whenComplete(
                (answer, failure) ->
                    result.complete(
                        failure == null || answered(failure)
                            ? new PublishResult.Acknowledged()
                            : new PublishResult.Lost(
                                "the connection was lost before the broker had the message to %s: %s"
                                    .formatted(topic, ErrorText.of(failure)))));
  }

  private static boolean answered(Throwable failure) {
    return failure instanceof Mqtt5UnsubAckException
        || (failure instanceof CompletionException wrapped
            && wrapped.getCause() instanceof Mqtt5UnsubAckException);
  }
}
