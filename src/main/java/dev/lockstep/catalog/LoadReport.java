package dev.lockstep.catalog;

import java.util.List;

/**
 * What came of loading.
 *
 * @param files how many were read
 * @param profiles how many are in the catalog
 * @param devices how many are in the catalog
 * @param faults in the order of files and lines; what has one is not in the catalog
 * @param warnings likewise; what has only these is in the catalog
 */
public record LoadReport(
    int files, int profiles, int devices, List<Fault> faults, List<Fault> warnings) {
  public LoadReport {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }
}
