package dev.lockstep.dashboard;

import java.util.List;

/**
 * The field of a parameter: what the browser checks by itself, and what the gateway found wrong.
 *
 * @param step of a number: 1 or any
 * @param minimum empty: none
 * @param maximum empty: none
 * @param options empty where any value within the limits is allowed
 * @param hint type, limits and the usual value, for people
 * @param fault empty where nothing is wrong
 */
record PlanField(
    String name,
    String label,
    Input input,
    String step,
    String minimum,
    String maximum,
    List<Option> options,
    boolean required,
    String value,
    String hint,
    String fault) {
  /** Kinds of fields. */
  enum Input {
    NUMBER,
    TEXT,
    AREA,
    CHOICE
  }

  /** What may be chosen. */
  record Option(String value, String text, boolean chosen) {}

  PlanField {
    options = List.copyOf(options);
  }

  public boolean number() {
    return input == Input.NUMBER;
  }

  public boolean area() {
    return input == Input.AREA;
  }

  public boolean choice() {
    return input == Input.CHOICE;
  }
}
