package dev.lockstep.dashboard;

import java.util.List;
import java.util.Optional;

/**
 * One transaction as a page shows it. Texts that are not there are empty.
 *
 * @param linesMore older lines of the timeline that are not shown
 */
record TransactionPage(
    String id,
    Badge badge,
    Optional<WaitingRow> waits,
    List<Act> acts,
    List<Fact> facts,
    List<Step> steps,
    int stepsMore,
    List<Seen> readings,
    List<String> reasons,
    List<Line> timeline,
    int linesMore) {

  /** A command and how far it has come. */
  record Step(
      int number,
      int stage,
      String device,
      String command,
      String writes,
      Badge progress,
      TimeText at,
      String evidence,
      List<String> reasons) {}

  /** What a device showed at the vote. */
  record Seen(String device, String resource, String value, String status) {}

  /**
   * A line of the history.
   *
   * @param person whether a person did it
   */
  record Line(
      TimeText at,
      String event,
      String from,
      String to,
      String who,
      String detail,
      boolean person) {
    public boolean moved() {
      return !from.equals(to);
    }
  }

  TransactionPage {
    acts = List.copyOf(acts);
    facts = List.copyOf(facts);
    steps = List.copyOf(steps);
    readings = List.copyOf(readings);
    reasons = List.copyOf(reasons);
    timeline = List.copyOf(timeline);
  }

  public boolean waiting() {
    return waits.isPresent();
  }

  /** Only where {@link #waiting()}. */
  public WaitingRow waitsFor() {
    return waits.orElseThrow();
  }

  public boolean actable() {
    return !acts.isEmpty();
  }
}
