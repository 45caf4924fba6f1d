package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Moment;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps one device connected to its broker: a loop on a virtual thread of its own. Thread-safe. */
final class BrokerConnection implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BrokerConnection.class);
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** Gets what happens, on the client's thread or the loop's: must not block. */
  interface Listener {
    void message(Mqtt5Publish message);

    void lost(String detail);
  }

  private final BrokerConnector connector;
  private final TopicMapping mapping;
  private final MqttSettings settings;
  private final SharedRandom chance;
  private final ExpiryPolicy policy;
  private final Listener listener;
  private final Subscriptions subscriptions;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread loop;

  private volatile @Nullable BrokerSession session;
  private volatile int generation;
  private volatile LinkStatus status;

  BrokerConnection(
      BrokerConnector connector, Common common, ExpiryPolicy policy, Listener listener) {
    this.connector = connector;
    this.mapping = common.mapping();
    this.settings = common.settings();
    this.chance = common.chance();
    this.policy = policy;
    this.listener = listener;
    this.subscriptions = new Subscriptions(mapping.address().broker());
    this.status = statusOf(State.CONNECTING, "connects to " + mapping.address().broker());
    this.loop = Thread.ofVirtual().name("mqtt " + mapping.device().name()).unstarted(this::run);
  }

  /** What every part of a link shares. */
  record Common(TopicMapping mapping, MqttSettings settings, SharedRandom chance) {}

  /**
   * Begins.
   *
   * @param topics to be subscribed whenever it connects
   */
  void start(Collection<String> topics) {
    wanted.addAll(topics);
    loop.start();
  }

  LinkStatus status() {
    return status;
  }

  /** What may be sent now; empty where there is no connection. */
  Optional<SendLimits> limits() {
    BrokerSession now = session;
    return now == null ? Optional.empty() : Optional.of(now.limits());
  }

  /** Hands a message to the broker now, or says that it was not. Never later. */
  CompletableFuture<PublishResult> send(OutgoingMessage message, Deadline deadline) {
    BrokerSession now = session;
    if (now == null) {
      return CompletableFuture.completedFuture(new PublishResult.Unsent(status.detail()));
    }
    return now.send(message, deadline);
  }

  /** Whether messages of this topic reach us, now and after every reconnect. */
  boolean subscribe(String topic, Deadline deadline) {
    if (wanted.contains(topic)) {
      return true;
    }
    BrokerSession now = session;
    if (now == null || wanted.size() >= settings.bounds().topicsMax()) {
      return false;
    }
    try {
      subscriptions.add(now, Set.of(topic), deadline.left(policy.clock()));
      wanted.add(topic);
      return true;
    } catch (ConnectionFailedException refused) {
      return false;
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Gives up this connection for another, by which the broker ends it too (MQTT 5, 3.1.4). */
  void renew(String why) {
    BrokerSession now = session;
    if (now != null) {
      now.end(why);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    loop.interrupt();
    try {
      loop.join(GOODBYE.multipliedBy(2));
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (closed.getCount() > 0) {
        Moment since = policy.clock().now();
        lose(attempt());
        failures = lasted(since) ? 0 : failures;
        pause(failures++);
      }
    } catch (InterruptedException closing) {
      lose("closed");
    }
  }

  /** Connects, and stays connected as long as it can. Returns how that ended. */
  private String attempt() throws InterruptedException {
    try {
      return live(connect());
    } catch (ConnectionFailedException failure) {
      return failure.detail();
    } catch (RuntimeException fault) {
      // The outermost frame: a fault of ours must not leave the machine unconnected for ever.
      LOG.errorf(fault, "device=%s mqtt connection stopped by a fault of the gateway", device());
      return "a fault of the gateway itself, see its log: " + fault;
    }
  }

  /** One that is lost at once is a failure too, or two of the same name would race for ever. */
  private boolean lasted(Moment since) {
    long ticked = policy.clock().now().ticks() - since.ticks();
    return Duration.ofNanos(ticked).compareTo(settings.connecting().reconnect().longest()) >= 0;
  }

  private BrokerSession connect() throws ConnectionFailedException, InterruptedException {
    int own = generation;
    BrokerSession made =
        connector.dial(
            policy,
            message -> {
              // A message of a lost connection must not count on the next one.
              if (own == generation) {
                listener.message(message);
              }
            });
    policy.outstanding().connected();
    try {
      subscriptions.add(made, wanted, settings.connecting().timeout());
    } catch (ConnectionFailedException | InterruptedException failure) {
      leave(made);
      throw failure;
    }
    return made;
  }

  private String live(BrokerSession made) throws InterruptedException {
    session = made;
    String security = mapping.address().tls() ? " with TLS" : " without TLS";
    String user = mapping.address().user().map(name -> " as " + name).orElse("");
    become(State.CONNECTED, mapping.address().broker() + security + user + made.limits().words());
    try {
      return made.ended().get();
    } catch (ExecutionException never) {
      throw new IllegalStateException(never);
    } finally {
      leave(made);
    }
  }

  private void leave(BrokerSession made) {
    session = null;
    CompletableFuture<?> goodbye = made.client().disconnect();
    boolean interrupted = Thread.interrupted();
    try {
      goodbye.get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException gone) {
      // it is gone, or goes when the socket notices: its messages are counted no more
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes it
  private void lose(String detail) {
    generation++;
    become(State.DISCONNECTED, detail);
    listener.lost(detail);
  }

  private void pause(int failures) throws InterruptedException {
    Duration pause = settings.connecting().reconnect().pause(failures, chance);
    if (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      become(State.CONNECTING, status.detail());
    }
  }

  /** Logged once for each change: attempts that fail as the one before did say nothing new. */
  private void become(State state, String detail) {
    LinkStatus before = status;
    LinkStatus next = statusOf(state, detail);
    status = before.state() == state ? new LinkStatus(state, detail, before.since()) : next;
    if (!before.detail().equals(detail) && closed.getCount() > 0) {
      LOG.infof("device=%s mqtt=%s %s", device(), state, detail);
    }
  }

  private DeviceName device() {
    return mapping.device().name();
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, policy.clock().now().wall());
  }
}
