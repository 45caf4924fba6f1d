package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.LinkStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps one device connected to its broker: a loop on a virtual thread of its own. Thread-safe. */
final class BrokerConnection implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** Gets what happens, on the client's thread or the loop's: must not block. */
  interface Listener {
    void message(Mqtt5Publish message);

    void lost(String detail);
  }

  private final Dialer dialer;
  private final Plan plan;
  private final MqttSettings settings;
  private final Chance chance;
  private final Gate gate;
  private final Listener listener;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread loop;

  private volatile @Nullable Session session;
  private volatile int generation;
  private volatile LinkStatus status;

  BrokerConnection(Dialer dialer, Common common, Gate gate, Listener listener) {
    this.dialer = dialer;
    this.plan = common.plan();
    this.settings = common.settings();
    this.chance = common.chance();
    this.gate = gate;
    this.listener = listener;
    this.status = statusOf(State.CONNECTING, "connects to " + plan.address().broker());
    this.loop = Thread.ofVirtual().name("mqtt " + plan.device().name()).unstarted(this::run);
  }

  /** What every part of a link shares. */
  record Common(Plan plan, MqttSettings settings, Chance chance) {}

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

  /** Hands a message to the broker now, or says that it was not. Never later. */
  CompletableFuture<Handed> send(Outgoing message, Deadline deadline) {
    Session now = session;
    if (now == null) {
      return CompletableFuture.completedFuture(new Handed.Unsent(status.detail()));
    }
    return now.send(message, deadline);
  }

  /** Whether messages of this topic reach us, now and after every reconnect. */
  boolean subscribe(String topic, Deadline deadline) {
    if (wanted.contains(topic)) {
      return true;
    }
    Session now = session;
    if (now == null || wanted.size() >= settings.bounds().topicsMax()) {
      return false;
    }
    try {
      subscribe(now, Set.of(topic), deadline.left(gate.clock()));
      wanted.add(topic);
      return true;
    } catch (DialFailure refused) {
      return false;
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Gives up this connection for another, by which the broker ends it too (MQTT 5, 3.1.4). */
  void renew(String why) {
    Session now = session;
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
        String detail;
        try {
          Session made = connect();
          Moment since = gate.clock().now();
          detail = live(made);
          if (lasted(since)) {
            failures = 0;
          }
        } catch (DialFailure failure) {
          detail = failure.detail();
        }
        lose(detail);
        pause(failures++);
      }
    } catch (InterruptedException closing) {
      lose("closed");
    }
  }

  /** One that is lost at once is a failure too, or two of the same name would race for ever. */
  private boolean lasted(Moment since) {
    long ticked = gate.clock().now().ticks() - since.ticks();
    return Duration.ofNanos(ticked).compareTo(settings.connecting().pauseMax()) >= 0;
  }

  private Session connect() throws DialFailure, InterruptedException {
    int own = generation;
    Session made =
        dialer.dial(
            gate,
            message -> {
              // A message of a lost connection must not count on the next one.
              if (own == generation) {
                listener.message(message);
              }
            });
    gate.ledger().connected();
    try {
      subscribe(made, wanted, settings.connecting().timeout());
    } catch (DialFailure | InterruptedException failure) {
      leave(made);
      throw failure;
    }
    return made;
  }

  private String live(Session made) throws InterruptedException {
    session = made;
    String security = plan.address().tls() ? " with TLS" : " without TLS";
    String user = plan.address().user().map(name -> " as " + name).orElse("");
    status = statusOf(State.CONNECTED, plan.address().broker() + security + user);
    try {
      return made.ended().get();
    } catch (ExecutionException never) {
      throw new IllegalStateException(never);
    } finally {
      leave(made);
    }
  }

  private void leave(Session made) {
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
    status = statusOf(State.DISCONNECTED, detail);
    listener.lost(detail);
  }

  private void pause(int failures) throws InterruptedException {
    MqttSettings.Connecting limits = settings.connecting();
    long longest = limits.pauseMax().toMillis();
    long grown = limits.pauseMin().toMillis() << Math.min(failures, 20);
    long pause = Math.min(grown, longest);
    // Half of it at random, so that a line's gateways do not come back all at once.
    boolean now =
        closed.await(pause - (long) (pause * chance.fraction() / 2), TimeUnit.MILLISECONDS);
    if (!now) {
      status = statusOf(State.CONNECTING, status.detail());
    }
  }

  private void subscribe(Session made, Collection<String> topics, Duration patience)
      throws DialFailure, InterruptedException {
    if (topics.isEmpty()) {
      return;
    }
    List<String> asked = topics.stream().sorted().toList();
    var subscriptions = new ArrayList<Mqtt5Subscription>();
    for (String topic : asked) {
      subscriptions.add(
          Mqtt5Subscription.builder()
              .topicFilter(topic)
              .qos(MqttQos.AT_LEAST_ONCE)
              .retainHandling(Mqtt5RetainHandling.SEND)
              .build());
    }
    Mqtt5Subscribe packet = Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build();
    try {
      made.client().subscribe(packet).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new DialFailure(plan.address().broker() + " refuses " + refused(asked, refused));
    } catch (TimeoutException silent) {
      String detail = "%s does not answer a subscription";
      throw new DialFailure(detail.formatted(plan.address().broker()));
    }
  }

  /** The topics that were refused, each with the broker's reason: the others were granted. */
  private static String refused(List<String> asked, ExecutionException failure) {
    if (!(failure.getCause() instanceof Mqtt5SubAckException refusal)
        || refusal.getMqttMessage().getReasonCodes().size() != asked.size()) {
      return "a subscription to %s: %s".formatted(asked, Words.of(failure));
    }
    List<Mqtt5SubAckReasonCode> codes = refusal.getMqttMessage().getReasonCodes();
    return IntStream.range(0, asked.size())
        .filter(each -> codes.get(each).isError())
        .mapToObj(each -> "a subscription to %s: %s".formatted(asked.get(each), codes.get(each)))
        .collect(Collectors.joining(", "));
  }

  private LinkStatus statusOf(State state, String detail) {
    return new LinkStatus(state, detail, gate.clock().now().wall());
  }
}
