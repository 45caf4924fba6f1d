package dev.lockstep.app.config;

import dev.lockstep.app.tracing.TracesConfig;
import dev.lockstep.device.ByteSize;
import dev.lockstep.device.Range;
import dev.lockstep.driver.mqtt.MqttSettings;
import dev.lockstep.ensemble.EnsemblePaths;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.outbox.OrderSettings;
import dev.lockstep.outbox.OutboxSettings;
import dev.lockstep.rest.Origin;
import io.quarkus.runtime.configuration.DurationConverter;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Check of the configuration as a whole, before anything is opened: each {@link Range}, and what
 * keys demand of each other. The packages rest on it and do not check again.
 *
 * @param idle how long an HTTP connection may be silent until the server closes it; zero: for ever
 */
record ConfigCheck(GatewayConfig config, Duration idle) {
  /** MQTT 3.1.1, 4.7; at most what a packet's head takes with ease. */
  private static final Pattern TOPIC = Pattern.compile("[^$+#\\p{Cntrl}][^+#\\p{Cntrl}]{0,1023}");

  /** As Kafka's brokers check it. */
  private static final Pattern KAFKA_TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private static final Pattern GATEWAY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final Pattern SERVERS =
      Pattern.compile(
          "[A-Za-z0-9.\\[\\]:_-]{1,255}:\\d{1,5}(,[A-Za-z0-9.\\[\\]:_-]{1,255}:\\d{1,5}){0,31}");
  private static final int PLANT_MAX = 64;
  private static final int PORT_MAX = 65_535;

  /**
   * Checks everything.
   *
   * @throws StartFailureException with the first key whose value cannot be used
   */
  void enforce() {
    List<ConfigKey> keys = ConfigKey.all();
    keys.forEach(this::checkRange);
    keys.forEach(key -> checkOrder(key, keys));
    checkPacket();
    checkNames();
    checkAddresses();
    checkIdle();
    checkEnsemble();
    checkOutbox();
    checkOrders();
    checkTraces();
    OidcCheck.enforce(config.oidc());
    StandbyCheck.enforce(config.standby(), config.gateway(), config.ensemble().connect());
  }

  private void checkRange(ConfigKey key) {
    Optional<Range> declared = key.annotation(Range.class);
    if (declared.isPresent()) {
      Range range = declared.get();
      Object value = key.in(config);
      boolean endless = range.most().isEmpty();
      boolean inside =
          amount(value).compareTo(bound(range.least(), value)) >= 0
              && (endless || amount(value).compareTo(bound(range.most(), value)) <= 0);
      String right = endless ? range.least() + " or more" : range.least() + " to " + range.most();
      require(inside, key.name(), value, right + " would be right");
    }
  }

  private void checkOrder(ConfigKey key, List<ConfigKey> all) {
    String lesser = key.annotation(Range.class).map(Range::notBelow).orElse("");
    if (!lesser.isEmpty()) {
      String name = key.name().substring(0, key.name().lastIndexOf('.') + 1) + lesser;
      ConfigKey other =
          all.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
      require(
          amount(key.in(config)).compareTo(amount(other.in(config))) >= 0,
          key.name(),
          key.in(config),
          "%s (%s) or more would be right".formatted(name, other.in(config)));
    }
  }

  private static BigDecimal bound(String text, Object like) {
    return amount(
        like instanceof Duration ? DurationConverter.parseDuration(text) : ByteSize.parse(text));
  }

  private static BigDecimal amount(Object value) {
    return switch (value) {
      case Integer count -> BigDecimal.valueOf(count);
      case Long count -> BigDecimal.valueOf(count);
      case ByteSize size -> BigDecimal.valueOf(size.count());
      case Duration time ->
          BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
      default -> throw new IllegalStateException("a range is given for " + value.getClass());
    };
  }

  private void checkPacket() {
    MqttSettings.Bounds mqtt = config.mqtt().bounds();
    int least = mqtt.payloadMax() + MqttSettings.Bounds.PACKET_HEAD;
    require(
        mqtt.packetMax() >= least,
        "lockstep.mqtt.packet-max",
        mqtt.packetMax(),
        "lockstep.mqtt.payload-max and %d (%d) or more would be right"
            .formatted(MqttSettings.Bounds.PACKET_HEAD, least));
  }

  private void checkNames() {
    String name = config.gateway().name();
    require(
        GATEWAY.matcher(name).matches(),
        "lockstep.gateway.name",
        name,
        "1 to 64 of A-Za-z0-9._- would be right");
    Optional<String> uri = config.opcua().applicationUri();
    require(
        uri.isEmpty() || isUri(uri.get()),
        "lockstep.opcua.application-uri",
        uri.orElse(""),
        "a URI such as urn:plant:line3:lockstep would be right");
  }

  private void checkOutbox() {
    OutboxSettings.Mqtt mqtt = config.outbox().mqtt();
    String topic = mqtt.topic();
    require(
        !topic.isBlank() && TOPIC.matcher(topic).matches(),
        "lockstep.outbox.mqtt.topic",
        topic,
        "a topic's name such as lockstep/events would be right: without the wildcards + and #, and"
            + " not one of the broker's own, which begin with $");
    String scheme = String.valueOf(mqtt.broker().getScheme());
    require(
        List.of("mqtt", "mqtts").contains(scheme)
            && mqtt.broker().getHost() != null
            && mqtt.broker().getUserInfo() == null,
        "lockstep.outbox.mqtt.broker",
        mqtt.broker(),
        "one like mqtt://host:1883 or mqtts://host:8883 would be right");
    String kafka = config.outbox().kafka().topic();
    require(
        KAFKA_TOPIC.matcher(kafka).matches() && !kafka.equals(".") && !kafka.equals(".."),
        "lockstep.outbox.kafka.topic",
        kafka,
        "1 to 249 of A-Za-z0-9._- would be right");
  }

  private static boolean isUri(String text) {
    try {
      return URI.create(text).isAbsolute();
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private void checkAddresses() {
    addresses("lockstep.coordinators.allowed", config.coordinators().allowed());
    addresses("lockstep.siblings.allowed", config.siblings().allowed());
    addresses("lockstep.restat.coordinators", config.restat().allowed());
    addresses("lockstep.restat.public-url", config.restat().publicUrl().map(List::of));
    addresses("lockstep.lra.public-url", config.lra().publicUrl().map(List::of));
    addresses("lockstep.coordinator.gateways", config.coordinator().gateways());
    Optional<URI> coordinator = config.coordinator().publicUrl();
    addresses("lockstep.coordinator.public-url", coordinator.map(List::of));
    require(
        coordinator.isEmpty() || !coordinator.get().toString().endsWith("/"),
        "lockstep.coordinator.public-url",
        coordinator.map(URI::toString).orElse(""),
        "the same without a slash at its end would be right");
  }

  private static void addresses(String key, Optional<List<URI>> found) {
    for (URI each : found.orElse(List.of())) {
      try {
        var unused = Origin.of(each.toString());
      } catch (IllegalArgumentException wrong) {
        throw StartFailureException.value(
            key, each, wrong.getMessage() + "; one like http://host:port would be right");
      }
    }
  }

  private void checkEnsemble() {
    EnsembleSettings ensemble = config.ensemble();
    try {
      var unused = new EnsemblePaths(ensemble.chroot());
    } catch (IllegalArgumentException wrong) {
      throw StartFailureException.value(
          "lockstep.ensemble.chroot", ensemble.chroot(), String.valueOf(wrong.getMessage()));
    }
    require(
        ensemble.connect().map(ConfigCheck::servers).orElse(true),
        "lockstep.ensemble.connect",
        ensemble.connect().orElse(""),
        "host:port, with commas between them, would be right; ports are 1 to 65535, and the chroot"
            + " is lockstep.ensemble.chroot");
    require(
        !ensemble.plant().isBlank() && ensemble.plant().length() <= PLANT_MAX,
        "lockstep.ensemble.plant",
        ensemble.plant(),
        "1 to %d characters would be right".formatted(PLANT_MAX));
  }

  private static boolean servers(String connect) {
    return SERVERS.matcher(connect).matches()
        && Stream.of(connect.split(",", -1))
            .map(each -> Integer.parseInt(each.substring(each.lastIndexOf(':') + 1)))
            .allMatch(port -> port >= 1 && port <= PORT_MAX);
  }

  /** A caller that waits for an answer sends nothing meanwhile, and must not count as idle. */
  private void checkIdle() {
    waited("lockstep.limits.timeout-max", config.limits().timeoutMax());
    waited("lockstep.transactions.answer-within", config.transactions().answerWithin());
    if (config.coordinator().enabled()) {
      waited("lockstep.coordinator.answer-max", config.coordinator().times().answerMax());
    }
  }

  private void checkOrders() {
    OrderSettings orders = config.orders();
    require(
        !orders.enabled() || config.coordinator().enabled(),
        "lockstep.coordinator.enabled",
        config.coordinator().enabled(),
        "orders are for the coordinator role; true would be right, or no channel of"
            + " lockstep.orders");
    Duration kept = config.journal().retention().forgottenFor();
    require(
        !orders.enabled() || orders.times().ageMax().compareTo(kept) < 0,
        "lockstep.orders.age-max",
        orders.times().ageMax(),
        "less than lockstep.journal.forgotten-for (%s) would be right, or a repeated order were a new one"
            .formatted(kept));
    URI broker = orders.mqtt().broker();
    require(
        List.of("mqtt", "mqtts").contains(String.valueOf(broker.getScheme()))
            && broker.getHost() != null
            && broker.getUserInfo() == null,
        "lockstep.orders.mqtt.broker",
        broker,
        "mqtt://host:port or mqtts://host:port would be right");
  }

  /** A token in clear is everyone's. */
  private void checkTraces() {
    TracesConfig traces = config.traces();
    double ratio = traces.samplingRatio();
    require(
        ratio >= 0 && ratio <= 1, "lockstep.traces.sampling-ratio", ratio, "0 to 1 would be right");
    Origin endpoint;
    try {
      endpoint = Origin.of(traces.endpoint().toString());
    } catch (IllegalArgumentException wrong) {
      throw StartFailureException.value(
          "lockstep.traces.endpoint",
          traces.endpoint(),
          wrong.getMessage() + "; one like http://collector:4318/v1/traces would be right");
    }
    require(
        traces.headersFile().isEmpty() || endpoint.scheme().equals("https") || endpoint.loopback(),
        "lockstep.traces.endpoint",
        traces.endpoint(),
        "what lockstep.traces.headers-file says is not sent over http to another machine; https"
            + " would be right");
  }

  private void waited(String key, Duration longest) {
    require(
        !idle.isPositive() || idle.compareTo(longest) > 0,
        key,
        longest,
        "quarkus.http.idle-timeout (%s) would close the connection of a caller that waits so long; %s"
            .formatted(idle, "more there would be right, or less here"));
  }

  private static void require(boolean right, String key, Object found, String remedy) {
    if (!right) {
      throw StartFailureException.value(key, found, remedy);
    }
  }
}
