package dev.lockstep.device;

/**
 * Printable text (CWE-117, log forging): text from outside as one line that shows what is in it. A
 * character that moves the cursor, ends a line, changes colours or the direction of writing becomes
 * its Unicode escape, for example a line feed {@code \}{@code u000A}; so do all of C0 and C1, the
 * line and paragraph separators, every format character (the overrides of bidirectional text among
 * them) and surrogates that stand alone.
 */
public final class PrintableText {
  private static final String CUT = "… (cut)";

  private PrintableText() {}

  /** The text as one line; the same object where it is one. */
  public static String line(String text) {
    return isLine(text) ? text : line(text, Integer.MAX_VALUE);
  }

  /**
   * The text as one line of at most so many characters. What is longer is cut, and ends with a word
   * that says so.
   */
  public static String line(String text, int lengthMax) {
    if (text.length() <= lengthMax && isLine(text)) {
      return text;
    }
    StringBuilder line = new StringBuilder(Math.min(text.length(), lengthMax));
    int whole = 0; // as much as may stay where it has to be cut
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      append(line, character);
      at += Character.charCount(character);
      if (line.length() <= lengthMax - CUT.length()) {
        whole = line.length();
      } else if (line.length() > lengthMax) {
        return line.replace(whole, line.length(), CUT).toString();
      }
    }
    return line.toString();
  }

  private static boolean isLine(String text) {
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      boolean plain = each >= ' ' && each <= '~';
      if (!plain && !isPrintable(text.codePointAt(at))) {
        return false;
      }
      if (Character.isHighSurrogate(each)) {
        at++; // with its other half, or it were not printable
      }
    }
    return true;
  }

  private static void append(StringBuilder line, int character) {
    if (isPrintable(character)) {
      line.appendCodePoint(character);
    } else {
      for (char unit : Character.toChars(character)) {
        line.append("\\u%04X".formatted((int) unit));
      }
    }
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
