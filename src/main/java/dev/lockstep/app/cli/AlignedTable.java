package dev.lockstep.app.cli;

import dev.lockstep.device.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Table for people: aligned columns that fit the width of a terminal. Nothing is cut: what is
 * longer than its column goes on in the next line of that column.
 */
final class AlignedTable {
  private static final String GAP = "  ";
  private static final int COLUMN_MIN = 8;

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  AlignedTable(String... heads) {
    this.heads = List.of(heads);
  }

  /** Adds a row; one cell for each head. */
  AlignedTable row(String... cells) {
    rows.add(Arrays.stream(cells).map(PrintableText::line).toList());
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints heads and rows, each line indented by so many characters. */
  void print(Terminal terminal, int indent) {
    int[] widths = widths(terminal.width() - indent);
    String margin = " ".repeat(indent);
    lines(heads, widths).forEach(line -> terminal.heading(margin + line));
    rows.forEach(row -> lines(row, widths).forEach(line -> terminal.line(margin + line)));
  }

  /** Each column as wide as it wants to be; where that is too much, the widest gives way. */
  private int[] widths(int most) {
    int[] widths =
        IntStream.range(0, heads.size())
            .map(
                column ->
                    Math.max(
                        heads.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    int gaps = GAP.length() * (widths.length - 1);
    for (int over = Arrays.stream(widths).sum() + gaps - most; over > 0; ) {
      int widest = widest(widths);
      int second = Arrays.stream(widths).filter(each -> each < widths[widest]).max().orElse(0);
      int room = widths[widest] - Math.max(Math.max(second - 1, COLUMN_MIN), 1);
      int less = Math.min(over, room);
      if (less <= 0) {
        break; // narrower than this nothing can be read
      }
      widths[widest] -= less;
      over -= less;
    }
    return widths;
  }

  private static int widest(int[] widths) {
    return IntStream.range(0, widths.length)
        .reduce((one, other) -> widths[other] > widths[one] ? other : one)
        .orElseThrow();
  }

  private static List<String> lines(List<String> cells, int[] widths) {
    List<List<String>> wrapped =
        IntStream.range(0, widths.length)
            .mapToObj(column -> TextLines.wrapped(cells.get(column), widths[column]))
            .toList();
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(0, height).mapToObj(line -> joined(wrapped, widths, line)).toList();
  }

  private static String joined(List<List<String>> cells, int[] widths, int line) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      List<String> cell = cells.get(column);
      String part = line < cell.size() ? cell.get(line) : "";
      text.append(part).append(" ".repeat(Math.max(0, widths[column] - part.length()))).append(GAP);
    }
    return text.toString().stripTrailing();
  }
}
