package dev.lockstep.dashboard;

import java.util.List;

/** Devices, page by page. */
record DeviceList(List<Board.Machine> rows, int all, String filter, String query, String next) {
  DeviceList {
    rows = List.copyOf(rows);
  }

  /** Whether there is a page behind this one. */
  public boolean more() {
    return !next.isEmpty();
  }
}
