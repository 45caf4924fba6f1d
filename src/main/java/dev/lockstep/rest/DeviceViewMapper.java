package dev.lockstep.rest;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.DurationFormat;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Profile;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Mapper from devices and profiles to the JSON of the API. */
public final class DeviceViewMapper {
  /** Attributes of a method's resource, as in EdgeX. */
  private static final String METHOD = "methodId";

  private static final String INPUTS = "inputMap";

  private DeviceViewMapper() {}

  /** One row of a list. */
  public static DeviceViews.Row row(Device device, DeviceLink link) {
    return new DeviceViews.Row(
        device.name().value(),
        device.profile().name().value(),
        device.description(),
        connection(link));
  }

  private static DeviceViews.Connection connection(DeviceLink link) {
    LinkStatus status = link.status();
    return new DeviceViews.Connection(
        status.state(),
        status.detail(),
        status.since(),
        link.server()
            .map(
                each ->
                    new DeviceViews.Server(
                        each.applicationUri(), each.thumbprint(), each.validUntil())));
  }

  /** The device and what it can be told. */
  public static DeviceViews.Machine machine(Device device, DeviceLink link) {
    Profile profile = device.profile();
    return new DeviceViews.Machine(
        device.name().value(),
        profile.name().value(),
        device.description(),
        device.protocols().keySet().stream().sorted().toList(),
        connection(link),
        profile.commands().values().stream()
            .sorted(Comparator.comparing(DeviceCommand::name))
            .map(each -> command(each, profile))
            .toList(),
        profile.resources().values().stream()
            .sorted(Comparator.comparing(Resource::name))
            .map(DeviceViewMapper::resource)
            .toList());
  }

  private static DeviceViews.Command command(DeviceCommand command, Profile profile) {
    List<DeviceViews.Argument> arguments = new ArrayList<>();
    for (int step = 0; step < command.steps().size(); step++) {
      for (DeviceCommand.Operation each : command.steps().get(step)) {
        Optional<Resource> resource = profile.resource(each.resource());
        if (resource.isPresent() && resource.get().attributes().containsKey(METHOD)) {
          arguments.addAll(inputs(resource.get(), step, profile));
        } else if (resource.isPresent()) {
          arguments.add(argument(each, step, resource.get()));
        }
      }
    }
    return new DeviceViews.Command(
        command.name().value(),
        command.access().name(),
        arguments,
        guarantees(command.guarantees()));
  }

  /** A method takes the resources of its inputs, by their names. */
  private static List<DeviceViews.Argument> inputs(Resource method, int step, Profile profile) {
    return method.attributes().get(INPUTS) instanceof List<?> names
        ? names.stream()
            .flatMap(name -> input(name.toString(), profile).stream())
            .map(
                input ->
                    argument(
                        new DeviceCommand.Operation(
                            input.name(), Optional.empty(), new LinkedHashMap<>()),
                        step,
                        input))
            .toList()
        : List.of();
  }

  private static Optional<Resource> input(String name, Profile profile) {
    return profile.resources().values().stream()
        .filter(each -> each.name().value().equals(name))
        .findFirst();
  }

  private static DeviceViews.Argument argument(
      DeviceCommand.Operation operation, int step, Resource resource) {
    return new DeviceViews.Argument(
        resource.name().value(),
        step,
        resource.type().edgeXName(),
        resource.limits().minimum(),
        resource.limits().maximum(),
        resource.units(),
        operation.defaultValue().map(TransactionViewMapper::value),
        List.copyOf(operation.mappings().keySet()));
  }

  private static DeviceViews.Promises guarantees(Guarantees guarantees) {
    boolean never = guarantees.staleAfter().equals(Guarantees.NEVER_STALE);
    return new DeviceViews.Promises(
        guarantees.requires().stream().map(Object::toString).toList(),
        preparation(guarantees.preparation()),
        guarantees.reserves().stream().map(ResourceName::value).sorted().toList(),
        guarantees.wholeDevice(),
        never ? Optional.empty() : Optional.of(guarantees.staleAfter()),
        verification(guarantees.verification()),
        guarantees.repeat().name(),
        guarantees.undo().name());
  }

  private static String preparation(Preparation preparation) {
    return switch (preparation) {
      case Preparation.None none -> "none";
      case Preparation.Handshake handshake -> "PLC handshake";
      case Preparation.Exchange exchange -> "MQTT request/response";
      case Preparation.Lock lock -> "OPC UA lock";
      case Preparation.JobOrder job -> "ISA-95 job order";
      case Preparation.Retained retained -> "MQTT retained state per command";
    };
  }

  private static String verification(Verification verification) {
    return switch (verification) {
      case Verification.ReadBack back -> "read back within " + DurationFormat.of(back.within());
      case Verification.Conditions conditions -> seen(conditions);
      case Verification.Outputs outputs ->
          outputs.conditions().isEmpty()
              ? sentence(outputs.expected())
              : sentence(outputs.expected()) + " and " + seen(outputs.seen());
      case Verification.Acknowledged acknowledged -> "the device's acknowledgement";
    };
  }

  private static String seen(Verification.Conditions conditions) {
    String done =
        sentence(conditions.conditions()) + " within " + DurationFormat.of(conditions.within());
    return conditions.failed().isEmpty()
        ? done
        : done
            + "; failed where "
            + conditions.failed().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" or "));
  }

  private static String sentence(List<?> conditions) {
    return conditions.stream().map(Object::toString).collect(Collectors.joining(" and "));
  }

  private static DeviceViews.Resource resource(Resource resource) {
    return new DeviceViews.Resource(
        resource.name().value(),
        resource.type().edgeXName(),
        resource.access().name(),
        resource.limits().minimum(),
        resource.limits().maximum(),
        resource.units());
  }
}
