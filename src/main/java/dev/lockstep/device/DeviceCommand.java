package dev.lockstep.device;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A command of a profile (EdgeX {@code deviceCommands}), with its guarantees.
 *
 * @param name unique among the profile's commands
 * @param access whether the command reads, writes or may do either
 * @param steps the order of actuation; the operations of one step go together
 * @param guarantees {@code tags.lockstep}, or the defaults
 */
public record DeviceCommand(
    CommandName name, Access access, List<List<Operation>> steps, Guarantees guarantees) {

  /**
   * A resource operation: one resource of a command (EdgeX {@code resourceOperations}).
   *
   * @param resource of the same profile
   * @param defaultValue used where the request gives no argument of the resource's name
   * @param mappings from a word of the request to the raw text, reversed when read; may be empty
   */
  public record Operation(
      ResourceName resource, Optional<Value> defaultValue, SequencedMap<String, String> mappings) {}

  public DeviceCommand {
    steps = steps.stream().map(List::copyOf).toList();
  }

  public List<Operation> operations() {
    return steps.stream().flatMap(List::stream).toList();
  }
}
