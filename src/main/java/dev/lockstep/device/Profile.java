package dev.lockstep.device;

import java.util.Map;
import java.util.Optional;

/**
 * A device profile (EdgeX): a class of machine, with its resources and commands.
 *
 * @param resources by name
 * @param commands by name
 */
public record Profile(
    ProfileName name,
    String description,
    Map<ResourceName, Resource> resources,
    Map<CommandName, DeviceCommand> commands) {

  public Profile {
    resources = Map.copyOf(resources);
    commands = Map.copyOf(commands);
  }

  public Optional<Resource> resource(ResourceName wanted) {
    return Optional.ofNullable(resources.get(wanted));
  }

  public Optional<DeviceCommand> command(CommandName wanted) {
    return Optional.ofNullable(commands.get(wanted));
  }
}
