package dev.lockstep.outbox;

import io.smallrye.reactive.messaging.mqtt.session.MqttClientSession;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;
import io.smallrye.reactive.messaging.mqtt.session.RequestedQoS;
import io.smallrye.reactive.messaging.mqtt.session.SessionEvent;
import io.smallrye.reactive.messaging.mqtt.session.SessionState;
import io.smallrye.reactive.messaging.mqtt.session.SubscriptionEvent;
import io.smallrye.reactive.messaging.mqtt.session.SubscriptionState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Session at an MQTT broker (MQTT 3.1.1, 4.1) that outlives connections and this process: what is
 * published while the gateway is down waits there. Every message is acknowledged by hand, over the
 * connection that it came by: on another one its packet identifier is another message's.
 */
final class OrderMqttSession implements AutoCloseable {
  /** Above it the client closes the connection; below it a message is refused by its size. */
  private static final int PACKET_MAX = 16 * 1024 * 1024;

  /** In place of a QoS where a subscription is refused (MQTT 3.1.1, 3.9.3). */
  private static final int REFUSED = 0x80;

  private final String topic;
  private final MqttFaults faults;
  private final MqttClientSession session;

  /** All that is said to the session is said here: its parts are for one event loop. */
  private final Context loop;

  private final MqttPublications published;
  private final Listener listener;

  /** Which connection this is; of the event loop alone. */
  private long connection;

  /** What happens, in sentences with a remedy; called on the event loop, so it must not block. */
  interface Listener {
    void arrived(Arrival arrival);

    /** What arrived over it comes again. */
    void lost(long connection, String why);

    /** Connected and subscribed. */
    void ready();

    /** No connection, or no subscription: it is tried again by itself. */
    void failed(String why);
  }

  /**
   * A message, not acknowledged.
   *
   * @param connection by which it came
   */
  record Arrival(long connection, MqttPublishMessage message) {}

  OrderMqttSession(Vertx vertx, OrderSettings settings, MqttBroker broker, Listener listener) {
    this.topic = settings.mqtt().topic();
    this.faults = new MqttFaults("orders", broker.tls());
    this.published = new MqttPublications(faults);
    this.listener = listener;
    this.loop = vertx.getOrCreateContext();
    this.session =
        MqttClientSession.create(vertx, options(settings, broker))
            .messageHandler(message -> listener.arrived(new Arrival(connection, message)))
            .subscriptionStateHandler(this::subscribed)
            .sessionStateHandler(this::changed);
    published.follow(session);
  }

  private static MqttClientSessionOptions options(OrderSettings settings, MqttBroker broker) {
    OrderSettings.Times times = settings.times();
    MqttBroker.Limits limits =
        new MqttBroker.Limits(
            settings.inFlightMax(), times.answerMax(), times.pause(), times.pauseMax());
    MqttClientSessionOptions options =
        broker.options(limits).setCleanSession(false).setMaxMessageSize(PACKET_MAX);
    options.setAutoAck(false);
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
            .subscribe(topic, RequestedQoS.QOS_1)
            .onFailure(gone -> listener.failed(sentence(faults.lost(gone))));
  }

  private void connect() {
    var unused =
        session.start().onFailure(gone -> listener.failed(sentence(faults.notConnected(gone))));
  }

  private void subscribed(SubscriptionEvent event) {
    if (event.getSubscriptionState() == SubscriptionState.SUBSCRIBED) {
      Integer granted = event.getQos();
      if (granted != null && granted == REFUSED) {
        listener.failed(faults.notPermitted(topic));
      } else {
        listener.ready();
      }
    }
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
  CompletableFuture<Void> publish(String name, byte[] body) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.runOnContext(
        any -> {
          if (session.isConnected()) {
            published.publish(session, name, Buffer.buffer(body), done);
          } else {
            done.completeExceptionally(faults.notConnected(null));
          }
        });
    return done;
  }

  private void changed(SessionEvent event) {
    if (event.getSessionState() == SessionState.DISCONNECTED) {
      long gone = connection++;
      published.lost(event.getCause());
      listener.lost(gone, sentence(faults.lost(event.getCause())));
    }
  }

  private static String sentence(UntoldException fault) {
    return String.valueOf(fault.getMessage());
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
