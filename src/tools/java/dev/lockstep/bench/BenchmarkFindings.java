package dev.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one part has measured.
 *
 * @param json for {@code DATE.json}: of any kind that JSON has
 * @param complaints what makes it worthless, one sentence each; none where all is well
 */
record BenchmarkFindings(
    Map<String, Object> json, List<BenchmarkTarget> targets, List<String> complaints) {
  static final BenchmarkFindings NONE = new BenchmarkFindings(Map.of(), List.of(), List.of());

  BenchmarkFindings {
    json = new LinkedHashMap<>(json);
    targets = List.copyOf(targets);
    complaints = List.copyOf(complaints);
  }
}
