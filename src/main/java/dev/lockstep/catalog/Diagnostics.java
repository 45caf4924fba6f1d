package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * The diagnostics of a load: faults and warnings that were found while reading files. One per load;
 * not thread-safe.
 */
final class Diagnostics {
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();

  void fault(SourceLocation location, String path, String found, String remedy) {
    faults.add(faultAt(location, path, found, remedy));
  }

  void warn(SourceLocation location, String path, String found, String remedy) {
    warnings.add(faultAt(location, path, found, remedy));
  }

  private static Fault faultAt(SourceLocation location, String path, String found, String remedy) {
    return new Fault(location.file(), location.line(), location.column(), path, found, remedy);
  }

  /**
   * The number of faults so far. Compared before and after a part is read, it tells whether that
   * part has faults.
   */
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
