package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Deadline;
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

/**
 * The broker connection of one device: a loop on its own virtual thread that connects and
 * reconnects (decision 4). Thread-safe.
 */
final class BrokerConnection implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BrokerConnection.class);
  private static final Duration DISCONNECT_WITHIN = Duration.ofSeconds(1);

  /**
   * A listener for messages and connection loss, called on the client's thread or the loop's: must
   * not block.
   */
  interface Listener {
    void message(Mqtt5Publish message);

    void lost(String detail);

    /** What the broker is to publish when it loses the connection that is made next. */
    default Optional<Mqtt5Publish> will() {
      return Optional.empty();
    }

    /** The subscriptions of a new connection are in force; nothing has been sent on it yet. */
    default void subscribed(BrokerSession made)
        throws ConnectionFailedException, InterruptedException {}

    /** The gateway itself is about to end the connection. */
    default void leaving(BrokerSession made) {}
  }

  private final BrokerConnector connector;
  private final BrokerLogin login;
  private final MqttSettings settings;
  private final SharedRandom random;
  private final ExpiryPolicy policy;
  private final Listener listener;
  private final Subscriptions subscriptions;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread loop;

  private volatile @Nullable BrokerSession session;
  private volatile int generation;
  private volatile LinkStatus status;

  BrokerConnection(BrokerLogin login, BrokerConnector connector, Limits limits, Listener listener) {
    this.login = login;
    this.connector = connector;
    this.settings = limits.settings();
    this.random = limits.random();
    this.policy = limits.policy();
    this.listener = listener;
    this.subscriptions = new Subscriptions(login.address().broker());
    this.status = statusOf(State.CONNECTING, "connecting to " + login.address().broker());
    this.loop = Thread.ofVirtual().name("mqtt " + login.label()).unstarted(this::run);
  }

  /** The common parts of a link. */
  record Common(TopicMapping mapping, MqttSettings settings, SharedRandom random) {}

  /** What it keeps to. */
  record Limits(MqttSettings settings, SharedRandom random, ExpiryPolicy policy) {}

  /**
   * Starts the loop.
   *
   * @param topics to subscribe to at every connection
   */
  void start(Collection<String> topics) {
    wanted.addAll(topics);
    loop.start();
  }

  LinkStatus status() {
    return status;
  }

  /** The limits of the present connection; empty where there is none. */
  Optional<SendLimits> limits() {
    return session().map(BrokerSession::limits);
  }

  /** Publishes a message now, or not at all: it is never queued for a later connection. */
  CompletableFuture<PublishResult> send(OutgoingMessage message, Deadline deadline) {
    BrokerSession now = session;
    if (now == null) {
      return CompletableFuture.completedFuture(new PublishResult.Unsent(status.detail()));
    }
    return now.send(message, deadline);
  }

  /**
   * Subscribes to a topic, now and after every reconnect.
   *
   * @return whether the subscription is in force
   */
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

  /** The present session; empty where there is none. */
  Optional<BrokerSession> session() {
    return Optional.ofNullable(session);
  }

  /** Subscribes to a topic after every reconnect from now on. */
  void remember(String topic) {
    wanted.add(topic);
  }

  /** Replaces this connection, by which the broker ends the old one too (MQTT 5, 3.1.4). */
  void renew(String why) {
    BrokerSession now = session;
    if (now != null) {
      now.end(why);
    }
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    loop.interrupt();
    try {
      loop.join(DISCONNECT_WITHIN.multipliedBy(2));
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (closed.getCount() > 0) {
        Moment since = policy.clock().now();
        disconnected(attempt());
        failures = wasStable(since) ? 0 : failures;
        pause(failures++);
      }
    } catch (InterruptedException closing) {
      disconnected("closed");
    }
  }

  /**
   * Connects, and stays connected as long as possible.
   *
   * @return why the connection ended
   */
  private String attempt() throws InterruptedException {
    try {
      return stayConnected(connect());
    } catch (ConnectionFailedException failure) {
      return failure.detail();
    } catch (RuntimeException fault) {
      // The outermost frame: a fault of the gateway itself must not leave the machine unconnected.
      LOG.errorf(fault, "%s mqtt connection stopped by a fault of the gateway", login.label());
      return "a fault of the gateway itself, see its log: " + fault;
    }
  }

  /**
   * Whether the connection lasted long enough to reset the back-off. One that is lost at once
   * counts as a failure; otherwise two gateways with the same name would replace each other
   * endlessly.
   */
  private boolean wasStable(Moment since) {
    long ticked = policy.clock().now().ticks() - since.ticks();
    return Duration.ofNanos(ticked).compareTo(settings.connecting().reconnect().longest()) >= 0;
  }

  private BrokerSession connect() throws ConnectionFailedException, InterruptedException {
    int own = generation;
    BrokerSession made =
        connector.open(
            policy,
            message -> {
              // A message of a lost connection must not count on the next one.
              if (own == generation) {
                listener.message(message);
              }
            },
            listener.will());
    policy.outstanding().connected();
    try {
      subscriptions.add(made, wanted, settings.connecting().connectTimeout());
      listener.subscribed(made);
    } catch (ConnectionFailedException | InterruptedException failure) {
      disconnect(made);
      throw failure;
    }
    return made;
  }

  private String stayConnected(BrokerSession made) throws InterruptedException {
    session = made;
    String security = login.address().tls() ? " with TLS" : " without TLS";
    String user = login.address().user().map(name -> " as " + name).orElse("");
    setStatus(
        State.CONNECTED, login.address().broker() + security + user + made.limits().described());
    try {
      return made.ended().get();
    } catch (ExecutionException never) {
      throw new IllegalStateException(never);
    } finally {
      disconnect(made);
    }
  }

  private void disconnect(BrokerSession made) {
    session = null;
    boolean interrupted = Thread.interrupted();
    if (made.client().getState().isConnected()) {
      listener.leaving(made);
    }
    CompletableFuture<?> disconnecting = made.client().disconnect();
    try {
      disconnecting.get(DISCONNECT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException gone) {
      // the connection is gone, or ends when the socket notices: its messages are ignored
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop's thread writes it
  private void disconnected(String detail) {
    generation++;
    setStatus(State.DISCONNECTED, detail);
    listener.lost(detail);
  }

  private void pause(int failures) throws InterruptedException {
    Duration pause = settings.connecting().reconnect().pause(failures, random);
    if (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      setStatus(State.CONNECTING, status.detail());
    }
  }

  /**
   * Sets the status, and logs each change once: attempts that fail for the same reason are not
   * logged again.
   */
  private void setStatus(State state, String detail) {
    LinkStatus before = status;
    LinkStatus next = statusOf(state, detail);
    status = before.state() == state ? new LinkStatus(state, detail, before.since()) : next;
    if (!before.detail().equals(detail) && closed.getCount() > 0) {
      LOG.infof("%s mqtt=%s %s", login.label(), state, detail);
    }
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, policy.clock().now().wall());
  }
}
