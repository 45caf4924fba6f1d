package dev.lockstep.dashboard;

import java.util.List;

/**
 * Transactions to choose from, where one act is meant for several.
 *
 * @param more how many wait beyond those that are listed
 */
record SeveralList(
    List<Kind> kinds,
    String kind,
    List<WaitingRow> rows,
    int more,
    List<Act> acts,
    String token,
    String fault,
    List<Past> runs) {
  /** A kind of what is waited for, and how many there are. */
  record Kind(String word, String title, int number, boolean here) {}

  /** A run of before. */
  record Past(long number, String text) {}

  SeveralList {
    kinds = List.copyOf(kinds);
    rows = List.copyOf(rows);
    acts = List.copyOf(acts);
    runs = List.copyOf(runs);
  }
}
