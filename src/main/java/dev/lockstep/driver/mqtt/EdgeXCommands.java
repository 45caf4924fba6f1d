package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.driver.Sent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The convention of EdgeX device-mqtt since v2: a request goes to {@code
 * CommandTopic/RESOURCE/get|set/UUID}, the device answers on {@code command/response/UUID}; to a
 * {@code get} with {@code {"RESOURCE": value}}, to a {@code set} (which carried the same) with
 * anything. Thread-safe.
 */
final class EdgeXCommands {
  private final BrokerConnection.Common common;
  private final String commandTopic;
  private final BrokerConnection connection;
  private final PendingAnswers pending;

  EdgeXCommands(
      BrokerConnection.Common common,
      String commandTopic,
      BrokerConnection connection,
      PendingAnswers pending) {
    this.common = common;
    this.commandTopic = commandTopic;
    this.connection = connection;
    this.pending = pending;
  }

  /** Asks now; the reading comes when the device answers. */
  CompletableFuture<Reading> get(Point point, Deadline deadline) {
    ResourceName name = point.resource().name();
    CompletableFuture<Reading> reading = new CompletableFuture<>();
    PendingAnswers.Reader reader =
        payload ->
            reading.complete(
                new Reading.Seen(
                    name,
                    value(point, payload),
                    "answered",
                    Optional.empty(),
                    Payloads.encoding(point.resource())));
    var unused =
        request(new Asked(name, "get", new byte[0], point.qos()), reader, deadline, reading)
            .thenAccept(
                handed ->
                    negative(handed).ifPresent(detail -> reading.complete(unseen(name, detail))));
    return reading;
  }

  /** Sends now; the answer comes when the device gives it, or the broker a refusal. */
  CompletableFuture<Sent> set(Point point, Assignment assignment, Deadline deadline) {
    CompletableFuture<Sent> sent = new CompletableFuture<>();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set(assignment.resource().value(), Payloads.toJson(point.resource(), assignment.value()));
    byte[] payload = Json.write(body);
    if (payload.length > common.settings().bounds().payloadMax()) {
      return CompletableFuture.completedFuture(PlainWrites.tooLarge(payload.length, common));
    }
    PendingAnswers.Reader reader =
        answer -> sent.complete(new Sent.Accepted("the device answered the set request"));
    var unused =
        request(
                new Asked(assignment.resource(), "set", payload, point.qos()),
                reader,
                deadline,
                sent)
            .thenAccept(
                handed -> {
                  switch (handed) {
                    case Handed.Taken taken -> {}
                    case Handed.Unsent unsent -> sent.complete(new Sent.NotSent(unsent.detail()));
                    case Handed.Refused refused ->
                        sent.complete(new Sent.Rejected(refused.detail()));
                    case Handed.Lost lost -> sent.complete(new Sent.Unknown(lost.detail()));
                  }
                });
    return sent;
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Asked(ResourceName resource, String method, byte[] payload, int qos) {}

  private CompletableFuture<Handed> request(
      Asked asked, PendingAnswers.Reader reader, Deadline deadline, CompletableFuture<?> answer) {
    String uuid = Chance.uuid(common.chance().token());
    Optional<PendingAnswers.Place> place = pending.enter(uuid, reader);
    if (place.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Handed.Unsent("too many requests wait for an answer"));
    }
    var unused = answer.whenComplete((done, failure) -> place.get().close());
    String topic = String.join("/", commandTopic, asked.resource().value(), asked.method(), uuid);
    Optional<String> fault = Topics.fault(topic);
    if (fault.isPresent()) {
      return CompletableFuture.completedFuture(new Handed.Unsent("the topic " + fault.get()));
    }
    boolean acts = asked.method().equals("set");
    return connection.send(
        new Outgoing(
            topic, Outgoing.Payload.of(asked.payload()), asked.qos(), Optional.empty(), acts),
        deadline);
  }

  private static Value value(Point point, byte[] payload) throws MalformedPayload {
    Resource resource = point.resource();
    JsonNode value = Json.parse(payload).get(resource.name().value());
    if (value == null) {
      throw new MalformedPayload("the answer has no field " + resource.name());
    }
    return Payloads.fromJson(resource, value);
  }

  private static Optional<String> negative(Handed handed) {
    return switch (handed) {
      case Handed.Taken taken -> Optional.empty();
      case Handed.Unsent unsent -> Optional.of(unsent.detail());
      case Handed.Refused refused -> Optional.of(refused.detail());
      case Handed.Lost lost -> Optional.of(lost.detail());
    };
  }

  static Reading unseen(ResourceName name, String detail) {
    return new Reading.Unseen(name, Reason.of(Code.UNREADABLE, detail).on(name));
  }
}
