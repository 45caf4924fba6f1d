package dev.lockstep.dashboard;

import java.util.List;

/**
 * What a device shows now.
 *
 * @param more resources that are not read for this page
 */
record DeviceSight(List<Row> rows, int more, TimeText at, String told) {
  /**
   * One resource.
   *
   * @param number for a plot; empty where it is none
   */
  record Row(
      String resource,
      String type,
      String access,
      String value,
      String number,
      String units,
      Badge status,
      TimeText sourceTime) {}

  DeviceSight {
    rows = List.copyOf(rows);
  }
}
