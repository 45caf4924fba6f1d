package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The forms of a Thing: finds its server, and those forms of each property and action that lead
 * there. A device has one server, so forms that lead elsewhere are not used.
 */
final class ThingForms {
  static final Map<String, String> PROTOCOLS =
      Map.of(ThingHref.OPC_UA, "opcua", "mqtt", "mqtt", "mqtts", "mqtt");
  private static final String SPOKEN = "a form with opc.tcp, mqtt or mqtts would be right";

  private final YamlNode thing;
  private final Optional<String> base;
  private final Optional<ThingHref> server;

  ThingForms(YamlNode thing) {
    this.thing = thing;
    this.base = thing.at("base").flatMap(YamlNode::text);
    this.server =
        base.stream()
            .flatMap(each -> href(each, Optional.empty()).stream())
            .filter(ThingForms::spoken)
            .findFirst()
            .or(this::firstServer);
  }

  /** Where the Thing is; empty where no form is spoken here. */
  Optional<ThingHref> server() {
    return server;
  }

  private static boolean spoken(ThingHref href) {
    return PROTOCOLS.containsKey(href.scheme()) && !href.authority().isEmpty();
  }

  private Optional<ThingHref> firstServer() {
    return Stream.of("properties", "actions")
        .flatMap(each -> thing.at(each).map(YamlNode::entries).orElse(List.of()).stream())
        .flatMap(each -> forms(each.getValue()).stream())
        .flatMap(each -> each.at("href").flatMap(YamlNode::text).stream())
        .flatMap(each -> href(each, base).stream())
        .filter(ThingForms::spoken)
        .findFirst();
  }

  private static Optional<ThingHref> href(String text, Optional<String> base) {
    try {
      return Optional.of(ThingHref.of(text, base));
    } catch (ThingHref.MalformedException malformed) {
      return Optional.empty(); // said where the form is used
    }
  }

  private static List<YamlNode> forms(YamlNode affordance) {
    return affordance.at("forms").map(each -> each.items("write a list")).orElse(List.of());
  }

  /**
   * The forms that can be used, at least one.
   *
   * @param usual the operations of a form that names none
   * @throws RefusedAffordanceException where there is none, with the reason of the first
   */
  List<ThingForm> of(YamlNode affordance, Set<String> usual) throws RefusedAffordanceException {
    List<ThingForm> usable = new ArrayList<>();
    Optional<RefusedAffordanceException> first = Optional.empty();
    Set<String> unspoken = new LinkedHashSet<>();
    for (YamlNode each : forms(affordance)) {
      try {
        ThingHref href = href(affordance, each);
        if (spoken(href)) {
          usable.add(form(each, href, usual));
        } else {
          unspoken.add(href.scheme());
          first = first.or(() -> Optional.of(unspoken(each, unspoken)));
        }
      } catch (RefusedAffordanceException refused) {
        first = first.or(() -> Optional.of(refused));
      }
    }
    if (usable.isEmpty()) {
      if (unspoken.size() == forms(affordance).size()) {
        throw unspoken(forms(affordance).getFirst(), unspoken);
      }
      throw first.orElseThrow();
    }
    return usable;
  }

  private static RefusedAffordanceException unspoken(YamlNode form, Set<String> schemes) {
    return new RefusedAffordanceException(
        form.at("href").orElse(form),
        "this gateway does not speak " + String.join(", ", schemes),
        SPOKEN);
  }

  private ThingHref href(YamlNode affordance, YamlNode form) throws RefusedAffordanceException {
    YamlNode place = form.at("href").orElse(form);
    String text = place.text().orElse("");
    try {
      String expanded = new UriTemplate(text).expand(name -> variable(affordance, name));
      return ThingHref.of(expanded, base);
    } catch (UriTemplate.UnknownVariableException unknown) {
      throw new RefusedAffordanceException(
          place,
          String.valueOf(unknown.getMessage()),
          "give it const or default in uriVariables: a command has no argument for its address");
    } catch (ThingHref.MalformedException malformed) {
      throw new RefusedAffordanceException(place, String.valueOf(malformed.getMessage()), SPOKEN);
    }
  }

  /** The value of a variable: a constant, the only word of an enum, or a default. */
  private Optional<String> variable(YamlNode affordance, String name) {
    return Stream.of(affordance, thing)
        .flatMap(each -> each.at("uriVariables").flatMap(it -> it.at(name)).stream())
        .findFirst()
        .flatMap(
            schema ->
                schema
                    .at("const")
                    .or(
                        () ->
                            schema
                                .at("enum")
                                .map(each -> each.items(""))
                                .filter(each -> each.size() == 1)
                                .map(List::getFirst))
                    .or(() -> schema.at("default")))
        .filter(each -> each.yaml() instanceof Yaml.Scalar)
        .flatMap(YamlNode::text);
  }

  private ThingForm form(YamlNode node, ThingHref href, Set<String> usual)
      throws RefusedAffordanceException {
    YamlNode place = node.at("href").orElse(node);
    String own = server.orElse(href).sameServer();
    if (!href.sameServer().equals(own)) {
      throw new RefusedAffordanceException(
          place,
          "it is at %s, and the Thing at %s: a device has one server".formatted(href.server(), own),
          "describe it as a Thing of its own");
    }
    for (String each : List.of("subprotocol", "contentCoding")) {
      Optional<YamlNode> found = node.at(each);
      if (found.isPresent()) {
        throw new RefusedAffordanceException(
            found.get(), each + " " + found.get().described() + " is not known here", SPOKEN);
      }
    }
    Optional<YamlNode> security = node.at("security");
    if (security.isPresent()
        && !words(security.get()).equals(words(thing.at("security").orElseThrow()))) {
      throw new RefusedAffordanceException(
          security.get(),
          "it has a security of its own, and a device has one for all",
          "describe it as a Thing of its own");
    }
    return new ThingForm(node, operations(node, usual), href);
  }

  private static Set<String> words(YamlNode node) {
    Set<String> words = new LinkedHashSet<>();
    if (node.yaml() instanceof Yaml.Sequence) {
      node.items("").forEach(each -> each.text().ifPresent(words::add));
    } else {
      node.text().ifPresent(words::add);
    }
    return words;
  }

  /** What the form is for, narrowed by mqv:controlPacket. */
  private static Set<String> operations(YamlNode node, Set<String> usual) {
    Set<String> operations =
        new LinkedHashSet<>(node.at("op").map(ThingForms::words).orElse(usual));
    Optional<String> packet =
        node.at("mqv:controlPacket")
            .flatMap(YamlNode::text)
            .map(each -> each.toLowerCase(Locale.ROOT).replace("mqv:", ""));
    switch (packet.orElse("")) {
      case "" -> {}
      case "publish" -> operations.removeAll(ThingForm.READING);
      case "subscribe" -> {
        operations.removeAll(ThingForm.WRITING);
        operations.removeAll(ThingForm.INVOKING);
      }
      default -> operations.clear();
    }
    return operations;
  }
}
