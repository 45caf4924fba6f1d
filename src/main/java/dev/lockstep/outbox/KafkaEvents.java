package dev.lockstep.outbox;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The channel to a Kafka cluster, on SmallRye's connector: the key is the subject, the producer
 * idempotent, and an event is acknowledged when all in-sync replicas have it.
 *
 * <p>The emitter needs no bound of its own: no more is sent than the outbox' window holds.
 */
@Singleton
public final class KafkaEvents {
  /** The channel's name in {@code mp.messaging.outgoing}. */
  static final String CHANNEL = "outbox-kafka";

  private static final RecordHeader TYPE =
      new RecordHeader("content-type", CloudEvent.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII));

  private final Emitter<String> emitter;

  KafkaEvents(
      @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<String> emitter) {
    this.emitter = emitter;
  }

  /**
   * As the outbox sees it.
   *
   * @param servers for people
   */
  public EventChannel to(String topic, String servers) {
    return new EventChannel() {
      @Override
      public String name() {
        return "kafka";
      }

      @Override
      public String target() {
        return "%s topic %s".formatted(servers, topic);
      }

      @Override
      public CompletableFuture<Void> send(String subject, String json) {
        return emit(topic, subject, json);
      }

      @Override
      public String silenceRemedy() {
        return "look whether the topic exists (lockstep.outbox.kafka.topic), whether the cluster hangs, or its disk is full";
      }

      @Override
      public void close() {
        // Messaging closes its producer.
      }
    };
  }

  private CompletableFuture<Void> emit(String topic, String subject, String json) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    OutgoingKafkaRecordMetadata<String> metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(topic)
            .withKey(subject)
            .withHeaders(List.of(TYPE))
            .build();
    try {
      emitter.send(
          Message.of(
              json,
              Metadata.of(metadata),
              () -> {
                sent.complete(null);
                return CompletableFuture.completedFuture(null);
              },
              failure -> {
                sent.completeExceptionally(untold(failure));
                return CompletableFuture.completedFuture(null);
              }));
    } catch (IllegalStateException notReady) {
      // Messaging has not started yet, or was stopped.
      sent.completeExceptionally(
          new UntoldException(
              "messaging does not run (%s)".formatted(notReady.getMessage()), notReady));
    }
    return sent;
  }

  private static UntoldException untold(Throwable failure) {
    return new UntoldException(KafkaFaults.OUTBOX.sentence(failure), failure);
  }
}
