package dev.lockstep.catalog;

import dev.lockstep.device.CommandName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reader of the commands of a profile: its own, with what a sidecar says of them or adds. */
final class ProfileCommands {
  private final ResourceLookup resources;
  private final Optional<YamlNode> sidecar;

  /**
   * @param sidecar the top of {@code NAME.lockstep.yaml}
   */
  ProfileCommands(ResourceLookup resources, Optional<YamlNode> sidecar) {
    this.resources = resources;
    this.sidecar = sidecar;
  }

  /**
   * A command as the profile has it.
   *
   * @param node with name, readWrite and resourceOperations
   * @param usual completes what is promised of it
   */
  record Listed(YamlNode node, UnaryOperator<Optional<YamlNode>> usual) {
    static Listed of(YamlNode node) {
      return new Listed(node, UnaryOperator.identity());
    }
  }

  List<KnownCommand> read(List<Listed> listed) {
    Map<String, YamlNode> additions = additions();
    CommandReader reader = new CommandReader(resources);
    List<KnownCommand> commands = new ArrayList<>();
    Map<String, YamlNode> seen = new HashMap<>();
    for (Listed command : listed) {
      YamlNode each = command.node();
      Optional<CommandName> name = commandName(each);
      if (name.isEmpty()) {
        continue;
      }
      each.likelyKeys(ProfileKeys.COMMAND);
      YamlNode earlier = seen.putIfAbsent(name.get().value(), each);
      if (earlier != null) {
        definedTwice(each, "command", name.get().value(), earlier.location());
      }
      Optional<YamlNode> added = Optional.ofNullable(additions.remove(name.get().value()));
      reader
          .read(name.get(), each, command.usual().apply(promises(each, added)))
          .ifPresent(commands::add);
    }
    additions.forEach((name, each) -> added(reader, name, each, seen).ifPresent(commands::add));
    return commands;
  }

  private static Optional<CommandName> commandName(YamlNode each) {
    return each.mapping("write name, readWrite and resourceOperations")
        ? ResourceReader.name(each.required("name", "give the command a name"), CommandName::new)
        : Optional.empty();
  }

  private static Optional<YamlNode> promises(YamlNode command, Optional<YamlNode> added) {
    Optional<YamlNode> own = command.at("tags").flatMap(each -> each.at("lockstep"));
    Optional<YamlNode> other = added.flatMap(each -> each.at("lockstep"));
    if (own.isPresent() && other.isPresent()) {
      other.get().fault("the profile has tags.lockstep for this command too", "keep one of them");
    }
    added
        .filter(each -> each.at("resourceOperations").isPresent())
        .ifPresent(
            each ->
                each.fault("the profile has this command already", "write only name and lockstep"));
    return other.or(() -> own);
  }

  private Map<String, YamlNode> additions() {
    Map<String, YamlNode> additions = new LinkedHashMap<>();
    if (sidecar.isEmpty() || !sidecar.get().mapping("write deviceCommands")) {
      return additions;
    }
    sidecar.get().onlyKeys(ProfileKeys.SIDECAR);
    List<YamlNode> items =
        sidecar
            .get()
            .required("deviceCommands", "write a list of name and lockstep")
            .map(each -> each.items("write a list of name and lockstep"))
            .orElse(List.of());
    for (YamlNode each : items) {
      Optional<CommandName> name = commandName(each);
      if (name.isPresent()) {
        each.onlyKeys(ProfileKeys.SIDECAR_COMMAND);
        YamlNode earlier = additions.putIfAbsent(name.get().value(), each);
        if (earlier != null) {
          definedTwice(each, "command", name.get().value(), earlier.location());
        }
      }
    }
    return additions;
  }

  private static Optional<KnownCommand> added(
      CommandReader reader, String name, YamlNode addition, Map<String, YamlNode> known) {
    if (addition.at("resourceOperations").isEmpty()) {
      addition.fault(
          "the profile has no command " + name,
          SpellingSuggestion.near(name, known.keySet())
              .map(each -> "did you mean " + each + "?")
              .orElse("give it readWrite and resourceOperations to add it"));
      return Optional.empty();
    }
    return reader.read(new CommandName(name), addition, addition.at("lockstep"));
  }

  static void definedTwice(YamlNode node, String kind, String name, SourceLocation earlier) {
    node.fault(
        "the %s %s is defined twice, first in %s".formatted(kind, name, earlier), "rename one");
  }
}
