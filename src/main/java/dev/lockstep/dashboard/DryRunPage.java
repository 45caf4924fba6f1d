package dev.lockstep.dashboard;

import java.util.List;

/**
 * A dry run as a page shows it: votes and readings as they come, then that all is rolled back.
 *
 * @param verdict whether every gateway would have let it be committed
 * @param readings what machines showed at the vote, beside what is wanted
 * @param more readings that are not shown
 * @param again the form that leads to the run of the same; without a token where there is none
 */
record DryRunPage(
    CoordinationPage coordination,
    String plan,
    Badge verdict,
    String sentence,
    List<Reading> readings,
    int more,
    Again again) {
  /** A reading. */
  record Reading(
      String gateway, String device, String resource, String shown, String wanted, Badge badge) {}

  /** The values of this dry run, for a run. */
  record Again(String token, String version, List<PlanValues.Given> values) {
    static final Again NONE = new Again("", "", List.of());

    public Again {
      values = List.copyOf(values);
    }

    public boolean there() {
      return !token.isEmpty();
    }
  }

  DryRunPage {
    readings = List.copyOf(readings);
  }
}
