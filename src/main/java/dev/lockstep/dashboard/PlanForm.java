package dev.lockstep.dashboard;

import java.util.List;

/**
 * A plan with its form.
 *
 * @param folder where its file lies
 * @param faults what is wrong with the file or with what was typed, where it has no field
 * @param warnings what could not be checked, or looks like a slip
 * @param targets what it commands where; as it is written before a check, with the values behind
 *     one
 * @param checked the sentence about the check; empty before one
 * @param token empty where the viewer may not play it
 * @param told why nothing was done; empty at the first look
 */
record PlanForm(
    String name,
    String version,
    String description,
    String folder,
    List<PlanField> fields,
    List<String> faults,
    List<String> warnings,
    List<PlanTarget> targets,
    String checked,
    PlanLast last,
    String token,
    String told) {
  PlanForm {
    fields = List.copyOf(fields);
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
    targets = List.copyOf(targets);
  }

  /** Whether it can be played at all, and by this viewer. */
  public boolean playable() {
    return !token.isEmpty();
  }

  /** Whether anything is wrong that keeps it from being played so. */
  public boolean faulty() {
    return !faults.isEmpty()
        || fields.stream().anyMatch(each -> !each.fault().isEmpty())
        || targets.stream().anyMatch(each -> !each.faults().isEmpty());
  }
}
