package dev.lockstep.device;

/**
 * The name of a device as its file spells it: 1 to 200 characters, none of them a control
 * character.
 *
 * @param value the name, case-sensitive
 * @throws IllegalArgumentException where the name is empty, too long or holds a control character
 */
public record DeviceName(String value) implements Comparable<DeviceName> {
  public DeviceName {
    Names.check("device", value);
  }

  @Override
  public int compareTo(DeviceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
