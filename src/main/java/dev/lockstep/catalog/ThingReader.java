package dev.lockstep.catalog;

import dev.lockstep.catalog.DeviceListReader.Listed;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.ResourceName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Reader of a Thing Description as a profile, and as the device that it describes (W3C Web of
 * Things Thing Description 1.1, with the bindings for OPC UA and MQTT).
 */
final class ThingReader {
  private final CatalogLimits limits;
  private final YamlNode thing;
  private final Optional<YamlNode> sidecar;

  ThingReader(CatalogLimits limits, YamlNode thing, Optional<YamlNode> sidecar) {
    this.limits = limits;
    this.thing = thing;
    this.sidecar = sidecar;
  }

  /**
   * A Thing without faults.
   *
   * @param device that it is by itself, unless a device list says otherwise; empty where something
   *     is missing
   * @param entry what a device list would have to say, and why
   */
  record Thing(YamlNode node, LoadedProfile profile, Optional<Listed> device, Entry entry) {}

  /** An entry of a device list in one line, and why it is wanted. */
  record Entry(String why, String text) {}

  /** The name: the Thing's title. */
  Optional<ProfileName> name() {
    return thing
        .at("title")
        .flatMap(each -> ResourceReader.name(Optional.of(each), ProfileName::new));
  }

  /** The Thing; empty where it has faults, which are then in the diagnostics. */
  Optional<Thing> read(Optional<ProfileName> name) {
    int before = thing.diagnostics().faultCount();
    ThingDescription.checkContext(thing);
    ThingShape.check(thing);
    if (thing.diagnostics().faultCount() > before) {
      return Optional.empty(); // what follows relies on the shape
    }
    ThingForms forms = new ThingForms(thing);
    boolean opcUa =
        forms.server().filter(each -> each.scheme().equals(ThingHref.OPC_UA)).isPresent();
    ThingSecurity security = ThingSecurity.read(thing, opcUa);
    ResourceLookup resources = new ResourceLookup(resources(forms));
    List<ProfileCommands.Listed> actions = new ArrayList<>();
    entries("actions")
        .forEach(
            each -> {
              if (entry("properties", each.getKey()).isEmpty()) {
                actions.add(new ActionPromises(each.getValue(), !opcUa).listed(each.getKey()));
              }
            });
    List<KnownCommand> commands = new ProfileCommands(resources, sidecar).read(actions);
    refuseEmpty(resources);
    warnOfEvents();
    if (name.isEmpty() || thing.diagnostics().faultCount() > before) {
      return Optional.empty();
    }
    String description = thing.at("description").flatMap(YamlNode::text).orElse("");
    Profile profile = LoadedProfile.profile(name.get(), description, resources, commands);
    LoadedProfile loaded = LoadedProfile.of(profile, resources, commands, thing.location());
    return Optional.of(thing(loaded, forms.server(), security));
  }

  private List<Map.Entry<String, YamlNode>> entries(String key) {
    return thing.at(key).map(YamlNode::entries).orElse(List.of());
  }

  private Optional<YamlNode> entry(String key, String name) {
    return thing.at(key).flatMap(each -> each.at(name));
  }

  private SequencedMap<String, KnownResource> resources(ThingForms forms) {
    SequencedMap<String, KnownResource> resources = new LinkedHashMap<>();
    PropertyAffordanceReader properties = new PropertyAffordanceReader(forms);
    ActionAffordanceReader actions = new ActionAffordanceReader(forms);
    if (entries("properties").size() + entries("actions").size() > limits.resourcesMax()) {
      thing.fault(
          "more than %d properties and actions".formatted(limits.resourcesMax()),
          "split the Thing");
      return resources;
    }
    for (Map.Entry<String, YamlNode> each : entries("properties")) {
      named(each)
          .ifPresent(name -> resources.put(name.value(), properties.read(name, each.getValue())));
    }
    for (Map.Entry<String, YamlNode> each : entries("actions")) {
      if (entry("properties", each.getKey()).isPresent()) {
        each.getValue()
            .warn(
                "this action is not offered: a property has its name, and a request could mean"
                    + " both",
                "rename one");
        continue;
      }
      named(each)
          .ifPresent(
              name ->
                  actions
                      .read(name, each.getValue())
                      .forEach(
                          known ->
                              resources.put(
                                  known.resource().name().value(),
                                  proved(known, each.getValue()))));
    }
    return resources;
  }

  /**
   * The action, if anything proves it. Over MQTT only the broker answers a message: without more,
   * each commit would wait for a person, so that is said before the vote.
   */
  private KnownResource proved(KnownResource known, YamlNode action) {
    boolean message = known.resource().attributes().containsKey("setTopic");
    Optional<YamlNode> promises = sidecarOf(known.resource().name().value());
    boolean proved =
        promises.stream()
            .anyMatch(each -> each.at("verify").isPresent() || each.at("prepare").isPresent());
    if (!message || proved) {
      return known;
    }
    String why = "nothing but the broker would answer, and nothing proves that it was done";
    action.warn(
        "this action is not offered: " + why,
        "say in a sidecar NAME.lockstep.yaml what property shows it: verify: { conditions: … }");
    return known.without(why + "; define verify in a sidecar");
  }

  private Optional<YamlNode> sidecarOf(String command) {
    return sidecar.flatMap(each -> each.at("deviceCommands")).stream()
        .filter(each -> each.yaml() instanceof Yaml.Sequence)
        .flatMap(each -> each.items("").stream())
        .filter(each -> each.at("name").flatMap(YamlNode::text).filter(command::equals).isPresent())
        .flatMap(each -> each.at("lockstep").stream())
        .findFirst();
  }

  private static Optional<ResourceName> named(Map.Entry<String, YamlNode> affordance) {
    try {
      var unused = new CommandName(affordance.getKey());
      return Optional.of(new ResourceName(affordance.getKey()));
    } catch (IllegalArgumentException e) {
      affordance.getValue().fault(String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
  }

  private void refuseEmpty(ResourceLookup resources) {
    if (resources.supported().isEmpty()) {
      thing.fault(
          "this Thing has no property and no action that can be offered",
          "forms with opc.tcp, mqtt or mqtts would be right");
    }
  }

  private void warnOfEvents() {
    thing
        .at("events")
        .filter(each -> !each.keys().isEmpty())
        .ifPresent(
            each ->
                each.warn(
                    "events are without effect: " + SpellingSuggestion.listed(each.keys()),
                    "a command can require or verify a property instead"));
  }

  private Thing thing(LoadedProfile loaded, Optional<ThingHref> server, ThingSecurity security) {
    ThingHref at = server.orElseThrow();
    boolean opcUa = at.scheme().equals(ThingHref.OPC_UA);
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(opcUa ? "Endpoint" : "Broker", at.server());
    keys.putAll(security.keys());
    String protocol = ThingForms.PROTOCOLS.getOrDefault(at.scheme(), "");
    String name = loaded.profile().name().value();
    Listed device =
        new Listed(
            thing,
            new DeviceName(name),
            loaded.profile().name(),
            loaded.profile().description(),
            Map.of(protocol, keys),
            false);
    Map<String, String> all = new LinkedHashMap<>(keys);
    all.putAll(security.wanted());
    String text =
        "deviceList: [ { name: %s, profileName: %s, protocols: { %s: { %s } } } ]"
            .formatted(quoted(name), quoted(name), protocol, listed(all));
    return new Thing(
        thing,
        loaded,
        security.missing().isEmpty() ? Optional.of(device) : Optional.empty(),
        new Entry(security.missing().orElse(""), text));
  }

  private static String listed(Map<String, String> keys) {
    return keys.entrySet().stream()
        .map(each -> each.getKey() + ": " + quoted(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
