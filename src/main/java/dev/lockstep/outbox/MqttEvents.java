package dev.lockstep.outbox;

import io.smallrye.reactive.messaging.mqtt.session.MqttClientSession;
import io.smallrye.reactive.messaging.mqtt.session.SessionEvent;
import io.smallrye.reactive.messaging.mqtt.session.SessionState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The channel to an MQTT broker (MQTT 3.1.1, QoS 1), on SmallRye's client session. Not on its
 * connector: that one acknowledges a message when it is written to the socket.
 */
public final class MqttEvents implements EventChannel {
  private final MqttBroker broker;
  private final String topic;
  private final MqttFaults faults;
  private final MqttClientSession session;

  /** All that is said to the session is said here: its parts are for one event loop. */
  private final Context loop;

  private final Queue<Outgoing> arriving = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final MqttPublications pending;
  private @Nullable Throwable lastCause;
  private boolean started;
  private boolean connecting;

  /** What is sent while a connection is being made. */
  private final Map<CompletableFuture<Void>, String> early = new LinkedHashMap<>();

  private record Outgoing(String json, CompletableFuture<Void> sent) {}

  public MqttEvents(Vertx vertx, MqttBroker broker, String topic, MqttBroker.Limits limits) {
    this.broker = broker;
    this.topic = topic;
    this.faults = new MqttFaults("outbox", broker.tls());
    this.pending = new MqttPublications(faults);
    this.loop = vertx.getOrCreateContext();
    this.session =
        MqttClientSession.create(vertx, broker.options(limits).setCleanSession(true))
            .sessionStateHandler(this::changed);
    pending.follow(session);
  }

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public String target() {
    return "%s topic %s".formatted(broker.address(), topic);
  }

  @Override
  public CompletableFuture<Void> send(String subject, String json) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    arriving.add(new Outgoing(json, sent));
    // One task for all that comes meanwhile: each would wake the loop's selector.
    if (called.compareAndSet(false, true)) {
      loop.runOnContext(unused -> takeArriving());
    }
    return sent;
  }

  private void takeArriving() {
    called.set(false); // first: what comes from now on calls again
    for (Outgoing each = arriving.poll(); each != null; each = arriving.poll()) {
      publish(each.json(), each.sent());
    }
  }

  private void publish(String json, CompletableFuture<Void> sent) {
    if (!started) {
      started = true;
      connecting = true;
      var unused = session.start();
    }
    if (connecting) {
      early.put(sent, json);
      return;
    }
    if (!session.isConnected()) {
      sent.completeExceptionally(faults.notConnected(lastCause));
      return;
    }
    pending.publish(session, topic, Buffer.buffer(json), sent);
  }

  private void changed(SessionEvent event) {
    if (event.getCause() != null) {
      lastCause = event.getCause();
    }
    connecting = event.getSessionState() == SessionState.CONNECTING;
    if (event.getSessionState() == SessionState.CONNECTED) {
      lastCause = null;
      Map<CompletableFuture<Void>, String> waiting = new LinkedHashMap<>(early);
      early.clear();
      waiting.forEach((sent, json) -> publish(json, sent));
    }
    if (event.getSessionState() == SessionState.DISCONNECTED) {
      // The session is a clean one: nothing of it is sent again by itself.
      pending.lost(lastCause);
      List<CompletableFuture<Void>> unsent = List.copyOf(early.keySet());
      early.clear();
      unsent.forEach(each -> each.completeExceptionally(faults.notConnected(lastCause)));
    }
  }

  @Override
  public void close() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    loop.runOnContext(
        unused -> {
          if (started) {
            session.stop().onComplete(done -> stopped.complete(null));
          } else {
            stopped.complete(null);
          }
        });
    stopped.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
  }
}
