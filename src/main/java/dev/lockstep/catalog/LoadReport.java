package dev.lockstep.catalog;

import java.util.List;

/**
 * The report of a load.
 *
 * @param files the number of files read
 * @param profiles the number of profiles in the catalog
 * @param devices the number of devices in the catalog
 * @param faults in the order of files and lines; a profile or device with a fault is not in the
 *     catalog
 * @param warnings in the same order; they keep nothing out of the catalog
 */
public record LoadReport(
    int files, int profiles, int devices, List<Fault> faults, List<Fault> warnings) {
  public LoadReport {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }
}
