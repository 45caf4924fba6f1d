package dev.lockstep.soak;

import java.util.Arrays;
import java.util.Iterator;

/**
 * What is asked for on the command line.
 *
 * @param minutes how long it runs
 * @param callers who call at once
 * @param rate transactions per second that all of them together begin, where the machine is able
 */
record SoakOptions(int minutes, int callers, int rate) {
  static final SoakOptions DEFAULT = new SoakOptions(10, 16, 150);
  static final String USAGE =
      """
      make soak ARGS="[--minutes 10] [--callers 16] [--rate 150]"
        --minutes  how long it runs; growth is measured over the second half
        --callers  who call at once
        --rate     transactions per second that all of them together begin""";
  private static final int MINUTES_MOST = 7 * 24 * 60;
  private static final int CALLERS_MOST = 64;
  private static final int RATE_MOST = 10_000;

  SoakOptions {
    within("--minutes", minutes, MINUTES_MOST);
    within("--callers", callers, CALLERS_MOST);
    within("--rate", rate, RATE_MOST);
  }

  private static void within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s %d; 1 to %d would be right".formatted(name, value, most));
    }
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException where it cannot be used; says why
   */
  static SoakOptions of(String... arguments) {
    SoakOptions options = DEFAULT;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(name + " wants a value");
      }
      options = options.with(name, rest.next());
    }
    return options;
  }

  private SoakOptions with(String name, String value) {
    return switch (name) {
      case "--minutes" -> new SoakOptions(whole(value), callers, rate);
      case "--callers" -> new SoakOptions(minutes, whole(value), rate);
      case "--rate" -> new SoakOptions(minutes, callers, whole(value));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no whole number", e);
    }
  }
}
