package dev.lockstep.coordinator;

import dev.lockstep.device.PrintableText;

/**
 * The plan file that a coordination was made of: for people, and no part of what is asked for.
 *
 * @param name of the plan, one printable line
 * @param version of its text, as its reader gave it
 */
public record PlanOrigin(String name, String version) {
  private static final int NAME_MAX = 100;

  public PlanOrigin {
    name = PrintableText.line(name, NAME_MAX);
    version = PrintableText.line(version, NAME_MAX);
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
