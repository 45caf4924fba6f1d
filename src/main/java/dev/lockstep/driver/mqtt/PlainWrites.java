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
  private final BrokerConnection.Common common;
  private final BrokerConnection connection;

  PlainWrites(BrokerConnection.Common common, BrokerConnection connection) {
    this.common = common;
    this.connection = connection;
  }

  CompletableFuture<Sent> set(Point point, Assignment assignment, Deadline deadline) {
    byte[] payload = Payloads.write(point, assignment.value());
    if (payload.length > common.settings().bounds().payloadMax()) {
      return CompletableFuture.completedFuture(tooLarge(payload.length, common));
    }
    Outgoing message =
        new Outgoing(
            point.setTopic().orElseThrow(),
            Outgoing.Payload.of(payload),
            point.qos(),
            Optional.empty(),
            true);
    return connection
        .send(message, deadline)
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

  static Sent tooLarge(int bytes, BrokerConnection.Common common) {
    String detail = "the payload has %d bytes; at most %d are allowed";
    return new Sent.Rejected(detail.formatted(bytes, common.settings().bounds().payloadMax()));
  }
}
