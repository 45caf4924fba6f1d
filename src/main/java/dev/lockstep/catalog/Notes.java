package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.List;

/** Everything that is noted while files are read. One per load; not thread-safe. */
final class Notes {
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();

  void fault(Place place, String path, String found, String remedy) {
    faults.add(noted(place, path, found, remedy));
  }

  void warn(Place place, String path, String found, String remedy) {
    warnings.add(noted(place, path, found, remedy));
  }

  private static Fault noted(Place place, String path, String found, String remedy) {
    return new Fault(place.file(), place.line(), place.column(), path, found, remedy);
  }

  /** Compared before and after: whether what was read in between is sound. */
  int faultCount() {
    return faults.size();
  }

  List<Fault> faults() {
    return faults;
  }

  List<Fault> warnings() {
    return warnings;
  }
}
