package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A device as another gateway describes it: enough to find, before anything is asked of it, what
 * its vote would refuse. What the description does not tell is left to the vote.
 *
 * @param commands by name
 * @param resources by name: each is a command too
 */
public record PeerDevice(
    String name, Map<String, Command> commands, Map<String, Resource> resources) {
  public PeerDevice {
    commands = Map.copyOf(commands);
    resources = Map.copyOf(resources);
  }

  /** A command of its profile. */
  public record Command(boolean writes, List<Argument> arguments) {
    public Command {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * An argument that a command takes.
   *
   * @param optional whether the profile has a default for it
   * @param words that stand for a value
   */
  public record Argument(Resource resource, boolean optional, Set<String> words) {
    public Argument {
      words = Set.copyOf(words);
    }

    private String name() {
      return resource.name().value();
    }
  }

  /** What is wrong with this command of a plan; empty where nothing is known to be. */
  public List<Fault> faults(PlanResolution.Command wanted) {
    Command command = commands.get(wanted.command());
    Resource resource = resources.get(wanted.command());
    if (command != null) {
      return wanted.read() ? List.of() : faults(wanted, command);
    }
    if (resource != null) {
      Argument itself = new Argument(resource, true, Set.of());
      return Optional.ofNullable(wanted.arguments().get(wanted.command())).stream()
          .flatMap(value -> misfit(wanted, itself, value).stream())
          .toList();
    }
    Set<String> known = new TreeSet<>(commands.keySet());
    known.addAll(resources.keySet());
    return List.of(
        wanted
            .place()
            .fault(
                "%s has no command named \"%s\""
                    .formatted(name, SpellingSuggestion.shortened(wanted.command())),
                SpellingSuggestion.hint(wanted.command(), known)));
  }

  private List<Fault> faults(PlanResolution.Command wanted, Command command) {
    List<Fault> faults = new ArrayList<>();
    Map<String, Argument> known =
        command.arguments().stream().collect(Collectors.toMap(Argument::name, each -> each));
    wanted
        .arguments()
        .forEach(
            (argument, value) -> {
              if (!known.containsKey(argument)) {
                String found = "%s of %s takes no argument \"%s\"";
                String shown = SpellingSuggestion.shortened(argument);
                faults.add(
                    wanted
                        .place()
                        .fault(
                            found.formatted(wanted.command(), name, shown),
                            SpellingSuggestion.hint(argument, known.keySet())));
              } else if (!command.writes()) {
                faults.add(
                    wanted
                        .place()
                        .fault(
                            "%s of %s only reads".formatted(wanted.command(), name),
                            "leave the arguments out, or use a command that writes"));
              } else {
                misfit(wanted, known.get(argument), value).ifPresent(faults::add);
              }
            });
    for (Argument each : command.arguments()) {
      if (command.writes() && !each.optional() && !wanted.arguments().containsKey(each.name())) {
        faults.add(
            wanted
                .place()
                .fault(
                    "%s of %s needs the argument %s".formatted(wanted.command(), name, each.name()),
                    "give it, as " + each.resource().type().edgeXName()));
      }
    }
    return faults;
  }

  private Optional<Fault> misfit(PlanResolution.Command wanted, Argument argument, Object value) {
    if (value instanceof String word && argument.words().contains(word)) {
      return Optional.empty();
    }
    Optional<Resource.Misfit> misfit =
        switch (Coercion.of(argument.resource().type(), value)) {
          case Coerced.To(Value coerced) -> argument.resource().misfit(coerced);
          case Coerced.Not(Resource.Misfit found) -> Optional.of(found);
        };
    return misfit.map(
        each ->
            wanted
                .place()
                .fault(
                    "%s of %s, argument %s: %s"
                        .formatted(wanted.command(), name, argument.name(), each.detail()),
                    ""));
  }
}
