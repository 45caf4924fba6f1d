package dev.lockstep.chaos;

import java.util.List;

/**
 * One mutant of the core, and what the tests made of it: a line of pitest's CSV report.
 *
 * @param place class and method, without the package
 * @param mutator pitest's name of the change, without the package
 * @param line of the source
 * @param killed whether a test failed, or did not end, with it
 */
record Mutant(String place, String mutator, int line, boolean killed) {
  private static final List<String> KILLED =
      List.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR");

  /**
   * Reads one line: file, class, mutator, method, line, status, test.
   *
   * @throws IllegalArgumentException where it is not of that form
   */
  static Mutant of(String csv) {
    String[] fields = csv.split(",", -1);
    if (fields.length < 6) {
      throw new IllegalArgumentException("no line of a report of pitest: " + csv);
    }
    return new Mutant(
        afterLast(fields[1]) + "." + fields[3],
        afterLast(fields[2]),
        Integer.parseInt(fields[4]),
        KILLED.contains(fields[5]));
  }

  private static String afterLast(String qualified) {
    return qualified.substring(qualified.lastIndexOf('.') + 1);
  }

  /** Under which it is listed among the equivalent ones: lines move, these do not. */
  String key() {
    return place + " " + mutator;
  }

  @Override
  public String toString() {
    return "%s (line %d)".formatted(key(), line);
  }
}
