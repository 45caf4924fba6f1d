package dev.lockstep.app.cli;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of each of several transactions: one that fails does not keep the others. */
final class ActResults {
  private final Map<ExitCode, Integer> counts = new EnumMap<>(ExitCode.class);
  private ExitCode first = ExitCode.DONE;

  void add(ExitCode result) {
    counts.merge(result, 1, Integer::sum);
    if (first == ExitCode.DONE) {
      first = result;
    }
  }

  /** What the command exits with: an unknown result counts most, else the first that failed. */
  ExitCode worst() {
    return counts.containsKey(ExitCode.UNKNOWN) ? ExitCode.UNKNOWN : first;
  }

  /** One line for several; nothing for one, whose own line says it. */
  void summarise(Terminal terminal) {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    if (all > 1) {
      terminal.line(
          counts.entrySet().stream()
              .map(
                  each ->
                      each.getValue()
                          + " "
                          + each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
              .collect(Collectors.joining(", ", "of " + all + ": ", "")));
    }
  }
}
