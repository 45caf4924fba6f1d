package dev.lockstep.rest;

import java.util.Map;
import java.util.Optional;

/**
 * A request to check or play a plan.
 *
 * @param plan a plan of the folder; or else
 * @param definition the text of one
 * @param parameters as parsed JSON: String, Boolean, BigDecimal, List or Map of the same
 * @param version that the plan must have, where one is given
 * @param id of the coordination, where one is given
 * @param at the instant at which the machines are to move together, as text; where not at once
 * @param reason for the record, where one is given
 * @param operator who asks, where there is no login to say so
 */
public record PlanCall(
    Optional<String> plan,
    Optional<String> definition,
    Map<String, Object> parameters,
    Optional<String> version,
    Optional<String> id,
    Optional<String> at,
    Optional<String> reason,
    Optional<String> operator) {

  /** A plan of the folder with these parameters. */
  public static PlanCall of(String plan, Map<String, Object> parameters) {
    return new PlanCall(
        Optional.of(plan),
        Optional.empty(),
        parameters,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
