package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Devices behind an MQTT 5 broker (DESIGN 4.3, 8).
 *
 * <p>Each device has a connection of its own, also where several share a broker: its password is
 * looked up by device, a device that is behind uses up no other's window of messages, and the fence
 * of one never waits for another. The client's threads are shared by all connections.
 */
public final class MqttDriver implements Driver {
  private final MqttSettings settings;
  private final MqttSecrets secrets;
  private final SharedRandom chance;
  private final TimeSource clock;
  private final Map<DeviceName, MqttLink> links = new ConcurrentHashMap<>();

  /**
   * @param random makes correlation data and jitter. Where devices' answers could be forged, one
   *     that cannot be guessed ({@link java.security.SecureRandom}). Need not be thread-safe
   */
  public MqttDriver(
      MqttSettings settings, MqttSecrets secrets, RandomGenerator random, TimeSource clock) {
    this.settings = settings;
    this.secrets = secrets;
    this.chance = new SharedRandom(random);
    this.clock = clock;
  }

  @Override
  public String protocol() {
    return "mqtt";
  }

  @Override
  public List<String> faults(Device device) {
    TopicMappingReader reader = new TopicMappingReader(device, settings);
    TopicMapping unused = reader.read();
    return reader.faults();
  }

  @Override
  public Optional<String> server(Device device) {
    TopicMappingReader reader = new TopicMappingReader(device, settings);
    MqttAddress address = reader.readAddress();
    return reader.faults().isEmpty() ? Optional.of(address.server()) : Optional.empty();
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    TopicMapping mapping = new TopicMappingReader(device, settings).read();
    Map<ResourceName, Set<Target>> targets = new HashMap<>();
    for (ResourceTopics resourceTopics : mapping.points().values()) {
      if (resourceTopics.resource().access().writable()) {
        mapping
            .target(resourceTopics)
            .ifPresent(each -> targets.put(resourceTopics.resource().name(), Set.of(each)));
      }
    }
    return targets;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the device has {@link #faults}
   */
  @Override
  public DeviceLink open(Device device) {
    TopicMappingReader reader = new TopicMappingReader(device, settings);
    TopicMapping mapping = reader.read();
    if (!reader.faults().isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", reader.faults()));
    }
    OutstandingPublishes outstanding = new OutstandingPublishes(clock, settings.sending());
    ExpiryPolicy policy = new ExpiryPolicy(clock, settings.sending().expiryMax(), outstanding);
    MqttLink link =
        new MqttLink(new BrokerConnection.Common(mapping, settings, chance), policy, secrets);
    MqttLink before = links.put(device.name(), link);
    if (before != null) {
      // Two connections with one client id would throw each other out for ever.
      before.close();
    }
    link.start();
    return link;
  }

  /** What came in for a device and was no use: zero where it is not open. */
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
