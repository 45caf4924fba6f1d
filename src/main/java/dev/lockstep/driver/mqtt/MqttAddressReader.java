package dev.lockstep.driver.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reader of {@code protocols.mqtt} of a device; adds its faults to a list. */
final class MqttAddressReader {
  static final List<String> KEYS =
      List.of(
          "Broker",
          "User",
          "Qos",
          "AvailabilityTopic",
          "OnlinePayload",
          "OfflinePayload",
          "CommandTopic",
          "ResponseTopic");
  static final int PORT = 1883;
  static final int PORT_TLS = 8883;

  /** The EdgeX device service's own default, {@code MQTTBrokerInfo.ResponseTopic}. */
  private static final String RESPONSES = "command/response/#";

  private static final URI NOWHERE = URI.create("mqtt://nowhere");

  private final Map<String, String> keys;
  private final Map<String, String> placeholders;
  private final List<String> faults;

  MqttAddressReader(
      Map<String, String> keys, Map<String, String> placeholders, List<String> faults) {
    this.keys = keys;
    this.placeholders = placeholders;
    this.faults = faults;
  }

  /** One sentence for each key that means nothing here: a misspelt one would have no effect. */
  static List<String> warnings(Set<String> found) {
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(KEYS);
    return found.stream()
        .filter(each -> !known.contains(each))
        .sorted()
        .map(
            each ->
                "protocols.mqtt: %s is no key of it and is ignored; there are %s"
                    .formatted(each, String.join(", ", KEYS)))
        .toList();
  }

  MqttAddress read() {
    URI broker = broker();
    boolean tls = "mqtts".equals(broker.getScheme());
    return new MqttAddress(
        tls,
        withoutBrackets(broker.getHost()),
        broker.getPort() < 0 ? (tls ? PORT_TLS : PORT) : broker.getPort(),
        Optional.ofNullable(keys.get("User")).filter(user -> !user.isEmpty()),
        topic("CommandTopic"),
        responsePrefix(),
        topic("AvailabilityTopic").map(this::availability));
  }

  private URI broker() {
    String found = keys.get("Broker");
    if (found == null) {
      faults.add("protocols.mqtt.Broker is missing; mqtt://HOST:1883 would be right");
      return NOWHERE;
    }
    if (found.contains("@")) {
      // Not repeated in the message: the part before the @ may be a password.
      faults.add("protocols.mqtt.Broker contains a user; the key User would be right");
      return NOWHERE;
    }
    try {
      URI broker = new URI(found.strip());
      boolean known = "mqtt".equals(broker.getScheme()) || "mqtts".equals(broker.getScheme());
      boolean bare = "".equals(broker.getRawPath()) || "/".equals(broker.getRawPath());
      if (known && broker.getHost() != null && bare && portFits(broker)) {
        return broker;
      }
    } catch (URISyntaxException malformed) {
      // reported below, as for a URI of another kind
    }
    faults.add(
        "protocols.mqtt.Broker is \"%s\"; mqtt://HOST:1883 or mqtts://HOST:8883 would be right"
            .formatted(found));
    return NOWHERE;
  }

  private static boolean portFits(URI broker) {
    return broker.getPort() == -1 || (broker.getPort() > 0 && broker.getPort() <= 65_535);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String responsePrefix() {
    String found = Topics.fill(keys.getOrDefault("ResponseTopic", RESPONSES), placeholders);
    String bare = found.endsWith("/#") ? found.substring(0, found.length() - 2) : found;
    check("ResponseTopic", bare);
    return bare + "/";
  }

  private Optional<String> topic(String key) {
    Optional<String> topic =
        Optional.ofNullable(keys.get(key)).map(each -> Topics.fill(each, placeholders));
    topic.ifPresent(each -> check(key, each));
    return topic;
  }

  private void check(String key, String topic) {
    Topics.fault(topic)
        .ifPresent(what -> faults.add("protocols.mqtt.%s \"%s\" %s".formatted(key, topic, what)));
  }

  private MqttAddress.Availability availability(String topic) {
    String online = keys.getOrDefault("OnlinePayload", "online");
    String offline = keys.getOrDefault("OfflinePayload", "offline");
    if (online.equals(offline)) {
      faults.add("protocols.mqtt: OnlinePayload and OfflinePayload are the same");
    }
    return new MqttAddress.Availability(topic, online, offline);
  }
}
