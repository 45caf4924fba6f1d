package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Access;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.DeviceCommand.Operation;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Reader of one entry of {@code deviceCommands}, with its part of the sidecar. */
final class CommandReader {
  private final ResourceLookup resources;

  CommandReader(ResourceLookup resources) {
    this.resources = resources;
  }

  /**
   * @param node with readWrite and resourceOperations
   * @param promises {@code tags.lockstep} or the sidecar's {@code lockstep}
   */
  Optional<KnownCommand> read(CommandName name, YamlNode node, Optional<YamlNode> promises) {
    Optional<Access> access = ResourceReader.access(node);
    List<YamlNode> operationNodes =
        node.required("resourceOperations", "write - { deviceResource: NAME }")
            .map(each -> each.items("write a list of { deviceResource: NAME }"))
            .orElse(List.of());
    SequencedMap<ResourceName, Operation> operations = new LinkedHashMap<>();
    List<KnownResource> known = new ArrayList<>();
    for (YamlNode each : operationNodes) {
      operand(each, access.orElse(Access.READ), operations).ifPresent(known::add);
    }
    if (access.isEmpty() || operations.isEmpty()) {
      return Optional.empty();
    }
    Optional<ResourceName> method = method(node, known);
    CommandShape shape = new CommandShape(access.get(), List.copyOf(operations.keySet()), method);
    if (access.get().writable()
        && method.isEmpty()
        && promises.flatMap(each -> each.at("verify")).isEmpty()) {
      warnOfUnverified(node, shape);
    }
    boolean said =
        promises.stream()
            .anyMatch(each -> each.at("verify").isPresent() || each.at("prepare").isPresent());
    if (!said && unsupported(known).isEmpty()) {
      VerificationReader.warnOfOutputs(node, shape);
    }
    GuaranteesReader reader = new GuaranteesReader(resources, shape);
    Guarantees guarantees = promises.map(reader::read).orElseGet(reader::defaults);
    List<List<Operation>> steps =
        promises
            .flatMap(each -> each.at("steps"))
            .map(each -> steps(each, shape, operations))
            .orElse(List.of(List.copyOf(operations.values())));
    DeviceCommand command = new DeviceCommand(name, access.get(), steps, guarantees);
    return Optional.of(
        new KnownCommand(command, ResourceReader.hidden(node), method, unsupported(known)));
  }

  private Optional<KnownResource> operand(
      YamlNode node, Access access, SequencedMap<ResourceName, Operation> operations) {
    if (!node.mapping("write { deviceResource: NAME }")) {
      return Optional.empty();
    }
    node.likelyKeys(ProfileKeys.OPERATION);
    Optional<YamlNode> named = node.required("deviceResource", "name a resource of this profile");
    Optional<KnownResource> known = named.flatMap(resources::named);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Resource resource = known.get().resource();
    if (!known.get().method()) {
      checkAccess(named.get(), access, resource);
    }
    SequencedMap<String, String> mappings = mappings(node, resource);
    Optional<Value> defaultValue =
        access.writable() && !known.get().method()
            ? defaultValue(node, resource, mappings)
            : Optional.empty();
    Operation operation = new Operation(resource.name(), defaultValue, mappings);
    if (operations.putIfAbsent(resource.name(), operation) != null && access.writable()) {
      named.get().fault(resource.name() + " appears twice in this command", "keep one");
    }
    return known;
  }

  private static void checkAccess(YamlNode node, Access access, Resource resource) {
    if (access.readable() && !resource.access().readable()) {
      node.fault("the command reads " + resource.name() + ", which is W", "make the command W");
    }
    if (access.writable() && !resource.access().writable()) {
      node.fault("the command writes " + resource.name() + ", which is R", "make the command R");
    }
  }

  /**
   * The default of an operation. As in EdgeX it is looked up in the mappings first, like a value of
   * a request.
   */
  private static Optional<Value> defaultValue(
      YamlNode node, Resource resource, Map<String, String> mappings) {
    Optional<YamlNode> found =
        node.at("defaultValue")
            .filter(
                each -> !(each.yaml() instanceof Yaml.Scalar scalar && scalar.text().isEmpty()));
    Map<String, Value> words = Parameter.words(mappings, resource);
    Optional<Value> word =
        found
            .filter(each -> each.yaml() instanceof Yaml.Scalar)
            .flatMap(each -> Optional.ofNullable(words.get(((Yaml.Scalar) each.yaml()).text())));
    if (word.isPresent()) {
      return word;
    }
    return found.flatMap(
        each ->
            switch (ResourceReader.fitted(resource, each.yaml())) {
              case Coerced.To(Value value) -> Optional.of(value);
              case Coerced.Not(Resource.Misfit misfit) -> {
                String listed =
                    words.isEmpty() ? "" : ", or " + SpellingSuggestion.listed(words.keySet());
                each.fault(misfit.detail(), "give a default that may be written" + listed);
                yield Optional.empty();
              }
            });
  }

  /**
   * The mappings of an operation, from word to raw value. EdgeX writes them from raw value to word,
   * for reading; a request contains the word.
   */
  private static SequencedMap<String, String> mappings(YamlNode node, Resource resource) {
    SequencedMap<String, String> words = new LinkedHashMap<>();
    Optional<YamlNode> found =
        node.at("mappings").filter(each -> each.mapping("write { \"0\": \"off\", \"1\": \"on\" }"));
    if (found.isEmpty()) {
      return words;
    }
    found
        .get()
        .entries()
        .forEach(
            entry -> {
              String raw = entry.getKey();
              Optional<String> word = entry.getValue().text();
              if (word.isPresent() && words.putIfAbsent(word.get(), raw) != null) {
                String several = "%s is mapped to several values; it is written as %s";
                entry.getValue().warn(several.formatted(word.get(), words.get(word.get())), "");
              }
              Yaml value = new Yaml.Scalar(entry.getValue().yaml().location(), raw, Yaml.Kind.TEXT);
              if (ResourceReader.fitted(resource, value) instanceof Coerced.Not(var misfit)) {
                entry.getValue().warn("this mapping never applies: " + misfit.detail(), "");
              }
            });
    return words;
  }

  private static Optional<ResourceName> method(YamlNode node, List<KnownResource> known) {
    Optional<ResourceName> method =
        known.stream()
            .filter(KnownResource::method)
            .findFirst()
            .map(each -> each.resource().name());
    if (method.isPresent() && known.size() > 1) {
      node.fault(
          method.get() + " is a method and shares the command with other resources",
          "give the method a command of its own; its inputs are the command's arguments");
    }
    return method;
  }

  private void warnOfUnverified(YamlNode node, CommandShape shape) {
    List<ResourceName> unreadable = shape.unreadable(resources);
    if (!unreadable.isEmpty() && unreadable.size() < shape.written().size()) {
      node.warn(
          unreadable.getFirst() + " cannot be read, so nothing of this command is read back",
          "define verify in tags.lockstep, or split the command");
    }
  }

  private static Optional<String> unsupported(List<KnownResource> known) {
    return known.stream()
        .filter(each -> each.unsupported().isPresent())
        .findFirst()
        .map(each -> "resource " + each.resource().name() + ": " + each.unsupported().orElse(""));
  }

  private static List<List<Operation>> steps(
      YamlNode node, CommandShape shape, SequencedMap<ResourceName, Operation> operations) {
    String remedy = "write each resource of the command once, for example [[A], [B, C]]";
    if (shape.method().isPresent()) {
      node.fault("a method call has no steps", "remove them");
      return List.of(List.copyOf(operations.values()));
    }
    SequencedMap<ResourceName, Operation> left = new LinkedHashMap<>(operations);
    List<List<Operation>> steps = new ArrayList<>();
    for (YamlNode step : node.items(remedy)) {
      List<YamlNode> items = step.items(remedy);
      if (items.isEmpty() && step.yaml() instanceof Yaml.Sequence) {
        step.fault("an empty step", "remove it");
      }
      List<Operation> together = new ArrayList<>();
      for (YamlNode item : items) {
        operation(item, operations, left).ifPresent(together::add);
      }
      steps.add(together);
    }
    if (!left.isEmpty()) {
      List<String> names = left.keySet().stream().map(ResourceName::value).toList();
      node.fault("no step for " + String.join(", ", names), remedy);
    }
    return steps;
  }

  private static Optional<Operation> operation(
      YamlNode item,
      SequencedMap<ResourceName, Operation> operations,
      SequencedMap<ResourceName, Operation> left) {
    Optional<ResourceName> name = ResourceReader.name(Optional.of(item), ResourceName::new);
    Optional<Operation> operation = name.map(left::remove);
    if (name.isPresent() && operation.isEmpty()) {
      List<String> known = operations.keySet().stream().map(ResourceName::value).toList();
      if (known.contains(name.get().value())) {
        item.fault(name.get() + " appears in two steps", "keep one");
      } else {
        item.fault(
            "this command does not write " + item.described(),
            SpellingSuggestion.hint(name.get().value(), known));
      }
    }
    return operation;
  }
}
