package dev.lockstep.dashboard;

import java.util.List;

/**
 * The journal, and the coordinator's log where there is one, as a page shows them.
 *
 * @param counts how many transactions are in each state
 * @param operator whether who looks may acknowledge
 */
record JournalPage(List<Store> stores, List<Fact> counts, List<Fact> meters, boolean operator) {
  /** A file of promises. */
  record Store(String title, String word, List<String> troubles, List<Damaged> damages) {
    /** Whether promises may rest on it. */
    public boolean well() {
      return troubles.isEmpty();
    }
  }

  /** What failed its check, or is missing. */
  record Damaged(long position, String id, String fault) {}

  JournalPage {
    stores = List.copyOf(stores);
    counts = List.copyOf(counts);
    meters = List.copyOf(meters);
  }
}
