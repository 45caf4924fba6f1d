package dev.lockstep.catalog;

import dev.lockstep.device.Preparation;
import dev.lockstep.device.Promise;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.ValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code prepare}: how a device is armed (DESIGN 4.3). */
final class PreparationReader {
  static final Duration WITHIN = Duration.ofSeconds(2);
  static final String HANDSHAKE = "plc-handshake";
  static final String EXCHANGE = "mqtt-request";

  private static final Preparation NONE = new Preparation.None();
  private static final Set<String> LATER =
      Set.of("opcua-lock", "job-order", "mqtt-retained", "sparkplug");
  private static final List<String> WORDS = List.of("none", HANDSHAKE, EXCHANGE);
  private static final int TOPIC_MAX = 1_000;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Map<String, Promise> PROMISES = new LinkedHashMap<>();

  static {
    Arrays.stream(Promise.values()).forEach(each -> PROMISES.put(each.name(), each));
  }

  private final ResourceLookup resources;
  private final boolean method;

  /**
   * @param method whether the command calls one: those cannot be staged
   */
  PreparationReader(ResourceLookup resources, boolean method) {
    this.resources = resources;
    this.method = method;
  }

  Preparation read(Spot spot) {
    if (spot.yaml() instanceof Yaml.Mapping) {
      Optional<Spot> pattern = spot.required("pattern", "write pattern: " + HANDSHAKE);
      Optional<String> word = pattern.flatMap(Spot::text);
      return word.isEmpty() ? NONE : ofPattern(spot, pattern.get(), word.get());
    }
    Optional<String> word = spot.text();
    if (word.isEmpty() || word.get().equals("none")) {
      return NONE;
    }
    if (word.get().equals(HANDSHAKE) || word.get().equals(EXCHANGE)) {
      String remedy = "write prepare: { pattern: " + word.get() + ", … } with its nodes or topics";
      spot.fault(word.get() + " stands alone", remedy);
      return NONE;
    }
    return ofPattern(spot, spot, word.get());
  }

  private Preparation ofPattern(Spot spot, Spot pattern, String word) {
    if (method && (word.equals(HANDSHAKE) || word.equals(EXCHANGE))) {
      pattern.fault("a method cannot be staged by " + word, "write prepare: none");
      return NONE;
    }
    return switch (word) {
      case "none" -> {
        spot.onlyKeys(Set.of("pattern"));
        yield NONE;
      }
      case HANDSHAKE -> handshake(spot);
      case EXCHANGE -> exchange(spot);
      default -> {
        if (LATER.contains(word)) {
          pattern.fault(
              "the pattern " + word + " is known, but not supported by this version yet",
              "supported: " + String.join(", ", WORDS));
        } else {
          pattern.fault("unknown pattern " + pattern.described(), Spelling.hint(word, WORDS));
        }
        yield NONE;
      }
    };
  }

  private Preparation handshake(Spot spot) {
    spot.onlyKeys(Keys.HANDSHAKE);
    Optional<ResourceName> commandId = node(spot, "commandId", true);
    Optional<ResourceName> preparedId = node(spot, "preparedId", false);
    Optional<ResourceName> commitId = node(spot, "commitId", true);
    Optional<ResourceName> lastAppliedId = node(spot, "lastAppliedId", false);
    Optional<ResourceName> abortId = node(spot, "abortId", true);
    Optional<ResourceName> rejectedId =
        spot.at("rejectedId").isPresent() ? node(spot, "rejectedId", false) : Optional.empty();
    boolean retained = spot.at("retained").flatMap(Spot::flag).orElse(false);
    if (commandId.isEmpty()
        || preparedId.isEmpty()
        || commitId.isEmpty()
        || lastAppliedId.isEmpty()
        || abortId.isEmpty()) {
      return NONE;
    }
    List<ResourceName> written = List.of(commandId.get(), commitId.get(), abortId.get());
    if (Set.copyOf(written).size() < written.size()) {
      spot.fault("commandId, commitId and abortId share a node", "give each a node of its own");
    }
    return new Preparation.Handshake(
        commandId.get(),
        preparedId.get(),
        commitId.get(),
        lastAppliedId.get(),
        abortId.get(),
        rejectedId,
        retained,
        within(spot));
  }

  private Optional<ResourceName> node(Spot spot, String key, boolean written) {
    Optional<Spot> named = spot.required(key, "name the resource that holds the PLC's " + key);
    Optional<KnownResource> found =
        named.flatMap(
            each ->
                written
                    ? resources.writable(each, "the gateway writes the id there")
                    : resources.readable(each, "the gateway reads the id there"));
    if (found.isPresent() && found.get().resource().type() != ValueType.STRING) {
      named
          .get()
          .fault(
              "%s is %s, and ids are text"
                  .formatted(named.get().described(), found.get().resource().type().edgeXName()),
              "choose a resource of type String");
      return Optional.empty();
    }
    return found.map(each -> each.resource().name());
  }

  private static Preparation exchange(Spot spot) {
    spot.onlyKeys(Keys.EXCHANGE);
    Optional<String> topic =
        topic(spot, "topic", "lockstep/{device}/{verb}", Set.of("device", "command", "verb"));
    Optional<String> responseTopic =
        topic(
            spot,
            "responseTopic",
            "lockstep/{device}/answers/{gateway}",
            Set.of("device", "gateway"));
    Optional<Promise> promise =
        spot.required("promise", "write what the device's yes is worth, for example DURABLE")
            .flatMap(PreparationReader::promise);
    return topic.isPresent() && responseTopic.isPresent() && promise.isPresent()
        ? new Preparation.Exchange(topic.get(), responseTopic.get(), promise.get(), within(spot))
        : NONE;
  }

  private static Optional<Promise> promise(Spot spot) {
    Optional<String> text = spot.text().map(each -> each.toUpperCase(Locale.ROOT));
    Optional<Promise> promise = text.map(PROMISES::get);
    if (text.isPresent() && promise.isEmpty()) {
      spot.fault(
          "unknown promise " + spot.described(), "write " + String.join(", ", PROMISES.keySet()));
    }
    return promise;
  }

  private static Optional<String> topic(
      Spot spot, String key, String example, Set<String> placeholders) {
    Optional<Spot> found = spot.required(key, "write " + key + ": \"" + example + '"');
    Optional<String> topic = found.flatMap(Spot::text);
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    Spot at = found.orElseThrow();
    String text = topic.get();
    if (text.isBlank() || text.length() > TOPIC_MAX) {
      at.fault("a topic has 1 to " + TOPIC_MAX + " characters", "write \"" + example + '"');
      return Optional.empty();
    }
    if (text.contains("+") || text.contains("#") || text.indexOf('\0') >= 0) {
      at.fault("a topic to publish to holds no + and no #", "write \"" + example + '"');
      return Optional.empty();
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      if (!placeholders.contains(matcher.group(1))) {
        String hint = Spelling.hint(matcher.group(1), placeholders);
        at.fault("unknown placeholder {" + matcher.group(1) + "}", hint);
        return Optional.empty();
      }
    }
    return topic;
  }

  private static Duration within(Spot spot) {
    return spot.at("within").flatMap(Spot::duration).orElse(WITHIN);
  }
}
