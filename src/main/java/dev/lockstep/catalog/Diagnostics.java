package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.List;

/** Everything that is noted while files are read. One per load; not thread-safe. */
final class Diagnostics {
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();

  void fault(SourceLocation location, String path, String found, String remedy) {
    faults.add(noted(location, path, found, remedy));
  }

  void warn(SourceLocation location, String path, String found, String remedy) {
    warnings.add(noted(location, path, found, remedy));
  }

  private static Fault noted(SourceLocation location, String path, String found, String remedy) {
    return new Fault(location.file(), location.line(), location.column(), path, found, remedy);
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
