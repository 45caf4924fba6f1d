package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.BrokerBrowseProgress;
import dev.lockstep.driver.BrokerBrowseRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One connection that listens for a time, and then ends. */
final class ListeningSession {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration TELL = Duration.ofSeconds(1);
  private static final Duration ASK_WITHIN = Duration.ofSeconds(5);
  private static final Duration DISCONNECT_WITHIN = Duration.ofSeconds(1);

  /** At each look: births are large, and all come at once. */
  private static final int ASKED_AT_ONCE = 2;

  private final BrokerSession session;
  private final BrokerBrowseRequest request;
  private final MqttSettings settings;
  private final TimeSource clock;

  ListeningSession(
      BrokerSession session, BrokerBrowseRequest request, MqttSettings settings, TimeSource clock) {
    this.session = session;
    this.request = request;
    this.settings = settings;
    this.clock = clock;
  }

  void run(BrokerListener listener, Consumer<BrokerBrowseProgress> progress)
      throws ConnectionFailedException, InterruptedException {
    try {
      subscribe();
      listen(listener, progress);
    } finally {
      disconnect();
    }
  }

  /**
   * With QoS 0: what a broker queues of retained messages with QoS 1 is limited (in mosquitto to
   * 1000), and it drops the rest without a word.
   */
  private void subscribe() throws ConnectionFailedException, InterruptedException {
    String broker = session.limits().broker();
    if (!session.limits().wildcards() && request.filter().matches(".*[+#].*")) {
      throw new ConnectionFailedException(
          broker + " allows no subscriptions with wildcards, without which it cannot be browsed");
    }
    Subscriptions subscriptions = new Subscriptions(broker, MqttQos.AT_MOST_ONCE);
    Duration timeout = settings.connecting().connectTimeout();
    subscriptions.add(session, List.of(request.filter()), timeout);
    Optional<String> certificates = certificates();
    if (certificates.isPresent()) {
      try {
        subscriptions.add(session, List.of(certificates.get()), timeout);
      } catch (ConnectionFailedException without) {
        return; // only some brokers keep births, and not every user may read them
      }
    }
  }

  /** Where a Sparkplug-aware broker keeps the births that the filter is about. */
  private Optional<String> certificates() {
    String filter = request.filter();
    return filter.equals("#") || filter.startsWith(SparkplugAddress.NAMESPACE)
        ? Optional.of(BirthBrowser.CERTIFICATES + filter)
        : Optional.empty();
  }

  private void listen(BrokerListener listener, Consumer<BrokerBrowseProgress> progress)
      throws InterruptedException {
    Deadline end = Deadline.in(request.listen(), clock);
    Deadline tell = Deadline.in(TELL, clock);
    while (!end.passed(clock) && listener.full().getCount() > 0) {
      listener.toBeAsked().stream()
          .limit(ASKED_AT_ONCE)
          .forEach(
              node -> {
                listener.asked(node);
                ask(node);
              });
      if (tell.passed(clock)) {
        progress.accept(listener.progress(end.left(clock)));
        tell = Deadline.in(TELL, clock);
      }
      try {
        listener.lost(session.ended().get(pause(end).toMillis() + 1, TimeUnit.MILLISECONDS));
        return;
      } catch (TimeoutException connected) {
        // and so it goes on
      } catch (ExecutionException never) {
        throw new IllegalStateException(never);
      }
    }
  }

  private Duration pause(Deadline end) {
    Duration left = end.left(clock);
    return left.compareTo(LOOK) < 0 ? left : LOOK;
  }

  private void ask(String node) {
    String[] levels = node.split("/", -1);
    OutgoingMessage message =
        RebirthRequest.to(SparkplugAddress.rebirthTopic(levels[0], levels[1]), clock);
    var unused = session.send(message, Deadline.in(ASK_WITHIN, clock));
  }

  private void disconnect() throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    try {
      session.client().disconnect().get(DISCONNECT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException gone) {
      // It ends when the socket notices.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
