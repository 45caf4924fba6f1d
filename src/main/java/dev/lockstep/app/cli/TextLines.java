package dev.lockstep.app.cli;

import dev.lockstep.device.PrintableText;
import java.util.ArrayList;
import java.util.List;

/** Text in lines that are not longer than a width: broken between words, a long word anywhere. */
final class TextLines {
  private TextLines() {}

  /** At least one line. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > 0 ? space : whole(rest, width);
      lines.add(rest.substring(0, end));
      rest = rest.substring(space > 0 ? end + 1 : end);
    }
    lines.add(rest);
    return lines;
  }

  /** A character of two halves is not torn. */
  private static int whole(String text, int width) {
    return width > 1 && Character.isHighSurrogate(text.charAt(width - 1)) ? width - 1 : width;
  }

  /** The same with a mark before the first line and as much room before the others. */
  static void print(Terminal terminal, String mark, String text) {
    List<String> lines = wrapped(PrintableText.line(text), terminal.width() - mark.length());
    for (int line = 0; line < lines.size(); line++) {
      terminal.line((line == 0 ? mark : " ".repeat(mark.length())) + lines.get(line));
    }
  }
}
