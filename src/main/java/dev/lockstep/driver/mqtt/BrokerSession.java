package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.driver.SendLease;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A broker session: one connection with its window of unacknowledged messages. Thread-safe.
 *
 * <p>The HiveMQ client queues in three places: before its first connection, for a socket whose
 * buffer is full, and for a broker whose Receive Maximum is used up. So a client is made for one
 * connection and discarded with it: what it still has queued can never be sent on another
 * connection. And it gets no more than the socket accepts at once; further messages wait here,
 * where the deadline is checked again (P5).
 */
final class BrokerSession {
  /** Half of Netty's high-water mark of 64 KiB, where the library begins to queue. */
  static final int BYTES_UNDER_WAY_MAX = 32_768;

  private static final int MESSAGES_UNDER_WAY_MAX = 64;

  private final Mqtt5AsyncClient client;
  private final CompletableFuture<String> ended;
  private final SendLimits limits;
  private final ExpiryPolicy policy;
  private final Semaphore messages;
  private final Semaphore bytes = new Semaphore(BYTES_UNDER_WAY_MAX, true);

  /**
   * An opened connection.
   *
   * @param ended completes with the reason when the connection ends
   * @param sendMaximum the broker's Receive Maximum: messages that may be unacknowledged
   */
  record Opened(
      Mqtt5AsyncClient client,
      CompletableFuture<String> ended,
      SendLimits limits,
      int sendMaximum) {}

  BrokerSession(Opened opened, ExpiryPolicy policy) {
    this.client = opened.client();
    this.ended = opened.ended();
    this.limits = opened.limits();
    this.policy = policy;
    this.messages = new Semaphore(Math.min(opened.sendMaximum(), MESSAGES_UNDER_WAY_MAX), true);
  }

  SendLimits limits() {
    return limits;
  }

  Mqtt5AsyncClient client() {
    return client;
  }

  /** Ends the connection, if it has not ended already. */
  void end(String why) {
    ended.complete(why);
  }

  /** Completes with the reason when this connection ends. */
  CompletableFuture<String> ended() {
    return ended;
  }

  /** Publishes before the deadline or not at all; completes with the broker's acknowledgement. */
  CompletableFuture<PublishResult> send(OutgoingMessage message, Deadline deadline) {
    int bytes = message.payload().goodFor(policy.left(deadline)).length;
    Optional<Misfit> misfit = limits.misfit(message, bytes);
    if (misfit.isPresent()) {
      return unsent(misfit.get().detail());
    }
    int size = Math.min(BYTES_UNDER_WAY_MAX, bytes);
    if (!acquireWindow(size, deadline)) {
      return unsent("the broker did not acknowledge earlier messages in time");
    }
    return publish(message, deadline)
        .whenComplete(
            (published, failure) -> {
              this.bytes.release(size);
              messages.release();
            });
  }

  private boolean acquireWindow(int size, Deadline deadline) {
    try {
      if (!messages.tryAcquire(nanosLeft(deadline), TimeUnit.NANOSECONDS)) {
        return false;
      }
      if (bytes.tryAcquire(size, nanosLeft(deadline), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
      return false;
    }
    messages.release();
    return false;
  }

  private long nanosLeft(Deadline deadline) {
    return deadline.left(policy.clock()).toNanos();
  }

  private CompletableFuture<PublishResult> publish(OutgoingMessage message, Deadline deadline) {
    if (deadline.passed(policy.clock())) {
      return unsent("the deadline passed before it was sent");
    }
    Optional<Duration> expiry = policy.expiry(deadline, message.acts());
    if (expiry.isEmpty()) {
      return unsent(
          "less than one second was left, and MQTT counts message expiry in whole seconds");
    }
    if (ended.isDone() || !client.getState().isConnected()) {
      return unsent("the connection was lost before it was sent");
    }
    byte[] payload = message.payload().goodFor(policy.left(deadline));
    Mqtt5Publish publish = packet(message, payload, expiry.get());
    // The last look: from here on the message is the client's, and may leave at any time.
    if (message.acts() && !policy.lease().valid()) {
      return unsent(SendLease.LOST);
    }
    long id =
        message.acts()
            ? policy.outstanding().register(expiry.get())
            : OutstandingPublishes.UNREGISTERED;
    CompletableFuture<PublishResult> sent =
        message.qos() == 0
            ? DeliveryReceipt.of(client, message.topic(), publish)
            : client
                .publish(publish)
                .handle(
                    (result, failure) ->
                        failure == null
                            ? ReasonCodeTable.of(message.topic(), result)
                            : ReasonCodeTable.of(message.topic(), failure));
    return sent.thenApply(
        published -> {
          policy.outstanding().complete(id, published);
          return published;
        });
  }

  private static Mqtt5Publish packet(OutgoingMessage message, byte[] payload, Duration expiry) {
    Mqtt5PublishBuilder.Complete packet =
        Mqtt5Publish.builder()
            .topic(message.topic())
            .payload(payload)
            .qos(Objects.requireNonNull(MqttQos.fromCode(message.qos())))
            .retain(false)
            .messageExpiryInterval(expiry.toSeconds());
    return message
        .reply()
        .map(reply -> packet.responseTopic(reply.topic()).correlationData(reply.correlation()))
        .orElse(packet)
        .build();
  }

  private static CompletableFuture<PublishResult> unsent(String detail) {
    return CompletableFuture.completedFuture(new PublishResult.Unsent(detail));
  }
}
