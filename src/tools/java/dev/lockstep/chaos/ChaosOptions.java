package dev.lockstep.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for on the command line.
 *
 * @param seed draws everything that is left to chance
 * @param minutes all parts together
 * @param only the parts to play; empty for all
 */
record ChaosOptions(long seed, int minutes, List<String> only) {
  static final String USAGE =
      """
      make chaos ARGS="[--seed N] [--minutes 30] [--only PART,PART]"
        --seed     repeats what was drawn; without it a new one is drawn, and printed
        --minutes  how long it plays, all parts together
        --only     these parts alone: %s""";
  private static final int MINUTES_MOST = 24 * 60;

  ChaosOptions {
    only = List.copyOf(only);
    if (minutes < 1 || minutes > MINUTES_MOST) {
      throw new IllegalArgumentException(
          "%d minutes; 1 to %d would be right".formatted(minutes, MINUTES_MOST));
    }
  }

  /**
   * Reads the command line.
   *
   * @param drawn the seed where none is asked for
   * @param parts that there are
   * @throws IllegalArgumentException where it cannot be used; says why
   */
  static ChaosOptions of(long drawn, List<String> parts, String... arguments) {
    ChaosOptions options = new ChaosOptions(drawn, 30, List.of());
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(name + " wants a value");
      }
      options = options.with(name, rest.next(), parts);
    }
    return options;
  }

  private ChaosOptions with(String name, String value, List<String> parts) {
    return switch (name) {
      case "--seed" -> new ChaosOptions(whole(value), minutes, only);
      case "--minutes" -> new ChaosOptions(seed, Math.toIntExact(whole(value)), only);
      case "--only" -> new ChaosOptions(seed, minutes, known(List.of(value.split(",", -1)), parts));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private static List<String> known(List<String> asked, List<String> parts) {
    Optional<String> unknown = asked.stream().filter(each -> !parts.contains(each)).findFirst();
    if (unknown.isPresent()) {
      throw new IllegalArgumentException(
          "there is no part \"%s\", but %s".formatted(unknown.get(), String.join(", ", parts)));
    }
    return asked;
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no whole number", e);
    }
  }

  /** How long one of these parts may play. */
  Duration share(ChaosPart part, List<ChaosPart> parts) {
    // Nothing but parts that take no share: whatever they take.
    int weights = Math.max(1, parts.stream().mapToInt(ChaosPart::weight).sum());
    return Duration.ofMinutes(minutes).multipliedBy(part.weight()).dividedBy(weights);
  }
}
