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
        new PendingAnswers.Reader() {
          @Override
          public boolean accept(byte[] payload) throws MalformedPayload {
            return reading.complete(
                new Reading.Seen(
                    name,
                    value(point, payload),
                    "answered",
                    Optional.empty(),
                    Payloads.encoding(point)));
          }

          @Override
          public void unreadable(String detail) {
            reading.complete(unseen(name, "the device's answer: " + detail));
          }
        };
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
    PendingAnswers.Reader reader =
        answer -> sent.complete(new Sent.Accepted("the device answered the set request"));
    var unused =
        request(setting(point, assignment), reader, deadline, sent)
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

  /** The message that a write will send, but for the identifier of its answer. */
  Outgoing message(Point point, Assignment assignment) {
    return message(setting(point, assignment), Chance.uuid(new byte[Chance.TOKEN_BYTES]));
  }

  static String longestTopic(String commandTopic, ResourceName resource) {
    return topic(commandTopic, resource, "set", Chance.uuid(new byte[Chance.TOKEN_BYTES]));
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Asked(ResourceName resource, String method, byte[] payload, int qos) {}

  private static Asked setting(Point point, Assignment assignment) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set(assignment.resource().value(), ValueEncoder.json(point, assignment.value()));
    return new Asked(assignment.resource(), "set", Json.write(body), point.qos());
  }

  private CompletableFuture<Handed> request(
      Asked asked, PendingAnswers.Reader reader, Deadline deadline, CompletableFuture<?> answer) {
    String uuid = Chance.uuid(common.chance().token());
    Optional<PendingAnswers.Place> place = pending.enter(uuid, reader);
    if (place.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Handed.Unsent("too many requests wait for an answer"));
    }
    var unused = answer.whenComplete((done, failure) -> place.get().close());
    return connection.send(message(asked, uuid), deadline);
  }

  private Outgoing message(Asked asked, String uuid) {
    return new Outgoing(
        topic(commandTopic, asked.resource(), asked.method(), uuid),
        Outgoing.Payload.of(asked.payload()),
        asked.qos(),
        Optional.empty(),
        asked.method().equals("set"));
  }

  private static String topic(
      String commandTopic, ResourceName resource, String method, String uuid) {
    return String.join("/", commandTopic, resource.value(), method, uuid);
  }

  private static Value value(Point point, byte[] payload) throws MalformedPayload {
    Resource resource = point.resource();
    JsonNode value = Json.parse(payload).get(resource.name().value());
    if (value == null) {
      throw new MalformedPayload("the answer has no field " + resource.name());
    }
    return ValueDecoder.json(point, value);
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
