package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.SendLease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The driver of devices behind an MQTT 5 broker.
 *
 * <p>Each device has its own connection, even where several share a broker (decision 4): its
 * password is looked up by device, a slow device does not use up another's window of messages, and
 * the fence of one never waits for another. All connections share the client's threads.
 */
public final class MqttDriver implements Driver {
  private final MqttSettings settings;
  private final String gateway;
  private final MqttSecrets secrets;
  private final SharedRandom random;
  private final TimeSource clock;
  private final SendLease lease;
  private final Map<DeviceName, MqttLink> links = new ConcurrentHashMap<>();

  /**
   * @param gateway this gateway's name, part of response topics and client ids: 1 to 64 of {@code
   *     A-Za-z0-9._-}, different for each gateway on a broker
   * @param random for correlation data and jitter. Where answers of devices could be forged it must
   *     be unpredictable ({@link java.security.SecureRandom}). Need not be thread-safe
   */
  public MqttDriver(
      MqttSettings settings,
      String gateway,
      MqttSecrets secrets,
      RandomGenerator random,
      TimeSource clock) {
    this(settings, gateway, secrets, random, clock, SendLease.ALWAYS);
  }

  /**
   * As one of the two of a line.
   *
   * @param lease that messages which could move a device are sent under
   */
  public MqttDriver(
      MqttSettings settings,
      String gateway,
      MqttSecrets secrets,
      RandomGenerator random,
      TimeSource clock,
      SendLease lease) {
    this.lease = lease;
    this.settings = settings;
    this.gateway = gateway;
    this.secrets = secrets;
    this.random = new SharedRandom(random);
    this.clock = clock;
  }

  @Override
  public String protocol() {
    return "mqtt";
  }

  @Override
  public List<String> faults(Device device) {
    TopicMappingReader reader = new TopicMappingReader(device, settings, gateway);
    TopicMapping unused = reader.read();
    return reader.faults();
  }

  @Override
  public List<String> warnings(Device device) {
    return MqttAddressReader.warnings(
        device.protocols().getOrDefault(protocol(), Map.of()).keySet());
  }

  @Override
  public Optional<String> server(Device device) {
    TopicMappingReader reader = new TopicMappingReader(device, settings, gateway);
    MqttAddress address = reader.readAddress();
    return reader.faults().isEmpty() ? Optional.of(address.server()) : Optional.empty();
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    TopicMapping mapping = new TopicMappingReader(device, settings, gateway).read();
    Map<ResourceName, Set<Target>> targets = new HashMap<>();
    for (ResourceTopics resourceTopics : mapping.topicsByResource().values()) {
      if (resourceTopics.resource().access().writable()) {
        mapping
            .target(resourceTopics)
            .ifPresent(each -> targets.put(resourceTopics.resource().name(), Set.of(each)));
      }
    }
    return targets;
  }

  /** Also the topics of its commands' requests are the same: the link subscribes to the answers. */
  @Override
  public boolean serves(Device opened, Device other) {
    return Driver.super.serves(opened, other)
        && new TopicMappingReader(opened, settings, gateway)
            .read()
            .sameExchanges(new TopicMappingReader(other, settings, gateway).read());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the device has {@link #faults}
   */
  @Override
  public DeviceLink open(Device device) {
    TopicMappingReader reader = new TopicMappingReader(device, settings, gateway);
    TopicMapping mapping = reader.read();
    if (!reader.faults().isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", reader.faults()));
    }
    OutstandingPublishes outstanding = new OutstandingPublishes(clock, settings.sending());
    ExpiryPolicy policy =
        new ExpiryPolicy(clock, lease, settings.sending().expiryMax(), outstanding);
    MqttLink link =
        new MqttLink(new BrokerConnection.Common(mapping, settings, random), policy, secrets);
    links.values().removeIf(MqttLink::isClosed);
    MqttLink before = links.put(device.name(), link);
    if (before != null) {
      // Two connections with one client id would replace each other endlessly.
      before.close();
    }
    link.start();
    return link;
  }

  /** The ignored messages of a device; zero where it is not open. */
  public IgnoredMessages ignored(DeviceName device) {
    return Optional.ofNullable(links.get(device))
        .map(MqttLink::ignored)
        .orElse(IgnoredMessages.NONE);
  }

  @Override
  public void close() {
    links.values().forEach(MqttLink::close);
    links.clear();
  }
}
