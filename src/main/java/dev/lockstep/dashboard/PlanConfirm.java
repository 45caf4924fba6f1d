package dev.lockstep.dashboard;

import java.util.List;

/**
 * What is about to be commanded to which machine, and the form behind it.
 *
 * @param word what is done: dry-run or run
 * @param id of the coordination: the same form sent twice is one request
 * @param shown the plan's last play as it was shown
 * @param values as they were typed, for the next form
 * @param parameters with their values, usual ones among them
 * @param at the instant at which the machines are to move together
 * @param told why it was not done, and what happened meanwhile; empty at the first look
 */
record PlanConfirm(
    String name,
    String version,
    String description,
    String word,
    String id,
    String shown,
    List<PlanValues.Given> values,
    List<Fact> parameters,
    List<PlanTarget> targets,
    List<String> warnings,
    PlanLast last,
    String token,
    ActForm.Typed typed,
    PlanInstant at,
    String told) {
  PlanConfirm {
    values = List.copyOf(values);
    parameters = List.copyOf(parameters);
    targets = List.copyOf(targets);
    warnings = List.copyOf(warnings);
  }

  public boolean dryRun() {
    return word.equals(PlanPages.DRY_RUN);
  }
}
