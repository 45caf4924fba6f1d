package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.lockstep.device.Deadline;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.mqtt.EdgeNodeSession.Kind;
import dev.lockstep.driver.mqtt.EdgeNodeSession.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * A Sparkplug host application on one broker (Sparkplug 3.0.0, 5.3): one connection for all its
 * edge nodes, because the will of a connection is the death of the host (decision 68). Thread-safe.
 */
final class SparkplugHost implements BrokerConnection.Listener, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SparkplugHost.class);
  private static final Duration LEAVING_WITHIN = Duration.ofSeconds(1);
  private static final Duration CONNECTING_PAUSE = Duration.ofMillis(20);
  private static final Duration REBIRTH_WITHIN = Duration.ofSeconds(10);

  private final SparkplugAddress address;
  private final BrokerConnection.Limits limits;
  private final BrokerConnection connection;
  private final Map<String, EdgeNode> nodes = new ConcurrentHashMap<>();
  private final HostTimer timer;
  private volatile HostCertificates certificates;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean online;

  SparkplugHost(
      SparkplugAddress address,
      BrokerLogin login,
      BrokerConnector connector,
      BrokerConnection.Limits limits) {
    this.address = address;
    this.limits = limits;
    this.timer = new HostTimer(limits.policy().clock(), this::tick);
    this.certificates = new HostCertificates(stateTopic(), Instant.EPOCH);
    this.connection = new BrokerConnection(login, connector, limits, this);
  }

  private String stateTopic() {
    return SparkplugAddress.stateTopic(address.host());
  }

  MqttSettings.Sparkplug settings() {
    return limits.settings().sparkplug();
  }

  ExpiryPolicy policy() {
    return limits.policy();
  }

  /** The edge node of a device's address, known from now on. */
  EdgeNode node(SparkplugAddress device) {
    return nodes.computeIfAbsent(
        device.edgeNode(),
        name -> new EdgeNode(device, settings(), limits.random(), policy().clock()));
  }

  /** Adds a link; the first one opens the connection. */
  void add(EdgeNode node, SparkplugLink link) {
    node.links().add(link);
    String filter =
        settings().wholeNamespace() ? SparkplugAddress.NAMESPACE + "/#" : node.address().filter();
    if (started.compareAndSet(false, true)) {
      connection.start(List.of(filter, stateTopic()));
      return;
    }
    want(node, "a device of it was added");
    if (!settings().wholeNamespace()) {
      Deadline soon = Deadline.in(REBIRTH_WITHIN, policy().clock());
      Thread.startVirtualThread(
          () -> {
            if (!connection.subscribe(filter, soon)) {
              connection.remember(filter);
            }
          });
    }
  }

  /** Removes a link; whether it was the last one. */
  boolean remove(EdgeNode node, SparkplugLink link) {
    node.links().remove(link);
    if (node.links().isEmpty()) {
      nodes.remove(node.address().edgeNode(), node);
    }
    return nodes.isEmpty();
  }

  LinkStatus status() {
    return connection.status();
  }

  Optional<SendLimits> sendLimits() {
    return connection.limits();
  }

  CompletableFuture<PublishResult> send(OutgoingMessage message, Deadline deadline) {
    return connection.send(message, deadline);
  }

  void renew(String why) {
    connection.renew(why);
  }

  @Override
  public Optional<Mqtt5Publish> will() {
    certificates = new HostCertificates(stateTopic(), policy().clock().now().wall());
    return Optional.of(certificates.will());
  }

  /** The birth of the host is the first message on the connection. */
  @Override
  public void subscribed(BrokerSession made)
      throws ConnectionFailedException, InterruptedException {
    online = true;
    try {
      made.client()
          .publish(certificates.birth())
          .get(limits.settings().connecting().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new ConnectionFailedException(
          "%s did not take the birth certificate %s: %s"
              .formatted(address.broker().broker(), stateTopic(), ErrorText.of(refused)));
    } catch (TimeoutException silent) {
      throw new ConnectionFailedException(
          "%s does not answer the birth certificate".formatted(address.broker().broker()));
    }
    nodes.values().forEach(node -> want(node, "the host has connected"));
  }

  @Override
  public void leaving(BrokerSession made) {
    if (!online) {
      return;
    }
    online = false;
    try {
      made.client()
          .publish(certificates.death(policy().clock().now().wall()))
          .get(LEAVING_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException lost) {
      // The broker publishes the will instead, when it notices.
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void lost(String detail) {
    online = false;
    for (EdgeNode node : nodes.values()) {
      node.settle();
      node.session().disconnected();
      node.links().forEach(SparkplugLink::changed);
    }
  }

  @Override
  public void message(Mqtt5Publish message) {
    String topic = message.getTopic().toString();
    if (topic.equals(stateTopic())) {
      state(message);
      return;
    }
    // NAMESPACE/group/KIND/node[/device]
    String[] levels = topic.split("/", -1);
    if (levels.length < 4 || levels.length > 5 || message.isRetain()) {
      // A retained message of an edge node is of before (6.4.17: none is retained).
      return;
    }
    EdgeNode node = nodes.get(levels[1] + "/" + levels[3]);
    Optional<Kind> kind =
        Arrays.stream(Kind.values()).filter(each -> each.name().equals(levels[2])).findFirst();
    if (node == null
        || kind.isEmpty()
        || kind.get().name().startsWith("D") != (levels.length == 5)) {
      return;
    }
    receive(node, kind.get(), levels.length == 5 ? levels[4] : "", message);
  }

  private void receive(EdgeNode node, Kind kind, String device, Mqtt5Publish message) {
    EdgeNodeSession session = node.session();
    LinkStatus before = session.status("");
    Optional<String> rebirth;
    try {
      SparkplugPayload payload =
          SparkplugCodec.decode(message.getPayloadAsBytes(), settings().metricsMax());
      rebirth = session.receive(new Message(kind, device, payload));
    } catch (MalformedPayloadException unreadable) {
      rebirth = session.unreadable(kind + ": " + unreadable.detail());
    }
    if (kind == Kind.NBIRTH || kind == Kind.NDEATH) {
      node.settle();
    }
    LinkStatus after = session.status("");
    if (!after.detail().equals(before.detail())) {
      LOG.infof(
          "edge-node=%s sparkplug=%s %s", node.address().edgeNode(), after.state(), after.detail());
    }
    rebirth.ifPresent(reason -> want(node, reason));
    session.due().ifPresent(timer::after);
    node.links().forEach(SparkplugLink::changed);
  }

  /**
   * A message on this host's own topic. Where it says that the host is offline it is of an earlier
   * connection, or of another host with the same id: the birth is published again (5.3).
   */
  private void state(Mqtt5Publish message) {
    if (!online) {
      return;
    }
    try {
      JsonNode said = PayloadJson.parse(message.getPayloadAsBytes());
      if (said.path("online").isBoolean() && !said.path("online").booleanValue()) {
        connection.session().ifPresent(this::repeatBirth);
      } else if (!message.isRetain()
          && said.path("timestamp").asLong() != certificates.connecting().toEpochMilli()) {
        LOG.warnf(
            "sparkplug-host=%s another host application is online with this id on %s; give each its"
                + " own HostId",
            address.host(), address.broker().broker());
      }
    } catch (MalformedPayloadException unreadable) {
      LOG.warnf("sparkplug-host=%s %s: %s", address.host(), stateTopic(), unreadable.detail());
    }
  }

  private void repeatBirth(BrokerSession now) {
    var unused = now.client().publish(certificates.birth());
  }

  /** Asks an edge node for its births as soon as the pauses allow. */
  void want(EdgeNode node, String reason) {
    node.want(reason);
    timer.after(Duration.ZERO);
  }

  private void tick() {
    for (EdgeNode node : nodes.values()) {
      node.session()
          .tick()
          .ifPresent(
              reason -> {
                LOG.infof("edge-node=%s sparkplug %s", node.address().edgeNode(), reason);
                node.want(reason);
                node.links().forEach(SparkplugLink::changed);
              });
      if (online && !connection.status().connected()) {
        timer.after(CONNECTING_PAUSE);
      } else if (online) {
        node.take().ifPresent(reason -> ask(node, reason));
        node.due().ifPresent(timer::after);
      }
      node.session().due().ifPresent(timer::after);
    }
  }

  private void ask(EdgeNode node, String reason) {
    LOG.debugf("edge-node=%s sparkplug rebirth requested: %s", node.address().edgeNode(), reason);
    OutgoingMessage message = RebirthRequest.to(node.address().rebirthTopic(), policy().clock());
    // Before the send: a birth may come before the receipt.
    node.asked();
    var unused = send(message, Deadline.in(REBIRTH_WITHIN, policy().clock()));
  }

  @Override
  public void close() {
    timer.close();
    connection.close();
  }
}
