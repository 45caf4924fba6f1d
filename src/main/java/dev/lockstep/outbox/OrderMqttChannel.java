package dev.lockstep.outbox;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Orders from an MQTT topic, begun one after the other in the order in which they came. The one
 * that cannot be taken now holds up those behind it; none of them is acknowledged, and the broker
 * sends no more than its in-flight window.
 */
final class OrderMqttChannel implements AutoCloseable, OrderMqttSession.Listener {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final OrderSettings settings;
  private final OrderDesk desk;
  private final RandomGenerator random;
  private final OrderChannelStanding standing;
  private final OrderMqttSession session;
  private final BlockingQueue<OrderMqttSession.Arrival> queue;
  private final Thread worker;
  private volatile long lostUntil = -1;
  private volatile boolean waiting;
  private volatile boolean skipping;
  private volatile boolean closed;

  OrderMqttChannel(
      Vertx vertx,
      OrderSettings settings,
      MqttBroker broker,
      OrderDesk desk,
      RandomGenerator random) {
    this.settings = settings;
    this.desk = desk;
    this.random = random;
    this.standing =
        desk.standing(
            "mqtt", "MQTT %s topic %s".formatted(broker.address(), settings.mqtt().topic()));
    this.queue = new LinkedBlockingQueue<>(settings.inFlightMax());
    this.session = new OrderMqttSession(vertx, settings, broker, this);
    this.worker = Thread.ofVirtual().name("lockstep-orders-mqtt").unstarted(this::run);
  }

  OrderChannelStanding standing() {
    return standing;
  }

  void start() {
    standing.report("there is no connection to it yet");
    worker.start();
    session.start();
  }

  @Override
  public void arrived(OrderMqttSession.Arrival arrival) {
    // Left out, it never comes again over this connection, and over the next one in its order: so
    // all behind it are left out too, and the connection is renewed when the queue is done.
    if (skipping || !queue.offer(arrival)) {
      skipping = true;
      if (queue.isEmpty()) {
        session.reconnect();
      }
    }
  }

  @Override
  public void lost(long connection, String why) {
    lostUntil = connection;
    queue.removeIf(each -> each.connection() <= connection);
    if (!skipping) {
      failed(why);
    }
    skipping = false;
  }

  @Override
  public void failed(String why) {
    if (!closed) {
      standing.report(why);
    }
  }

  @Override
  public void ready() {
    if (!waiting) {
      standing.over();
    }
  }

  private void run() {
    try {
      while (true) {
        take(queue.take());
        if (skipping && queue.isEmpty()) {
          session.reconnect();
        }
      }
    } catch (InterruptedException stopped) {
      // closed
    } catch (RuntimeException bug) { // the thread's outermost frame
      standing.reportBug(bug);
    }
  }

  private void take(OrderMqttSession.Arrival arrival) throws InterruptedException {
    OrderMessage message = message(arrival);
    for (int attempt = 0; arrival.connection() > lostUntil; attempt++) {
      standing.tried();
      try {
        OrderFate fate = desk.handle(message, this::bury);
        session.acknowledge(arrival);
        waiting = false;
        standing.done(fate);
        return;
      } catch (OrderNotNowException later) {
        waiting = true;
        standing.putOff(later);
      }
      Thread.sleep(settings.times().backoff().pause(attempt, random));
    }
    waiting = false;
    standing.left();
  }

  private OrderMessage message(OrderMqttSession.Arrival arrival) {
    var message = arrival.message();
    return new OrderMessage(
        "mqtt " + message.topicName(),
        "",
        Map.of(),
        new OrderBody(message.payload().getBytes()),
        Optional.empty(),
        message.isRetain());
  }

  private void bury(byte[] json) throws OrderNotNowException, InterruptedException {
    String dead = settings.mqtt().deadLetterTopic();
    String fault = refusal(dead, json);
    if (fault != null) {
      throw new OrderNotNowException(
          "a refused order waits, the dead-letter topic %s does not take it: %s"
              .formatted(dead, fault));
    }
  }

  private @Nullable String refusal(String dead, byte[] json) throws InterruptedException {
    try {
      long most = 2 * settings.times().answerMax().toMillis();
      session.publish(dead, json).get(most, TimeUnit.MILLISECONDS);
      return null;
    } catch (ExecutionException fault) {
      Throwable cause = fault.getCause();
      return String.valueOf(cause == null ? fault.getMessage() : cause.getMessage());
    } catch (TimeoutException late) {
      return "it did not acknowledge in time";
    }
  }

  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    try {
      var unused = worker.join(CLOSE_WITHIN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    session.close();
  }
}
