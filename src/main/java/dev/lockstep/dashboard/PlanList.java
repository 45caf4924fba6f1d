package dev.lockstep.dashboard;

import java.util.List;

/**
 * The plans of the folder, page by page.
 *
 * @param folder where they lie; empty where none is configured
 * @param left files that are not read, because there are too many
 */
record PlanList(String folder, List<Row> rows, int left, String query, String next) {
  /**
   * A plan in the list.
   *
   * @param linked whether it has a page: a file's name may be no plan's
   * @param faults what is wrong with it, and where
   */
  record Row(
      String name,
      boolean linked,
      String description,
      String parameters,
      Badge badge,
      List<String> faults,
      PlanLast last) {
    public Row {
      faults = List.copyOf(faults);
    }
  }

  PlanList {
    rows = List.copyOf(rows);
  }

  public boolean configured() {
    return !folder.isEmpty();
  }

  public boolean more() {
    return !next.isEmpty();
  }
}
