package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.driver.Sent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Writes to a set topic. The best answer is {@link Sent.Pending}: what acknowledges is the broker,
 * and the device has said nothing yet; only its state topic can. Thread-safe.
 */
final class PlainWrites {
  private final BrokerConnection connection;
  private final States states;

  PlainWrites(BrokerConnection connection, States states) {
    this.connection = connection;
    this.states = states;
  }

  CompletableFuture<Sent> set(Point point, Assignment assignment, Deadline deadline) {
    return connection
        .send(message(point, assignment), deadline)
        .thenApply(
            handed ->
                switch (handed) {
                  case Handed.Taken taken ->
                      new Sent.Pending("the broker has it; the device has not said anything yet");
                  case Handed.Unsent unsent -> new Sent.NotSent(unsent.detail());
                  case Handed.Refused refused -> new Sent.Rejected(refused.detail());
                  case Handed.Lost lost -> new Sent.Unknown(lost.detail());
                });
  }

  Outgoing message(Point point, Assignment assignment) {
    byte[] payload = Payloads.write(point, assignment.value(), states.flat(point));
    return new Outgoing(
        point.setTopic().orElseThrow(),
        Outgoing.Payload.of(payload),
        point.qos(),
        Optional.empty(),
        true);
  }
}
