package dev.lockstep.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Reader of one plan. Used once. */
final class PlanReader {
  private static final int DESCRIPTION_MAX = 1_000;
  private static final String PARTICIPANTS =
      "write - { gateway: \"http://…\", commands: […] } for each gateway";
  private static final String COMMANDS =
      "write - { device: press, command: LoadRecipe, arguments: { … } }";

  private final PlanLimits limits;
  private final YamlNode top;
  private final Set<String> used = new HashSet<>();
  private PlanReferences references;
  private int commands;

  PlanReader(PlanLimits limits, YamlNode top) {
    this.limits = limits;
    this.top = top;
    this.references = new PlanReferences(new LinkedHashMap<>(), used);
  }

  /** The plan; empty, with faults, where it has any. */
  Optional<Plan> read(String name) {
    int before = top.diagnostics().faultCount();
    if (!top.mapping("write parameters and participants")) {
      return Optional.empty();
    }
    top.onlyKeys(PlanKeys.PLAN);
    top.at("name").ifPresent(each -> checkName(each, name));
    Optional<Duration> timeout = top.at("timeout").flatMap(YamlNode::duration);
    SequencedMap<String, Optional<PlanParameter>> parameters =
        PlanParameterReader.read(top, limits);
    references = new PlanReferences(parameters, used);
    PlanTemplate template = new PlanTemplate(participants());
    warnOfUnused(parameters);
    String description = description();
    if (top.diagnostics().faultCount() > before) {
      return Optional.empty();
    }
    List<PlanParameter> sound = parameters.values().stream().flatMap(Optional::stream).toList();
    return Optional.of(new Plan(description, timeout, sound, template, limits));
  }

  /** A file that is copied and keeps its name inside would be two plans with one name. */
  private static void checkName(YamlNode node, String name) {
    Optional<String> written = node.text();
    if (!name.isEmpty() && written.isPresent() && !written.get().equals(name)) {
      node.fault(
          "the file names the plan %s, found %s".formatted(name, node.described()),
          "make them the same, or remove name");
    }
  }

  private String description() {
    Optional<YamlNode> node = top.at("description");
    String text = node.flatMap(YamlNode::text).orElse("");
    if (text.length() > DESCRIPTION_MAX) {
      node.orElseThrow()
          .fault(
              "%d characters, at most %d are allowed".formatted(text.length(), DESCRIPTION_MAX),
              "shorten it");
    }
    return text;
  }

  private void warnOfUnused(SequencedMap<String, Optional<PlanParameter>> parameters) {
    List<YamlNode> items =
        top.at("parameters")
            .filter(list -> list.yaml() instanceof Yaml.Sequence)
            .map(list -> list.items(""))
            .orElse(List.of());
    for (YamlNode each : items) {
      Optional<YamlNode> name = each.at("name").filter(node -> node.yaml() instanceof Yaml.Scalar);
      String text = name.flatMap(YamlNode::text).orElse("");
      if (parameters.containsKey(text) && !used.contains(text)) {
        name.orElseThrow()
            .warn(
                "nothing in the plan uses this parameter",
                "write ${%s} where it belongs, or remove it".formatted(text));
      }
    }
  }

  private List<PlanTemplate.Participant> participants() {
    List<YamlNode> items =
        top.required("participants", PARTICIPANTS)
            .map(each -> some(each, PARTICIPANTS))
            .orElse(List.of());
    if (items.size() > limits.participantsMax()) {
      top.fault(
          "%d participants, at most %d are allowed"
              .formatted(items.size(), limits.participantsMax()),
          "split the plan");
      return List.of();
    }
    List<PlanTemplate.Participant> participants = new ArrayList<>();
    Set<String> gateways = new HashSet<>();
    for (YamlNode each : items) {
      participant(each)
          .ifPresent(
              found -> {
                participants.add(found);
                if (!gateways.add(((Yaml.Scalar) found.gateway().yaml()).text())) {
                  found
                      .gateway()
                      .fault(
                          found.gateway().described() + " is named twice",
                          "give it all its commands");
                }
              });
    }
    return participants;
  }

  private static List<YamlNode> some(YamlNode list, String remedy) {
    List<YamlNode> items = list.items(remedy);
    if (items.isEmpty() && list.yaml() instanceof Yaml.Sequence) {
      list.fault("the list is empty", remedy);
    }
    return items;
  }

  private Optional<PlanTemplate.Participant> participant(YamlNode node) {
    if (!node.mapping(PARTICIPANTS)) {
      return Optional.empty();
    }
    node.onlyKeys(PlanKeys.PARTICIPANT);
    Optional<YamlNode> gateway =
        node.required("gateway", "write its base address, for example http://127.0.0.1:8081")
            .filter(references::text);
    List<PlanTemplate.Command> found = new ArrayList<>();
    for (YamlNode each :
        node.required("commands", COMMANDS).map(list -> some(list, COMMANDS)).orElse(List.of())) {
      commands++;
      if (commands == limits.commandsMax() + 1) {
        each.fault("more than %d commands".formatted(limits.commandsMax()), "split the plan");
      }
      if (commands <= limits.commandsMax()) {
        command(each).ifPresent(found::add);
      }
    }
    return gateway.map(each -> new PlanTemplate.Participant(PlanPlace.of(each), each, found));
  }

  private Optional<PlanTemplate.Command> command(YamlNode node) {
    if (!node.mapping(COMMANDS)) {
      return Optional.empty();
    }
    node.onlyKeys(PlanKeys.COMMAND);
    Optional<YamlNode> device =
        node.required("device", "name a device of the gateway").filter(references::text);
    Optional<YamlNode> command =
        node.required("command", "name a command of the device's profile").filter(references::text);
    SequencedMap<String, YamlNode> arguments = arguments(node);
    boolean read = node.at("read").flatMap(YamlNode::flag).orElse(false);
    if (read && !arguments.isEmpty()) {
      node.at("read")
          .ifPresent(
              each -> each.fault("a reading takes no arguments", "leave out one of the two"));
    }
    int stage = node.at("stage").map(PlanReader::stage).orElse(0);
    return device.isPresent() && command.isPresent()
        ? Optional.of(
            new PlanTemplate.Command(
                PlanPlace.of(node), device.get(), command.get(), arguments, stage, read))
        : Optional.empty();
  }

  private static int stage(YamlNode node) {
    try {
      return node.decimal().map(BigDecimal::intValueExact).orElse(0);
    } catch (ArithmeticException wrong) {
      node.fault(
          "expected a whole number, found " + node.described(), "write 0 for the first stage");
      return 0;
    }
  }

  private SequencedMap<String, YamlNode> arguments(YamlNode node) {
    SequencedMap<String, YamlNode> arguments = new LinkedHashMap<>();
    Optional<YamlNode> found =
        node.at("arguments").filter(each -> each.mapping("write the arguments as NAME: VALUE"));
    if (found.isPresent()) {
      found
          .get()
          .entries()
          .forEach(
              entry -> {
                if (entry.getValue().yaml().nothing()) {
                  entry.getValue().fault("the argument has no value", "write one, or remove it");
                } else if (references.value(entry.getValue())) {
                  arguments.put(entry.getKey(), entry.getValue());
                }
              });
    }
    return arguments;
  }
}
