package dev.lockstep.outbox;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSession;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publications of one session, QoS 1, until their PUBACK (MQTT 3.1.1, 4.3.2): not until they are
 * written to the socket, for what a broker's death swallows then would count as taken. For the
 * session's event loop.
 */
final class MqttPublications {
  private final Map<Integer, CompletableFuture<Void>> awaited = new HashMap<>();
  private final MqttFaults faults;

  MqttPublications(MqttFaults faults) {
    this.faults = faults;
  }

  /** Hears of the session's acknowledgements. */
  void follow(MqttClientSession session) {
    session
        .publishCompletionHandler(this::acknowledged)
        .publishCompletionExpirationHandler(this::expired);
  }

  /**
   * Publishes.
   *
   * @param done with the PUBACK; fails with an {@link UntoldException}
   */
  void publish(MqttClientSession session, String topic, Buffer body, CompletableFuture<Void> done) {
    session
        .publish(topic, body, MqttQoS.AT_LEAST_ONCE, false, false)
        .onComplete(
            id -> awaited.put(id, done),
            failure -> done.completeExceptionally(faults.lost(failure)));
  }

  private void acknowledged(Integer id) {
    CompletableFuture<Void> done = awaited.remove(id);
    if (done != null) {
      done.complete(null);
    }
  }

  private void expired(Integer id) {
    CompletableFuture<Void> done = awaited.remove(id);
    if (done != null) {
      done.completeExceptionally(faults.unacknowledged());
    }
  }

  /** The connection is gone: what was under way may have arrived or not. */
  void lost(@Nullable Throwable cause) {
    List<CompletableFuture<Void>> unanswered = List.copyOf(awaited.values());
    awaited.clear();
    unanswered.forEach(each -> each.completeExceptionally(faults.lost(cause)));
  }
}
