package dev.lockstep.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Spelling suggestions for names in messages. */
final class SpellingSuggestion {
  private static final int LENGTH_MAX = 64;
  private static final int LISTED_MAX = 12;
  private static final int SHOWN_MAX = 60;

  private SpellingSuggestion() {}

  /**
   * The known name with the smallest edit distance, where that is small enough for a misspelling.
   */
  static Optional<String> near(String wanted, Collection<String> known) {
    if (wanted.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    int distanceMax = Math.max(1, wanted.length() / 3);
    record Candidate(String name, int distance) {}
    return known.stream()
        .filter(each -> Math.abs(each.length() - wanted.length()) <= distanceMax)
        .map(each -> new Candidate(each, distance(wanted, each)))
        .filter(each -> each.distance <= distanceMax)
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /** "did you mean X?", or the known names. */
  static String hint(String wanted, Collection<String> known) {
    return near(wanted, known)
        .map(each -> "did you mean " + each + "?")
        .orElseGet(() -> known.isEmpty() ? "there is none" : "known: " + listed(known));
  }

  static String listed(Collection<String> names) {
    List<String> sorted = names.stream().sorted().toList();
    String shown = String.join(", ", sorted.subList(0, Math.min(LISTED_MAX, sorted.size())));
    int more = sorted.size() - LISTED_MAX;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  /** The text for a message: one line of bounded length. */
  static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "·");
    return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "…";
  }

  /** The edit distance (Damerau-Levenshtein, adjacent transpositions), ignoring case. */
  private static int distance(String left, String right) {
    String from = left.toLowerCase(Locale.ROOT);
    String to = right.toLowerCase(Locale.ROOT);
    int[][] slips = new int[from.length() + 1][to.length() + 1];
    for (int row = 0; row <= from.length(); row++) {
      for (int column = 0; column <= to.length(); column++) {
        slips[row][column] =
            row == 0 || column == 0 ? row + column : least(slips, from, to, row, column);
      }
    }
    return slips[from.length()][to.length()];
  }

  private static int least(int[][] slips, String from, String to, int row, int column) {
    boolean same = from.charAt(row - 1) == to.charAt(column - 1);
    int least = slips[row - 1][column - 1] + (same ? 0 : 1);
    least = Math.min(least, slips[row - 1][column] + 1);
    least = Math.min(least, slips[row][column - 1] + 1);
    boolean swapped =
        row > 1
            && column > 1
            && from.charAt(row - 1) == to.charAt(column - 2)
            && from.charAt(row - 2) == to.charAt(column - 1);
    return swapped ? Math.min(least, slips[row - 2][column - 2] + 1) : least;
  }
}
