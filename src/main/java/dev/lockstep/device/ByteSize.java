package dev.lockstep.device;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size in bytes, as operators write it: {@code 65536}, {@code 64K} or {@code 16M}.
 *
 * @param count bytes
 */
public record ByteSize(long count) implements Comparable<ByteSize> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})([BbKkMmGg]?)");
  private static final String UNITS = "BKMG";

  /**
   * Reads a size; the configuration finds this method by its name.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static ByteSize parse(CharSequence text) {
    Matcher size = TEXT.matcher(text);
    if (size.matches()) {
      int power = UNITS.indexOf(size.group(2).toUpperCase(Locale.ROOT)); // 0 where none is given
      long number = Long.parseLong(size.group(1));
      if (number <= Long.MAX_VALUE >> (10 * power)) {
        return new ByteSize(number << (10 * power));
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is no size; 65536, 64K or 16M would be right".formatted(text));
  }

  /** As an int; only for settings whose {@link Range} ends below 2 GiB. */
  public int toInt() {
    return Math.toIntExact(count);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(count, other.count);
  }

  @Override
  public String toString() {
    return count + " bytes";
  }
}
