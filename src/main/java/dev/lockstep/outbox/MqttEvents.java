package dev.lockstep.outbox;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.smallrye.reactive.messaging.mqtt.session.ExponentialBackoffDelayOptions;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSession;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;
import io.smallrye.reactive.messaging.mqtt.session.SessionEvent;
import io.smallrye.reactive.messaging.mqtt.session.SessionState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
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
 * connector: that one acknowledges a message when it is written to the socket, and what a broker's
 * death swallows then would count as told. Here an event is acknowledged by its PUBACK (MQTT 3.1.1,
 * 4.3.2).
 */
public final class MqttEvents implements EventChannel {
  private static final int CONNECT_MAX_MILLIS = 10_000;

  private final MqttTarget target;
  private final MqttClientSession session;

  /** All that is said to the session is said here: its parts are for one event loop. */
  private final Context loop;

  private final Queue<Outgoing> arriving = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final Map<Integer, CompletableFuture<Void>> pending = new HashMap<>();
  private @Nullable Throwable lastCause;
  private boolean started;
  private boolean connecting;

  /** What is sent while a connection is being made. */
  private final Map<CompletableFuture<Void>, String> early = new LinkedHashMap<>();

  private record Outgoing(String json, CompletableFuture<Void> sent) {}

  public MqttEvents(Vertx vertx, MqttTarget target, MqttTarget.Limits limits) {
    this.target = target;
    this.loop = vertx.getOrCreateContext();
    this.session =
        MqttClientSession.create(vertx, options(target, limits))
            .publishCompletionHandler(this::acknowledged)
            .publishCompletionExpirationHandler(this::expired)
            .sessionStateHandler(this::changed);
  }

  private static MqttClientSessionOptions options(MqttTarget target, MqttTarget.Limits limits) {
    MqttClientSessionOptions options =
        new MqttClientSessionOptions()
            .setHostname(target.host())
            .setPort(target.port())
            .setClientId(target.clientId())
            .setCleanSession(true)
            .setConnectTimeout(CONNECT_MAX_MILLIS)
            .setMaxInflightQueue(2 * limits.windowMax())
            .setAckTimeout((int) Math.max(1, limits.answerMax().toSeconds()))
            .setTcpNoDelay(true)
            .setReconnectDelay(
                new ExponentialBackoffDelayOptions()
                    .setMinimum(limits.pause())
                    .setIncrement(limits.pause())
                    .setMaximum(limits.pauseMax()));
    target.login().ifPresent(login -> options.setUsername(login.user()));
    target.login().flatMap(MqttTarget.Login::password).ifPresent(options::setPassword);
    if (target.tls()) {
      options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      target.trusted().ifPresent(options::setTrustOptions);
      target.shown().ifPresent(options::setKeyCertOptions);
    }
    return options;
  }

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public String target() {
    return "%s topic %s".formatted(target.broker(), target.topic());
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
      sent.completeExceptionally(MqttFaults.notConnected(lastCause));
      return;
    }
    session
        .publish(target.topic(), Buffer.buffer(json), MqttQoS.AT_LEAST_ONCE, false, false)
        .onComplete(
            id -> pending.put(id, sent),
            failure -> sent.completeExceptionally(MqttFaults.notConnected(failure)));
  }

  private void acknowledged(Integer id) {
    CompletableFuture<Void> sent = pending.remove(id);
    if (sent != null) {
      sent.complete(null);
    }
  }

  private void expired(Integer id) {
    CompletableFuture<Void> sent = pending.remove(id);
    if (sent != null) {
      sent.completeExceptionally(MqttFaults.unacknowledged());
    }
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
      List<CompletableFuture<Void>> lost = new ArrayList<>(pending.values());
      lost.addAll(early.keySet());
      pending.clear();
      early.clear();
      lost.forEach(each -> each.completeExceptionally(MqttFaults.notConnected(lastCause)));
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
