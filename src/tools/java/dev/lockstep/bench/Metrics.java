package dev.lockstep.bench;

import java.util.List;

/**
 * A page of metrics in Prometheus' text format.
 *
 * @param page as it was read
 */
public record Metrics(String page) {

  /**
   * Of all lines of that name, whatever their labels, together.
   *
   * @throws IllegalStateException where there is none: a cost that is not counted is not zero
   */
  public double value(String name) {
    return value(name, "");
  }

  /**
   * Of all lines of that name that hold that label, together.
   *
   * @param label such as {@code area="heap"}; empty for all
   * @throws IllegalStateException where there is none
   */
  public double value(String name, String label) {
    List<Double> values =
        page.lines()
            .filter(each -> each.startsWith(name + " ") || each.startsWith(name + "{"))
            .filter(each -> each.contains(label))
            .map(each -> Double.valueOf(each.substring(each.lastIndexOf(' ') + 1)))
            .toList();
    if (values.isEmpty()) {
      throw new IllegalStateException("the gateway does not count " + name);
    }
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }
}
