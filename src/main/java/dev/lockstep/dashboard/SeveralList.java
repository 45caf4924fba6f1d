package dev.lockstep.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Transactions to choose from, where one act is meant for several.
 *
 * @param more how many wait beyond those that are listed
 */
record SeveralList(
    List<Kind> kinds,
    String kind,
    List<Row> rows,
    Selection selection,
    int more,
    List<Act> acts,
    String token,
    String fault,
    List<Past> runs) {
  /** A kind of what is waited for, and how many there are. */
  record Kind(String word, String title, int number, boolean here) {}

  /** A transaction to choose. */
  record Row(WaitingRow row, boolean chosen) {}

  /**
   * Which of them are chosen when the list is shown.
   *
   * @param like only those that wait alike are listed; empty: all of the kind
   * @param upTo of these, those that wait since then or longer are chosen; empty: none
   * @param ids chosen besides
   */
  record Selection(String like, Optional<Instant> upTo, List<String> ids) {
    static final Selection NONE = new Selection("", Optional.empty(), List.of());

    public Selection {
      ids = List.copyOf(ids);
    }

    /** Whether those that wait alike are listed alone. */
    public boolean alike() {
      return !like.isEmpty();
    }

    boolean takes(WaitingState one) {
      return upTo.filter(until -> !one.since().isAfter(until)).isPresent()
          || WaitingList.id(one.state()).filter(id -> ids.contains(id.value())).isPresent();
    }
  }

  /** A run of before. */
  record Past(long number, String text) {}

  SeveralList {
    kinds = List.copyOf(kinds);
    rows = List.copyOf(rows);
    acts = List.copyOf(acts);
    runs = List.copyOf(runs);
  }

  public boolean allChosen() {
    return !rows.isEmpty() && chosen() == rows.size();
  }

  /** How many are chosen. */
  public int chosen() {
    return (int) rows.stream().filter(Row::chosen).count();
  }
}
