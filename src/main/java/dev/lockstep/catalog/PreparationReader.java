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

/** Reader of {@code prepare}: the preparation pattern by which a device is armed. */
final class PreparationReader {
  static final Duration WITHIN = Duration.ofSeconds(2);
  static final String HANDSHAKE = "plc-handshake";
  static final String EXCHANGE = "mqtt-request";
  static final String LOCK = "opcua-lock";
  static final String JOB_ORDER = "job-order";
  static final String RETAINED = "mqtt-retained";

  private static final Preparation NONE = new Preparation.None();

  /** A Sparkplug device has nothing that could be armed: its commands are checked and sent. */
  private static final String SPARKPLUG = "sparkplug";

  private static final List<String> WORDS =
      List.of("none", HANDSHAKE, EXCHANGE, LOCK, JOB_ORDER, RETAINED, SPARKPLUG);
  private static final Set<String> STAGING = Set.of(HANDSHAKE, EXCHANGE, JOB_ORDER, RETAINED);
  private static final int TOPIC_MAX = 1_000;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Map<String, Promise> PROMISES = new LinkedHashMap<>();

  static {
    Arrays.stream(Promise.values()).forEach(each -> PROMISES.put(each.name(), each));
  }

  private final ResourceLookup resources;
  private final boolean method;

  /**
   * @param method whether the command calls a method, which cannot be staged
   */
  PreparationReader(ResourceLookup resources, boolean method) {
    this.resources = resources;
    this.method = method;
  }

  Preparation read(YamlNode node) {
    if (node.yaml() instanceof Yaml.Mapping) {
      Optional<YamlNode> pattern = node.required("pattern", "write pattern: " + HANDSHAKE);
      Optional<String> word = pattern.flatMap(YamlNode::text);
      return word.isEmpty() ? NONE : ofPattern(node, pattern.get(), word.get());
    }
    Optional<String> word = node.text();
    if (word.isEmpty() || word.get().equals("none") || word.get().equals(SPARKPLUG)) {
      return NONE;
    }
    if (WORDS.contains(word.get())) {
      String remedy = "write prepare: { pattern: " + word.get() + ", … } with its nodes or topics";
      node.fault(word.get() + " needs parameters", remedy);
      return NONE;
    }
    return ofPattern(node, node, word.get());
  }

  private Preparation ofPattern(YamlNode node, YamlNode pattern, String word) {
    if (method && STAGING.contains(word)) {
      pattern.fault("a method cannot be staged by " + word, "write prepare: none");
      return NONE;
    }
    return switch (word) {
      case "none", SPARKPLUG -> {
        node.onlyKeys(Set.of("pattern"));
        yield NONE;
      }
      case HANDSHAKE -> handshake(node);
      case EXCHANGE -> exchange(node);
      case LOCK -> NodePatternReader.lock(node).orElse(NONE);
      case JOB_ORDER -> NodePatternReader.jobOrder(node, within(node)).orElse(NONE);
      case RETAINED -> retained(node);
      default -> {
        pattern.fault(
            "unknown pattern " + pattern.described(), SpellingSuggestion.hint(word, WORDS));
        yield NONE;
      }
    };
  }

  private Preparation handshake(YamlNode node) {
    node.onlyKeys(ProfileKeys.HANDSHAKE);
    Optional<ResourceName> commandId = node(node, "commandId", true);
    Optional<ResourceName> preparedId = node(node, "preparedId", false);
    Optional<ResourceName> commitId = node(node, "commitId", true);
    Optional<ResourceName> lastAppliedId = node(node, "lastAppliedId", false);
    Optional<ResourceName> abortId = node(node, "abortId", true);
    Optional<ResourceName> rejectedId =
        node.at("rejectedId").isPresent() ? node(node, "rejectedId", false) : Optional.empty();
    boolean retained = node.at("retained").flatMap(YamlNode::flag).orElse(false);
    if (commandId.isEmpty()
        || preparedId.isEmpty()
        || commitId.isEmpty()
        || lastAppliedId.isEmpty()
        || abortId.isEmpty()) {
      return NONE;
    }
    List<ResourceName> written = List.of(commandId.get(), commitId.get(), abortId.get());
    if (Set.copyOf(written).size() < written.size()) {
      node.fault("commandId, commitId and abortId share a node", "give each a node of its own");
    }
    return new Preparation.Handshake(
        commandId.get(),
        preparedId.get(),
        commitId.get(),
        lastAppliedId.get(),
        abortId.get(),
        rejectedId,
        retained,
        within(node));
  }

  private Optional<ResourceName> node(YamlNode node, String key, boolean written) {
    Optional<YamlNode> named = node.required(key, "name the resource that holds the PLC's " + key);
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
              "%s is of type %s, and command ids are text"
                  .formatted(named.get().described(), found.get().resource().type().edgeXName()),
              "choose a resource of type String");
      return Optional.empty();
    }
    return found.map(each -> each.resource().name());
  }

  private static Preparation exchange(YamlNode node) {
    node.onlyKeys(ProfileKeys.EXCHANGE);
    Optional<String> topic =
        topic(node, "topic", "lockstep/{device}/{verb}", Set.of("device", "command", "verb"));
    Optional<String> responseTopic =
        topic(
            node,
            "responseTopic",
            "lockstep/{device}/answers/{gateway}",
            Set.of("device", "gateway"));
    Optional<Promise> promise =
        node.required(
                "promise",
                "write the promise of a device that answers prepared, for example DURABLE")
            .flatMap(PreparationReader::promise);
    return topic.isPresent() && responseTopic.isPresent() && promise.isPresent()
        ? new Preparation.Exchange(topic.get(), responseTopic.get(), promise.get(), within(node))
        : NONE;
  }

  private static Preparation retained(YamlNode node) {
    node.onlyKeys(ProfileKeys.RETAINED);
    String example = "lockstep/{device}/cmd/{command}/{id}";
    Optional<String> topic = topic(node, "topic", example, Set.of("device", "command", "id"));
    Optional<Promise> promise =
        node.required(
                "promise", "write the promise of a device that shows prepared, for example DURABLE")
            .flatMap(PreparationReader::promise);
    if (topic.isEmpty() || promise.isEmpty()) {
      return NONE;
    }
    if (!topic.get().endsWith("/{id}")) {
      node.at("topic")
          .ifPresent(at -> at.fault("a topic for each command ends in /{id}", "write " + example));
      return NONE;
    }
    return new Preparation.Retained(topic.get(), promise.get(), within(node));
  }

  private static Optional<Promise> promise(YamlNode node) {
    Optional<String> text = node.text().map(each -> each.toUpperCase(Locale.ROOT));
    Optional<Promise> promise = text.map(PROMISES::get);
    if (text.isPresent() && promise.isEmpty()) {
      node.fault(
          "unknown promise " + node.described(), "write " + String.join(", ", PROMISES.keySet()));
    }
    return promise;
  }

  private static Optional<String> topic(
      YamlNode node, String key, String example, Set<String> placeholders) {
    Optional<YamlNode> found = node.required(key, "write " + key + ": \"" + example + '"');
    Optional<String> topic = found.flatMap(YamlNode::text);
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    YamlNode at = found.orElseThrow();
    String text = topic.get();
    if (text.isBlank() || text.length() > TOPIC_MAX) {
      at.fault("a topic has 1 to " + TOPIC_MAX + " characters", "write \"" + example + '"');
      return Optional.empty();
    }
    if (text.contains("+") || text.contains("#") || text.indexOf('\0') >= 0) {
      at.fault("a topic to publish to must not contain + or #", "write \"" + example + '"');
      return Optional.empty();
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      if (!placeholders.contains(matcher.group(1))) {
        String hint = SpellingSuggestion.hint(matcher.group(1), placeholders);
        at.fault("unknown placeholder {" + matcher.group(1) + "}", hint);
        return Optional.empty();
      }
    }
    return topic;
  }

  private static Duration within(YamlNode node) {
    return node.at("within").flatMap(YamlNode::duration).orElse(WITHIN);
  }
}
