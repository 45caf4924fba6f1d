package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.driver.SendResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Writes to a set topic. The best result is {@link SendResult.Pending}: only the broker
 * acknowledges, and the device answers by its state topic alone. Thread-safe.
 */
final class PlainWrites {
  private final BrokerConnection connection;
  private final StateCache states;

  PlainWrites(BrokerConnection connection, StateCache states) {
    this.connection = connection;
    this.states = states;
  }

  CompletableFuture<SendResult> set(
      ResourceTopics resourceTopics, Assignment assignment, Deadline deadline) {
    return connection
        .send(message(resourceTopics, assignment), deadline)
        .thenApply(
            published ->
                switch (published) {
                  case PublishResult.Acknowledged taken ->
                      new SendResult.Pending(
                          "the broker accepted the message; the device has not answered yet");
                  case PublishResult.Unsent unsent -> new SendResult.NotSent(unsent.detail());
                  case PublishResult.Refused refused -> new SendResult.Rejected(refused.detail());
                  case PublishResult.Lost lost -> new SendResult.Unknown(lost.detail());
                });
  }

  OutgoingMessage message(ResourceTopics resourceTopics, Assignment assignment) {
    byte[] payload =
        Payloads.write(resourceTopics, assignment.value(), states.flat(resourceTopics));
    return new OutgoingMessage(
        resourceTopics.setTopic().orElseThrow(),
        OutgoingMessage.Payload.of(payload),
        resourceTopics.qos(),
        Optional.empty(),
        true);
  }
}
