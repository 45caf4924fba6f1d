package dev.lockstep.dashboard;

import java.util.List;

/** A coordination as a page shows it: votes as they come, the decision, the confirmations. */
record CoordinationPage(
    String id,
    Badge badge,
    List<Fact> facts,
    List<String> contradictions,
    List<Side> sides,
    int voted,
    int confirmed,
    List<TransactionPage.Line> timeline,
    boolean dryRun) {
  /** A participant. */
  record Side(
      String gateway,
      Badge vote,
      String promise,
      List<String> reasons,
      Badge confirmation,
      String outcome,
      int attempts,
      String lastError) {}

  CoordinationPage {
    facts = List.copyOf(facts);
    contradictions = List.copyOf(contradictions);
    sides = List.copyOf(sides);
    timeline = List.copyOf(timeline);
  }

  /** How many there are. */
  public int all() {
    return sides.size();
  }
}
