package dev.lockstep.soak;

import java.util.List;

/** The straight line that lies closest to some points (least squares). */
final class Trend {
  private Trend() {}

  /**
   * By how much the line rises from the first point to the last.
   *
   * @param points in the order of time
   */
  static double growth(List<Point> points) {
    if (points.size() < 2) {
      return 0;
    }
    double meanTime = points.stream().mapToDouble(Point::seconds).average().orElseThrow();
    double meanValue = points.stream().mapToDouble(Point::value).average().orElseThrow();
    double together = 0;
    double spread = 0;
    for (Point each : points) {
      together += (each.seconds() - meanTime) * (each.value() - meanValue);
      spread += (each.seconds() - meanTime) * (each.seconds() - meanTime);
    }
    double time = points.getLast().seconds() - points.getFirst().seconds();
    return spread == 0 ? 0 : together / spread * time;
  }

  /** A measured value. */
  record Point(double seconds, double value) {}
}
