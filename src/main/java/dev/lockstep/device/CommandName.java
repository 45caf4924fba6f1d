package dev.lockstep.device;

/**
 * The name of a command as its file spells it: 1 to 200 characters, none of them a control
 * character.
 *
 * @param value the name, case-sensitive
 * @throws IllegalArgumentException where the name is empty, too long or holds a control character
 */
public record CommandName(String value) implements Comparable<CommandName> {
  public CommandName {
    Names.check("command", value);
  }

  @Override
  public int compareTo(CommandName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
