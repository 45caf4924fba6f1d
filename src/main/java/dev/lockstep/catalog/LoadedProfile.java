package dev.lockstep.catalog;

import dev.lockstep.device.Access;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded profile without faults, with the templates of its commands.
 *
 * @param templates by the name of a command, or of a resource that has no command of the same name
 * @param refusals the reasons why names in the profile are not offered
 * @param location the start of its file
 */
record LoadedProfile(
    Profile profile,
    Map<String, CommandTemplate> templates,
    Map<String, Reason> refusals,
    SourceLocation location) {
  private static final Reason HIDDEN =
      Reason.of(
          Code.UNKNOWN_COMMAND,
          "the profile hides it (isHidden: true); use a command that contains it");

  static LoadedProfile of(
      Profile profile,
      ResourceLookup resources,
      List<KnownCommand> commands,
      SourceLocation location) {
    Map<String, CommandTemplate> templates = new HashMap<>();
    Map<String, Reason> refusals = new HashMap<>();
    for (KnownCommand each : commands) {
      String name = each.command().name().value();
      if (each.unsupported().isPresent()) {
        refusals.put(name, Reason.of(Code.UNSUPPORTED, each.unsupported().get()));
      } else if (each.hidden()) {
        refusals.put(name, HIDDEN);
      } else {
        templates.put(name, template(each, resources));
      }
    }
    resources
        .all()
        .forEach(
            (name, each) -> {
              if (templates.containsKey(name) || refusals.containsKey(name)) {
                return;
              }
              if (each.unsupported().isPresent()) {
                refusals.put(name, Reason.of(Code.UNSUPPORTED, each.unsupported().get()));
              } else if (each.hidden()) {
                refusals.put(name, HIDDEN);
              } else {
                templates.put(name, template(each, resources));
              }
            });
    return new LoadedProfile(profile, Map.copyOf(templates), Map.copyOf(refusals), location);
  }

  /** The profile of what is supported. */
  static Profile profile(
      ProfileName name, String description, ResourceLookup resources, List<KnownCommand> commands) {
    Map<ResourceName, Resource> supported = new HashMap<>();
    resources.supported().forEach(each -> supported.put(each.name(), each));
    Map<CommandName, DeviceCommand> known = new HashMap<>();
    commands.stream()
        .filter(each -> each.unsupported().isEmpty())
        .forEach(each -> known.put(each.command().name(), each.command()));
    return new Profile(name, description, supported, known);
  }

  /** Whether both offer the same, wherever they stand. */
  boolean same(LoadedProfile other) {
    return profile.equals(other.profile)
        && refusals.equals(other.refusals)
        && templates.equals(other.templates);
  }

  private static CommandTemplate template(KnownCommand known, ResourceLookup resources) {
    DeviceCommand command = known.command();
    CommandTemplate.DeclaredPromise promise =
        new CommandTemplate.DeclaredPromise(command.name(), command.access(), command.guarantees());
    if (known.method().isPresent()) {
      return call(promise, known.method().get(), resources);
    }
    List<List<Parameter>> steps =
        command.steps().stream()
            .map(
                step ->
                    step.stream()
                        .map(each -> Parameter.of(each, known(resources, each.resource())))
                        .toList())
            .toList();
    return new CommandTemplate(promise, Optional.empty(), steps);
  }

  /** The template of a resource: in EdgeX each resource is a command by its own name. */
  private static CommandTemplate template(KnownResource known, ResourceLookup resources) {
    Resource resource = known.resource();
    CommandName name = new CommandName(resource.name().value());
    if (known.method()) {
      CommandTemplate.DeclaredPromise promise =
          new CommandTemplate.DeclaredPromise(name, Access.WRITE, Guarantees.OF_METHODS);
      return call(promise, resource.name(), resources);
    }
    Guarantees guarantees =
        resource.access() == Access.READ_WRITE
            ? Guarantees.OF_WRITES
            : GuaranteesReader.verifiedBy(Guarantees.OF_WRITES, new Verification.Acknowledged());
    CommandTemplate.DeclaredPromise promise =
        new CommandTemplate.DeclaredPromise(name, resource.access(), guarantees);
    // A default of a readable resource is the initial value of a simulator, not an argument. Where
    // nothing can be read, it is used as EdgeX does.
    Parameter parameter =
        Parameter.of(
            known, resource.access() == Access.WRITE ? known.defaultValue() : Optional.empty());
    return new CommandTemplate(promise, Optional.empty(), List.of(List.of(parameter)));
  }

  private static CommandTemplate call(
      CommandTemplate.DeclaredPromise promise, ResourceName method, ResourceLookup resources) {
    List<Parameter> inputs =
        resources.find(method).flatMap(KnownResource::methodInputs).orElse(List.of()).stream()
            .map(each -> known(resources, each))
            .map(each -> Parameter.of(each, each.argument().flatMap(it -> each.defaultValue())))
            .toList();
    return new CommandTemplate(promise, Optional.of(method), List.of(inputs));
  }

  private static KnownResource known(ResourceLookup resources, ResourceName name) {
    return resources.find(name).orElseThrow();
  }
}
