package dev.lockstep.soak;

import java.util.Locale;

/** What must not grow, and how much of it may come and go within a run. */
enum Quantity {
  HEAP("heap after collection", "MiB", 8),
  RESIDENT("resident memory", "MiB", 24),
  THREADS("threads", "", 6),
  FILES("file handles", "", 12),
  JOURNAL("journal on disk", "MiB", 12);

  private final String title;
  private final String unit;
  private final double growthMax;

  Quantity(String title, String unit, double growthMax) {
    this.title = title;
    this.unit = unit;
    this.growthMax = growthMax;
  }

  double of(Vitals vitals) {
    return switch (this) {
      case HEAP -> mebibytes(vitals.heapBytes());
      case RESIDENT -> mebibytes(vitals.residentBytes());
      case THREADS -> vitals.threads();
      case FILES -> vitals.files();
      case JOURNAL -> mebibytes(vitals.journalBytes());
    };
  }

  String title() {
    return title;
  }

  /** Whether so much growth over the second half of a run is too much. */
  boolean grows(double growth) {
    return growth > growthMax;
  }

  /** The verdict's line. */
  String verdict(double first, double last, double growth) {
    return String.format(
        Locale.ROOT,
        "%-22s %s: %.1f to %.1f %s; the second half's slope comes to %+.2f, at most +%.0f is flat",
        title,
        grows(growth) ? "GROWS" : "flat",
        first,
        last,
        unit,
        growth,
        growthMax);
  }

  private static double mebibytes(long bytes) {
    return bytes / (1024.0 * 1024);
  }
}
