package dev.lockstep.catalog;

import dev.lockstep.device.PrintableText;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** YAML as a person writes it: blocks, short mappings on one line, comments. */
final class DraftText {
  /**
   * Begins a line that a person may take over by removing it: nothing stands between it and what is
   * proposed, unlike in a comment.
   */
  static final String PROPOSAL = "#";

  private static final int COMMENT_MAX = 100;

  private final StringBuilder text = new StringBuilder();

  DraftText line(int depth, String content) {
    text.append("  ".repeat(depth)).append(content).append('\n');
    return this;
  }

  DraftText blank() {
    text.append('\n');
    return this;
  }

  /** A comment, broken into lines. */
  DraftText comment(int depth, String sentence) {
    StringBuilder line = new StringBuilder("#");
    for (String word : PrintableText.line(sentence).split(" ", -1)) {
      if (line.length() > 1 && line.length() + word.length() > COMMENT_MAX) {
        line(depth, line.toString());
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    return line(depth, line.toString());
  }

  /** A text in double quotes, whatever is in it. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            each -> {
              if (each == '"' || each == '\\') {
                quoted.append('\\').appendCodePoint(each);
              } else if (each < 0x20 || (each >= 0x7f && each <= 0xa0) || isUnprintable(each)) {
                quoted.append(
                    each <= 0xffff ? "\\u%04x".formatted(each) : "\\U%08x".formatted(each));
              } else {
                quoted.appendCodePoint(each);
              }
            });
    return quoted.append('"').toString();
  }

  private static boolean isUnprintable(int character) {
    return (character >= 0xd800 && character <= 0xdfff)
        || character == 0x2028
        || character == 0x2029
        || character == 0xfeff
        || character == 0xfffe
        || character == 0xffff;
  }

  /** A mapping on one line, of texts and lists of texts. */
  static String flow(Map<String, ?> entries) {
    return entries.entrySet().stream()
        .map(each -> each.getKey() + ": " + value(each.getValue()))
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String value(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream()
            .map(each -> quoted(String.valueOf(each)))
            .collect(Collectors.joining(", ", "[", "]"))
        : quoted(String.valueOf(value));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
