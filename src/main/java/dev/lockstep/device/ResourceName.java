package dev.lockstep.device;

/**
 * The name of a resource as its file spells it: 1 to 200 characters, none of them a control
 * character.
 *
 * @param value the name, case-sensitive
 * @throws IllegalArgumentException where the name is empty, too long or holds a control character
 */
public record ResourceName(String value) implements Comparable<ResourceName> {
  public ResourceName {
    Names.check("resource", value);
  }

  @Override
  public int compareTo(ResourceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
