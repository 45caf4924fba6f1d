package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.BrokerBrowseProgress;
import dev.lockstep.driver.BrokerBrowseRequest;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.SendLease;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Finds out what devices an MQTT broker has: by the births of Sparkplug edge nodes, and by retained
 * messages. It listens, on a connection of its own that has no will, and publishes nothing but
 * requests for births where it is asked to: it is no host application of Sparkplug.
 */
public final class MqttBrowser {
  private final MqttSettings settings;
  private final String gateway;
  private final MqttSecrets secrets;
  private final RandomGenerator random;
  private final TimeSource clock;

  /**
   * @param gateway this gateway's name, the beginning of the client id
   * @param random for the rest of it: no connection of the gateway, and no other browsing, has it
   */
  public MqttBrowser(
      MqttSettings settings,
      String gateway,
      MqttSecrets secrets,
      RandomGenerator random,
      TimeSource clock) {
    this.settings = settings;
    this.gateway = gateway;
    this.secrets = secrets;
    this.random = random;
    this.clock = clock;
  }

  /** The faults of a request, one sentence each. Does not use the network. */
  public List<String> faults(BrokerBrowseRequest request) {
    List<String> faults = new ArrayList<>();
    MqttAddress address = new MqttAddressReader(keys(request), Map.of(), faults).read();
    faults.replaceAll(each -> each.replace("protocols.mqtt.Broker", "the broker"));
    if (faults.isEmpty()
        && request.user().isPresent()
        && !address.tls()
        && !request.clearPassword()
        && !isLoopback(address.host())) {
      faults.add(
          "the password would go in clear to %s: mqtts:// encrypts it, --security None permits it"
              .formatted(address.host()));
    }
    filterFault(request.filter()).ifPresent(faults::add);
    request.rebirth().named().stream()
        .filter(each -> !isEdgeNode(each))
        .forEach(
            each ->
                faults.add("--rebirth-of is \"%s\"; GROUP/NODE would be right".formatted(each)));
    return faults;
  }

  private static Map<String, String> keys(BrokerBrowseRequest request) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("Broker", request.broker());
    request.user().ifPresent(each -> keys.put("User", each));
    return keys;
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false; // what it leads to may change
    }
  }

  private static Optional<String> filterFault(String filter) {
    try {
      return MqttTopicFilter.of(filter).isShared()
          ? Optional.of("--under is a shared subscription, which takes messages from others")
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.of(
          "--under \"%s\": %s; plant/# or plant/+/state would be right"
              .formatted(ErrorText.brief(filter), ErrorText.of(malformed)));
    }
  }

  private static boolean isEdgeNode(String name) {
    String[] levels = name.split("/", -1);
    return levels.length == 2
        && !levels[0].isEmpty()
        && !levels[1].isEmpty()
        && Topics.fault(name).isEmpty();
  }

  /**
   * Listens, and says what was found. Blocks for as long as the request says.
   *
   * @param progress told about every second
   * @throws BrowseFailedException where nothing was found too; the message says what to do
   * @throws InterruptedException the connection has ended then
   */
  public BrokerDescription browse(
      BrokerBrowseRequest request, Consumer<BrokerBrowseProgress> progress)
      throws BrowseFailedException, InterruptedException {
    Map<String, String> keys = keys(request);
    MqttAddress address = new MqttAddressReader(keys, Map.of(), new ArrayList<>()).read();
    BrokerLogin login =
        new BrokerLogin(
            "browse",
            address,
            "lockstep.%s.browse-%016x".formatted(gateway, random.nextLong()),
            () -> secrets.passwordOf(request.name()));
    ExpiryPolicy policy =
        new ExpiryPolicy(
            clock,
            SendLease.ALWAYS,
            settings.sending().expiryMax(),
            new OutstandingPublishes(clock, settings.sending()));
    BrokerListener listener = new BrokerListener(request, settings, keys);
    try {
      BrokerSession session =
          new BrokerConnector(login, settings, secrets)
              .open(policy, listener::receive, Optional.empty());
      new ListeningSession(session, request, settings, clock).run(listener, progress);
    } catch (ConnectionFailedException failed) {
      throw new BrowseFailedException(failed.detail() + remedy(failed.detail(), request));
    }
    BrokerDescription found = listener.description();
    if (found.devices().isEmpty()) {
      throw new BrowseFailedException(nothing(request, found));
    }
    return found;
  }

  private static String nothing(BrokerBrowseRequest request, BrokerDescription found) {
    String seen =
        "nothing retained and no birth with metrics was seen under %s in %d s"
            .formatted(request.filter(), request.listen().toSeconds());
    return found.remarks().isEmpty()
        ? seen
            + "; --listen waits longer, --under names other topics, and a user may lack the right"
            + " to read: brokers do not say so"
        : seen + "; " + String.join("; ", found.remarks());
  }

  private static String remedy(String detail, BrokerBrowseRequest request) {
    if (detail.contains("refuses a subscription")) {
      return "; --under TOPIC/# names what may be read, --user who may read it";
    }
    if (detail.contains(" refuses ")) {
      return request.user().isPresent()
          ? "; the password is %s.password in lockstep.secrets.folder, or LOCKSTEP_PASSWORD_NAME with the name \"%s\" (--name)"
              .formatted(request.name(), request.name())
          : "; --user says who listens";
    }
    if (detail.contains("subject alternative names")) {
      return "; name the broker as its certificate does";
    }
    if (detail.contains("certification path") || detail.contains("trust store")) {
      return "; lockstep.mqtt.trust-store says whose certificates are trusted";
    }
    return detail.contains("cannot be reached") || detail.contains("does not answer")
        ? "; does it run there, with MQTT 5, and is it mqtts:// that it wants?"
        : "";
  }
}
