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
import dev.lockstep.driver.SendResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Commands by the convention of EdgeX device-mqtt since v2: a request goes to {@code
 * CommandTopic/RESOURCE/get|set/UUID}, the device answers on {@code command/response/UUID}: a
 * {@code get} with {@code {"RESOURCE": value}}, a {@code set} (whose request has the same payload)
 * with anything. Thread-safe.
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

  /** Requests a reading; completes with the device's answer. */
  CompletableFuture<Reading> get(ResourceTopics resourceTopics, Deadline deadline) {
    ResourceName name = resourceTopics.resource().name();
    CompletableFuture<Reading> reading = new CompletableFuture<>();
    PendingAnswers.Reader reader =
        new PendingAnswers.Reader() {
          @Override
          public boolean accept(byte[] payload) throws MalformedPayloadException {
            return reading.complete(
                new Reading.Seen(
                    name,
                    value(resourceTopics, payload),
                    "answered",
                    Optional.empty(),
                    Payloads.encoding(resourceTopics)));
          }

          @Override
          public void unreadable(String detail) {
            reading.complete(unseen(name, "the device's answer cannot be read: " + detail));
          }
        };
    var unused =
        request(
                new Request(name, "get", new byte[0], resourceTopics.qos()),
                reader,
                deadline,
                reading)
            .thenAccept(
                published ->
                    negative(published)
                        .ifPresent(detail -> reading.complete(unseen(name, detail))));
    return reading;
  }

  /** Sends a write; completes with the device's answer, or the broker's refusal. */
  CompletableFuture<SendResult> set(
      ResourceTopics resourceTopics, Assignment assignment, Deadline deadline) {
    CompletableFuture<SendResult> sent = new CompletableFuture<>();
    PendingAnswers.Reader reader =
        answer -> sent.complete(new SendResult.Accepted("the device answered the set request"));
    var unused =
        request(setting(resourceTopics, assignment), reader, deadline, sent)
            .thenAccept(
                published -> {
                  switch (published) {
                    case PublishResult.Acknowledged taken -> {}
                    case PublishResult.Unsent unsent ->
                        sent.complete(new SendResult.NotSent(unsent.detail()));
                    case PublishResult.Refused refused ->
                        sent.complete(new SendResult.Rejected(refused.detail()));
                    case PublishResult.Lost lost ->
                        sent.complete(new SendResult.Unknown(lost.detail()));
                  }
                });
    return sent;
  }

  /** The message of a write, with a placeholder for the identifier of its answer. */
  OutgoingMessage message(ResourceTopics resourceTopics, Assignment assignment) {
    return message(
        setting(resourceTopics, assignment), SharedRandom.uuid(new byte[SharedRandom.TOKEN_BYTES]));
  }

  static String longestTopic(String commandTopic, ResourceName resource) {
    return topic(
        commandTopic, resource, "set", SharedRandom.uuid(new byte[SharedRandom.TOKEN_BYTES]));
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Request(ResourceName resource, String method, byte[] payload, int qos) {}

  private static Request setting(ResourceTopics resourceTopics, Assignment assignment) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set(assignment.resource().value(), ValueEncoder.json(resourceTopics, assignment.value()));
    return new Request(assignment.resource(), "set", PayloadJson.write(body), resourceTopics.qos());
  }

  private CompletableFuture<PublishResult> request(
      Request asked, PendingAnswers.Reader reader, Deadline deadline, CompletableFuture<?> answer) {
    String uuid = SharedRandom.uuid(common.random().token());
    Optional<PendingAnswers.Registration> registration = pending.register(uuid, reader);
    if (registration.isEmpty()) {
      return CompletableFuture.completedFuture(
          new PublishResult.Unsent("too many requests wait for an answer"));
    }
    var unused = answer.whenComplete((done, failure) -> registration.get().close());
    return connection.send(message(asked, uuid), deadline);
  }

  private OutgoingMessage message(Request asked, String uuid) {
    return new OutgoingMessage(
        topic(commandTopic, asked.resource(), asked.method(), uuid),
        OutgoingMessage.Payload.of(asked.payload()),
        asked.qos(),
        Optional.empty(),
        asked.method().equals("set"));
  }

  private static String topic(
      String commandTopic, ResourceName resource, String method, String uuid) {
    return String.join("/", commandTopic, resource.value(), method, uuid);
  }

  private static Value value(ResourceTopics resourceTopics, byte[] payload)
      throws MalformedPayloadException {
    Resource resource = resourceTopics.resource();
    JsonNode value = PayloadJson.parse(payload).get(resource.name().value());
    if (value == null) {
      throw new MalformedPayloadException("the answer has no field " + resource.name());
    }
    return ValueDecoder.json(resourceTopics, value);
  }

  private static Optional<String> negative(PublishResult published) {
    return switch (published) {
      case PublishResult.Acknowledged taken -> Optional.empty();
      case PublishResult.Unsent unsent -> Optional.of(unsent.detail());
      case PublishResult.Refused refused -> Optional.of(refused.detail());
      case PublishResult.Lost lost -> Optional.of(lost.detail());
    };
  }

  static Reading unseen(ResourceName name, String detail) {
    return new Reading.Unseen(name, Reason.of(Code.UNREADABLE, detail).on(name));
  }
}
