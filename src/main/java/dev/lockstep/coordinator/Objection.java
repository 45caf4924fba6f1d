package dev.lockstep.coordinator;

import java.util.Optional;

/**
 * A reason as a gateway gave it, or the coordinator found it. The code stays text: a gateway of
 * another version may have reasons that this one does not know.
 *
 * @param code for a machine to sort by
 * @param detail one sentence
 */
public record Objection(
    String code,
    Optional<String> device,
    Optional<String> command,
    Optional<String> resource,
    String detail) {

  public static Objection of(String code, String detail) {
    return new Objection(code, Optional.empty(), Optional.empty(), Optional.empty(), detail);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(code);
    device.ifPresent(each -> text.append(' ').append(each));
    command.ifPresent(each -> text.append(' ').append(each));
    resource.ifPresent(each -> text.append(' ').append(each));
    return text.append(": ").append(detail).toString();
  }
}
