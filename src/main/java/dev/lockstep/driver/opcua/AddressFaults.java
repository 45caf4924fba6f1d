package dev.lockstep.driver.opcua;

import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceCommand;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The faults of a device's files that are found without the network. */
final class AddressFaults {
  /** As OPC 10000-3, 8.4 spells a LocaleId. */
  private static final Pattern LOCALE = Pattern.compile("([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?");

  private AddressFaults() {}

  static List<String> of(Device device) {
    List<String> faults = new ArrayList<>();
    OpcUaAddress.read(device.protocols().getOrDefault(OpcUaDriver.PROTOCOL, Map.of()), faults);
    device.profile().resources().values().stream()
        .sorted(Comparator.comparing(Resource::name))
        .forEach(resource -> resource(device, resource, faults));
    device.profile().commands().values().stream()
        .sorted(Comparator.comparing(DeviceCommand::name))
        .forEach(command -> command(device, command, faults));
    return List.copyOf(faults);
  }

  private static void resource(Device device, Resource resource, List<String> faults) {
    String where = "resource " + resource.name() + ": ";
    if (NodeAddress.isMethod(resource)) {
      node(resource, "methodId", where, faults);
      node(resource, "objectId", where, faults);
      for (String input : NodeAddress.inputMap(resource)) {
        if (known(device, input).isEmpty()) {
          faults.add(where + "inputMap names \"%s\", which is no resource".formatted(input));
        }
      }
    } else if (!isInputOnly(device, resource)) {
      node(resource, "nodeId", where, faults);
    }
    NodePart.faults(resource, !isInputOnly(device, resource))
        .forEach(fault -> faults.add(where + fault));
    word(resource, "euRange", "ignore", where, faults);
    word(resource, "arrayDimensions", "maximum", where, faults);
    Object locale = resource.attributes().getOrDefault("locale", "");
    if (!(locale instanceof String text) || !LOCALE.matcher(text).matches()) {
      String fault = "attribute locale is \"%s\"; de or en-US would be right, or \"\" for none";
      faults.add(where + fault.formatted(locale));
    }
  }

  private static void word(
      Resource resource, String attribute, String right, String where, List<String> faults) {
    Object found = resource.attributes().getOrDefault(attribute, right);
    if (!found.equals(right)) {
      String fault = "attribute %s is \"%s\"; leave it out, or write %s";
      faults.add(where + fault.formatted(attribute, found, right));
    }
  }

  /**
   * A resource that gives a method's input, or a job order's parameter, its type and limits needs
   * no node of its own.
   */
  private static boolean isInputOnly(Device device, Resource resource) {
    return !resource.attributes().containsKey("nodeId")
        && (isParameter(device, resource) || isInput(device, resource));
  }

  private static boolean isParameter(Device device, Resource resource) {
    return device.profile().commands().values().stream()
        .filter(each -> each.guarantees().preparation() instanceof Preparation.JobOrder)
        .flatMap(each -> each.operations().stream())
        .anyMatch(each -> each.resource().equals(resource.name()));
  }

  private static boolean isInput(Device device, Resource resource) {
    return device.profile().resources().values().stream()
        .flatMap(each -> NodeAddress.inputMap(each).stream())
        .anyMatch(resource.name().value()::equals);
  }

  private static Optional<Resource> known(Device device, String name) {
    return device.profile().resources().values().stream()
        .filter(each -> each.name().value().equals(name))
        .findFirst();
  }

  private static void node(Resource resource, String attribute, String where, List<String> faults) {
    try {
      NodeAddress.of(resource, attribute);
    } catch (NodeAddress.MalformedException malformed) {
      faults.add(where + malformed.detail());
    }
  }

  private static void command(Device device, DeviceCommand command, List<String> faults) {
    String where = "command " + command.name() + ": ";
    switch (command.guarantees().preparation()) {
      case Preparation.None none -> {}
      case Preparation.Exchange exchange ->
          faults.add(
              where
                  + "pattern mqtt-request is for MQTT; OPC UA knows plc-handshake, opcua-lock"
                  + " and job-order");
      case Preparation.Retained retained ->
          faults.add(
              where
                  + "pattern mqtt-retained is for MQTT; OPC UA knows plc-handshake, opcua-lock"
                  + " and job-order");
      case Preparation.Lock lock -> address(lock.lock(), "lock", where, faults);
      case Preparation.JobOrder job -> {
        address(job.receiver(), "receiver", where, faults);
        address(job.responses(), "responses", where, faults);
      }
      case Preparation.Handshake handshake -> {
        names(handshake).forEach(name -> id(device, name, where, faults));
        if (command.operations().stream().anyMatch(each -> isMethod(device, each.resource()))) {
          faults.add(where + "plc-handshake stages values; a method has none");
        }
      }
    }
  }

  private static void address(String text, String key, String where, List<String> faults) {
    try {
      NodeAddress.of(text, key);
    } catch (NodeAddress.MalformedException malformed) {
      faults.add(where + malformed.detail());
    }
  }

  static Stream<ResourceName> names(Preparation.Handshake handshake) {
    return Stream.concat(
        Stream.of(
            handshake.commandId(),
            handshake.preparedId(),
            handshake.commitId(),
            handshake.lastAppliedId(),
            handshake.abortId()),
        handshake.rejectedId().stream());
  }

  private static boolean isMethod(Device device, ResourceName name) {
    return device.profile().resource(name).stream().anyMatch(NodeAddress::isMethod);
  }

  private static void id(Device device, ResourceName name, String where, List<String> faults) {
    Optional<ValueType.Kind> kind = device.profile().resource(name).map(it -> it.type().kind());
    if (kind.isEmpty()) {
      faults.add(where + "the handshake names \"%s\", which is no resource".formatted(name));
    } else if (kind.get() != ValueType.Kind.TEXT && kind.get() != ValueType.Kind.WHOLE) {
      faults.add(where + name + " holds an id: a String or a whole number would be right");
    }
  }
}
