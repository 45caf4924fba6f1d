package dev.lockstep.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows under headings, for people: numbers to the right, words to the left. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  public Table(String... headings) {
    columns = headings.length;
    rows.add(List.of(headings));
  }

  /**
   * One more.
   *
   * @throws IllegalArgumentException where it has not as many cells as there are headings
   */
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells below " + columns + " headings");
    }
    rows.add(List.of(cells));
    return this;
  }

  public void print(PrintStream out) {
    out.println(this);
  }

  @Override
  public String toString() {
    List<Integer> widths = new ArrayList<>();
    List<Boolean> numbers = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      int at = column;
      widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElseThrow());
      numbers.add(rows.stream().skip(1).allMatch(row -> number(row.get(at))));
    }
    return rows.stream()
        .map(row -> line(row, widths, numbers))
        .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
  }

  private static String line(List<String> row, List<Integer> widths, List<Boolean> numbers) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String space = " ".repeat(widths.get(column) - row.get(column).length());
      line.append(column == 0 ? "" : GAP)
          .append(numbers.get(column) ? space + row.get(column) : row.get(column) + space);
    }
    return line.toString().stripTrailing();
  }

  private static boolean number(String cell) {
    return cell.isEmpty() || cell.equals("-") || Character.isDigit(cell.charAt(0));
  }
}
