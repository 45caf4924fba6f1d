package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.SendLease;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The driver of devices behind Sparkplug B edge nodes: this gateway is a host application
 * (Sparkplug 3.0.0).
 *
 * <p>All devices with one broker, host id and user share a connection (decision 68): a host is
 * online as long as its connection is, because the broker publishes its death by the will of that.
 */
public final class SparkplugDriver implements Driver {
  private final MqttSettings settings;
  private final String gateway;
  private final MqttSecrets secrets;
  private final SharedRandom random;
  private final TimeSource clock;
  private final SendLease lease;
  private final Map<String, SparkplugHost> hosts = new HashMap<>();
  private final Map<DeviceName, SparkplugLink> links = new HashMap<>();

  /**
   * @param gateway this gateway's name, the host id where a device names none: 1 to 64 of {@code
   *     A-Za-z0-9._-}, different for each gateway on a broker
   * @param random for jitter. Need not be thread-safe
   * @param lease that commands are sent under
   */
  public SparkplugDriver(
      MqttSettings settings,
      String gateway,
      MqttSecrets secrets,
      RandomGenerator random,
      TimeSource clock,
      SendLease lease) {
    this.settings = settings;
    this.gateway = gateway;
    this.secrets = secrets;
    this.random = new SharedRandom(random);
    this.clock = clock;
    this.lease = lease;
  }

  @Override
  public String protocol() {
    return SparkplugMappingReader.PROTOCOL;
  }

  @Override
  public List<String> faults(Device device) {
    SparkplugMappingReader reader = new SparkplugMappingReader(device, gateway);
    SparkplugMapping unused = reader.read();
    return reader.faults();
  }

  @Override
  public List<String> warnings(Device device) {
    return SparkplugMappingReader.warnings(
        device.protocols().getOrDefault(protocol(), Map.of()).keySet());
  }

  @Override
  public Optional<String> server(Device device) {
    SparkplugMappingReader reader = new SparkplugMappingReader(device, gateway);
    SparkplugAddress address = reader.readAddress();
    return reader.faults().isEmpty() ? Optional.of(address.broker().server()) : Optional.empty();
  }

  @Override
  public Map<ResourceName, Set<Target>> targets(Device device) {
    if (device.protocols().keySet().stream().noneMatch(protocol()::equalsIgnoreCase)) {
      return Map.of();
    }
    SparkplugMapping mapping = new SparkplugMappingReader(device, gateway).read();
    Map<ResourceName, Set<Target>> targets = new HashMap<>();
    device.profile().resources().values().stream()
        .filter(each -> each.access().writable())
        .forEach(
            each ->
                mapping
                    .target(each.name())
                    .ifPresent(target -> targets.put(each.name(), Set.of(target))));
    return targets;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the device has {@link #faults}
   */
  @Override
  public synchronized DeviceLink open(Device device) {
    SparkplugMappingReader reader = new SparkplugMappingReader(device, gateway);
    SparkplugMapping mapping = reader.read();
    if (!reader.faults().isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", reader.faults()));
    }
    SparkplugHost host =
        hosts.computeIfAbsent(key(mapping.address()), key -> host(key, mapping.address()));
    SparkplugLink link = new SparkplugLink(mapping, host, this::closed);
    SparkplugLink before = links.put(device.name(), link);
    host.add(link.node(), link);
    if (before != null) {
      closed(before);
    }
    return link;
  }

  private static String key(SparkplugAddress address) {
    return "%s as %s, user %s"
        .formatted(address.broker().broker(), address.host(), address.broker().user().orElse(""));
  }

  private SparkplugHost host(String key, SparkplugAddress address) {
    OutstandingPublishes outstanding = new OutstandingPublishes(clock, settings.sending());
    ExpiryPolicy policy =
        new ExpiryPolicy(clock, lease, settings.sending().expiryMax(), outstanding);
    BrokerLogin login =
        new BrokerLogin(
            "sparkplug-host=" + address.host(),
            address.broker(),
            BrokerLogin.clientId(gateway, "sparkplug " + key),
            () -> password(key));
    return new SparkplugHost(
        address,
        login,
        new BrokerConnector(login, settings, secrets),
        new BrokerConnection.Limits(settings, random, policy));
  }

  /** The password of a host's user: the first that one of its devices has, by their names. */
  private synchronized Optional<String> password(String key) {
    return links.entrySet().stream()
        .filter(each -> each.getValue().host() == hosts.get(key))
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(DeviceName::value))
        .flatMap(device -> secrets.passwordOf(device).stream())
        .findFirst();
  }

  private void closed(SparkplugLink link) {
    boolean last;
    synchronized (this) {
      links.values().remove(link);
      last = link.host().remove(link.node(), link) && hosts.values().remove(link.host());
    }
    if (last) {
      link.host().close();
    }
  }

  @Override
  public void close() {
    List<SparkplugHost> all;
    synchronized (this) {
      all = List.copyOf(hosts.values());
      hosts.clear();
      links.clear();
    }
    all.forEach(SparkplugHost::close);
  }
}
