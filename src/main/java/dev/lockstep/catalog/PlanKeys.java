package dev.lockstep.catalog;

import java.util.Set;

/** The keys of plans, by their position; the published JSON Schema has the same. */
final class PlanKeys {
  static final Set<String> PLAN =
      Set.of("name", "description", "timeout", "parameters", "participants");
  static final Set<String> PARAMETER =
      Set.of(
          "name",
          "valueType",
          "minimum",
          "maximum",
          "enumeration",
          "defaultValue",
          "required",
          "units",
          "description");
  static final Set<String> PARTICIPANT = Set.of("gateway", "commands");
  static final Set<String> COMMAND = Set.of("device", "command", "arguments", "stage", "read");

  private PlanKeys() {}
}
