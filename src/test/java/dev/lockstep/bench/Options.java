package dev.lockstep.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What is asked for on the command line.
 *
 * @param levels how many transactions at a time, one run each
 * @param measure how long each level is measured
 * @param warmUp how long the gateway works before the first level, at the highest one
 * @param devices how many machines there are; each of the transactions at a time has its own
 * @param jvm the gateway's JVM options; none is how the package is delivered
 */
record Options(List<Integer> levels, Duration measure, Duration warmUp, int devices, String jvm) {
  static final Options DEFAULT =
      new Options(List.of(1, 8, 32, 64), Duration.ofSeconds(15), Duration.ofSeconds(10), 256, "");
  static final String USAGE =
      """
      make bench ARGS="[--levels 1,8,32,64] [--seconds 15] [--warm-up 10] [--devices 256] [--jvm OPTIONS]"
        --levels   transactions at a time, one run each
        --seconds  how long each level is measured
        --warm-up  seconds before the first level that are not counted
        --devices  simulated machines, at least as many as transactions at a time
        --jvm      options of the gateway's JVM, such as -Xmx256m""";

  Options {
    levels = List.copyOf(levels);
    if (levels.isEmpty() || levels.stream().anyMatch(each -> each < 1 || each > 1000)) {
      throw new IllegalArgumentException("levels " + levels + "; 1 to 1000 each would be right");
    }
    if (measure.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("less than a second tells nothing");
    }
    if (warmUp.isNegative()) {
      throw new IllegalArgumentException("a warm-up of " + warmUp);
    }
    if (devices < highest(levels)) {
      throw new IllegalArgumentException(
          "%d devices for %d transactions at a time: they would wait for each other"
              .formatted(devices, highest(levels)));
    }
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException where it cannot be used; says why
   */
  static Options of(String... arguments) {
    Options options = DEFAULT;
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

  int highest() {
    return highest(levels);
  }

  private static int highest(List<Integer> levels) {
    return levels.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--levels" -> {
        List<Integer> wanted = Arrays.stream(value.split(",", -1)).map(Options::whole).toList();
        yield new Options(wanted, measure, warmUp, devices, jvm);
      }
      case "--seconds" -> new Options(levels, seconds(value), warmUp, devices, jvm);
      case "--warm-up" -> new Options(levels, measure, seconds(value), devices, jvm);
      case "--devices" -> new Options(levels, measure, warmUp, whole(value), jvm);
      case "--jvm" -> new Options(levels, measure, warmUp, devices, value);
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(whole(text));
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no whole number", e);
    }
  }
}
