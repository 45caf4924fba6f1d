package dev.lockstep.outbox;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.smallrye.reactive.messaging.mqtt.session.ExponentialBackoffDelayOptions;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSession;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;
import io.smallrye.reactive.messaging.mqtt.session.RequestedQoS;
import io.smallrye.reactive.messaging.mqtt.session.SessionEvent;
import io.smallrye.reactive.messaging.mqtt.session.SessionState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Session at an MQTT broker (MQTT 3.1.1, 4.1) that outlives connections and this process: what is
 * published while the gateway is down waits there. Every message is acknowledged by hand, over the
 * connection that it came by: on another one its packet identifier is another message's.
 */
final class OrderMqttSession implements AutoCloseable {
  private static final int CONNECT_MAX_MILLIS = 10_000;

  /** Above it the client closes the connection; below it a message is refused by its size. */
  private static final int PACKET_MAX = 16 * 1024 * 1024;

  private static final int MQTT_PORT = 1883;
  private static final int MQTTS_PORT = 8883;

  private final OrderSettings settings;
  private final MqttClientSession session;

  /** All that is said to the session is said here: its parts are for one event loop. */
  private final Context loop;

  private final Map<Integer, CompletableFuture<Void>> published = new HashMap<>();
  private final Listener listener;

  /** Which connection this is; of the event loop alone. */
  private long connection;

  /** What happens; called on the event loop, so it must not block. */
  interface Listener {
    void arrived(Arrival arrival);

    /** What arrived over it comes again. */
    void lost(long connection, String why);

    void connected();

    /** No connection, or no subscription: it is tried again by itself. */
    void failed(String why);
  }

  /**
   * A message, not acknowledged.
   *
   * @param connection by which it came
   */
  record Arrival(long connection, MqttPublishMessage message) {}

  OrderMqttSession(Vertx vertx, OrderSettings settings, OrderMqttTarget target, Listener listener) {
    this.settings = settings;
    this.listener = listener;
    this.loop = vertx.getOrCreateContext();
    this.session =
        MqttClientSession.create(vertx, options(settings, target))
            .messageHandler(message -> listener.arrived(new Arrival(connection, message)))
            .publishCompletionHandler(this::acknowledged)
            .publishCompletionExpirationHandler(this::expired)
            .sessionStateHandler(this::changed);
  }

  private static MqttClientSessionOptions options(OrderSettings settings, OrderMqttTarget target) {
    OrderSettings.Mqtt keys = settings.mqtt();
    OrderSettings.Times times = settings.times();
    boolean tls = "mqtts".equals(keys.broker().getScheme());
    int port = tls ? MQTTS_PORT : MQTT_PORT;
    MqttClientSessionOptions options =
        new MqttClientSessionOptions()
            .setHostname(String.valueOf(keys.broker().getHost()).replaceAll("[\\[\\]]", ""))
            .setPort(keys.broker().getPort() > 0 ? keys.broker().getPort() : port)
            .setClientId(target.clientId())
            .setCleanSession(false)
            .setConnectTimeout(CONNECT_MAX_MILLIS)
            .setMaxMessageSize(PACKET_MAX)
            .setMaxInflightQueue(settings.inFlightMax())
            .setAckTimeout((int) Math.max(1, times.answerMax().toSeconds()))
            .setTcpNoDelay(true)
            .setReconnectDelay(
                new ExponentialBackoffDelayOptions()
                    .setMinimum(times.pause())
                    .setIncrement(times.pause())
                    .setMaximum(times.pauseMax()));
    options.setAutoAck(false);
    keys.user().ifPresent(options::setUsername);
    target.password().ifPresent(options::setPassword);
    if (tls) {
      options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      target.trusted().ifPresent(options::setTrustOptions);
      target.shown().ifPresent(options::setKeyCertOptions);
    }
    return options;
  }

  void start() {
    loop.runOnContext(
        any -> {
          subscribe();
          connect();
        });
  }

  /** Again with each connection, by the session itself. */
  private void subscribe() {
    var unused =
        session
            .subscribe(settings.mqtt().topic(), RequestedQoS.QOS_1)
            .onFailure(refused -> listener.failed("its topic is refused: " + what(refused)));
  }

  private void connect() {
    var unused = session.start().onFailure(gone -> listener.failed(what(gone)));
  }

  /** PUBACK, where the connection is the same still; else the broker gives it again. */
  void acknowledge(Arrival arrival) {
    loop.runOnContext(
        any -> {
          if (arrival.connection() == connection && session.isConnected()) {
            arrival.message().ack();
          }
        });
  }

  /** Closes the connection and opens it again: all that is not acknowledged comes once more. */
  void reconnect() {
    loop.runOnContext(
        any -> {
          if (session.isConnected()) {
            var unused = session.stop().onComplete(stopped -> start());
          }
        });
  }

  /** Done with the broker's PUBACK. */
  CompletableFuture<Void> publish(String topic, byte[] body) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.runOnContext(
        any -> {
          if (!session.isConnected()) {
            done.completeExceptionally(new IllegalStateException("there is no connection"));
            return;
          }
          var unused =
              session
                  .publish(topic, Buffer.buffer(body), MqttQoS.AT_LEAST_ONCE, false, false)
                  .onComplete(id -> published.put(id, done), done::completeExceptionally);
        });
    return done;
  }

  private void acknowledged(Integer id) {
    CompletableFuture<Void> done = published.remove(id);
    if (done != null) {
      done.complete(null);
    }
  }

  private void expired(Integer id) {
    CompletableFuture<Void> done = published.remove(id);
    if (done != null) {
      done.completeExceptionally(new IllegalStateException("it was not acknowledged in time"));
    }
  }

  private void changed(SessionEvent event) {
    if (event.getSessionState() == SessionState.CONNECTED) {
      listener.connected();
    } else if (event.getSessionState() == SessionState.DISCONNECTED) {
      long gone = connection++;
      List<CompletableFuture<Void>> unanswered = List.copyOf(published.values());
      published.clear();
      unanswered.forEach(
          each -> each.completeExceptionally(new IllegalStateException("the connection was lost")));
      Throwable cause = event.getCause();
      listener.lost(gone, cause == null ? "the connection was lost" : what(cause));
    }
  }

  private static String what(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    loop.runOnContext(
        any -> {
          var unused = session.stop().onComplete(ended -> stopped.complete(null));
        });
    stopped.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
  }
}
