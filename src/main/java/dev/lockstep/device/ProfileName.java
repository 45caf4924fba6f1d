package dev.lockstep.device;

/**
 * The name of a profile as its file spells it: 1 to 200 characters, none of them a control
 * character.
 *
 * @param value the name, case-sensitive
 * @throws IllegalArgumentException where the name is empty, too long or holds a control character
 */
public record ProfileName(String value) implements Comparable<ProfileName> {
  public ProfileName {
    Names.check("profile", value);
  }

  @Override
  public int compareTo(ProfileName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
