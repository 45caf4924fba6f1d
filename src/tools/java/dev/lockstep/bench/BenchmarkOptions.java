package dev.lockstep.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is asked for on the command line.
 *
 * @param parts what is measured
 * @param pace how much load, for how long
 * @param past ended transactions in the journal that is called grown
 * @param doubts transactions in doubt at a restart
 * @param jvm the JVM options of gateways and Narayana alike; none is how the package is delivered
 * @param others unpacked packages to be measured beside, in turns
 * @param calm how the part pace goes
 */
record BenchmarkOptions(
    Set<Topic> parts, Pace pace, int past, int doubts, String jvm, List<Path> others, Calm calm) {
  static final BenchmarkOptions DEFAULT =
      new BenchmarkOptions(
          EnumSet.allOf(Topic.class), Pace.DEFAULT, 1_000_000, 10_000, "", List.of(), Calm.DEFAULT);
  private static final BenchmarkOptions QUICK =
      new BenchmarkOptions(
          EnumSet.allOf(Topic.class), Pace.QUICK, 20_000, 1_000, "", List.of(), Calm.QUICK);
  static final String USAGE =
      """
      make bench ARGS="[--part PARTS] [--quick] [--levels 1,8,32,64] [--seconds 6] [--warm-up 6] [--devices 256]
                       [--past 1000000] [--doubts 10000] [--every 10] [--calm 12] [--jvm OPTIONS]" [DIST=FOLDER]
        --part     of throughput,coordinations,ensemble,pace,opcua,growth,restart,start,wear,telling,traces; all unless given
        --quick    everything much shorter: to see that it works, not to judge by; comes before the others
        --levels   transactions at a time, one line each
        --seconds  how long each level is measured, for each system
        --warm-up  seconds before the first level that are not counted, for each system
        --devices  simulated machines, at least as many as transactions at a time
        --past     ended transactions in the journal of the part growth
        --doubts   transactions in doubt of the parts restart and start
        --every    seconds between two transactions of the part pace
        --calm     transactions of the part pace that are counted, after half as many that are not
        --jvm      options of the servers' JVMs, such as -Xmx256m
        DIST       another unpacked package, a native one perhaps: the parts coordinations, ensemble, pace, start and
                   traces measure it too, in turns; --dist FOLDER is the same, and start takes more than one of these\
      """;

  /** The parts, by the names that the command line has for them. */
  enum Topic {
    THROUGHPUT,
    COORDINATIONS,
    ENSEMBLE,
    PACE,
    OPCUA,
    GROWTH,
    RESTART,
    START,
    WEAR,
    TELLING,
    TRACES
  }

  /**
   * How much load, and for how long.
   *
   * @param levels how many transactions at a time, one line each
   * @param measure how long each level is measured, for each system
   * @param warmUp how long each system works before the first level, at the highest one
   * @param devices how many machines there are; each of the transactions at a time has its own
   */
  record Pace(List<Integer> levels, Duration measure, Duration warmUp, int devices) {
    static final Pace DEFAULT =
        new Pace(List.of(1, 8, 32, 64), Duration.ofSeconds(6), Duration.ofSeconds(6), 256);
    static final Pace QUICK =
        new Pace(List.of(1, 32), Duration.ofSeconds(2), Duration.ofSeconds(2), 256);

    Pace {
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

    int highest() {
      return highest(levels);
    }

    private static int highest(List<Integer> levels) {
      return levels.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }

  /**
   * A plant's pace.
   *
   * @param every between the beginnings of two transactions
   * @param count of transactions that are counted
   */
  record Calm(Duration every, int count) {
    static final Calm DEFAULT = new Calm(Duration.ofSeconds(10), 12);
    static final Calm QUICK = new Calm(Duration.ofSeconds(2), 3);

    Calm {
      if (every.compareTo(Duration.ofSeconds(1)) < 0 || count < 1) {
        throw new IllegalArgumentException(
            "%d transactions, one each %d s; 1 each second would be the least"
                .formatted(count, every.toSeconds()));
      }
    }
  }

  BenchmarkOptions {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no part");
    }
    parts = EnumSet.copyOf(parts);
    others = List.copyOf(others);
    if (past < 100 || doubts < 1) {
      throw new IllegalArgumentException(
          "a past of %d and %d doubts; 100 and 1 would be the least".formatted(past, doubts));
    }
  }

  /** The one that a part measures beside, where it takes one. */
  Optional<Path> other() {
    return others.stream().findFirst();
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException where it cannot be used; says why
   */
  static BenchmarkOptions of(String... arguments) {
    BenchmarkOptions options = DEFAULT;
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (name.equals("--quick")) {
        options = QUICK;
        continue;
      }
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(name + " wants a value, or is unknown");
      }
      options = options.with(name, rest.next());
    }
    return options;
  }

  private BenchmarkOptions with(String name, String value) {
    return switch (name) {
      case "--part" -> new BenchmarkOptions(topics(value), pace, past, doubts, jvm, others, calm);
      case "--past" -> with(whole(value), doubts);
      case "--doubts" -> with(past, whole(value));
      case "--jvm" -> new BenchmarkOptions(parts, pace, past, doubts, value, others, calm);
      case "--dist" -> beside(value);
      case "--every" -> at(new Calm(seconds(value), calm.count));
      case "--calm" -> at(new Calm(calm.every, whole(value)));
      case "--levels" -> at(new Pace(levels(value), pace.measure, pace.warmUp, pace.devices));
      case "--seconds" -> at(new Pace(pace.levels, seconds(value), pace.warmUp, pace.devices));
      case "--warm-up" -> at(new Pace(pace.levels, pace.measure, seconds(value), pace.devices));
      case "--devices" -> at(new Pace(pace.levels, pace.measure, pace.warmUp, whole(value)));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private BenchmarkOptions at(Pace now) {
    return new BenchmarkOptions(parts, now, past, doubts, jvm, others, calm);
  }

  private BenchmarkOptions at(Calm now) {
    return new BenchmarkOptions(parts, pace, past, doubts, jvm, others, now);
  }

  private BenchmarkOptions with(int pastNow, int doubtsNow) {
    return new BenchmarkOptions(parts, pace, pastNow, doubtsNow, jvm, others, calm);
  }

  private BenchmarkOptions beside(String folder) {
    Path there = Path.of(folder).toAbsolutePath();
    if (!Files.isExecutable(there.resolve("bin/lockstep"))) {
      throw new IllegalArgumentException("no unpacked package in " + there);
    }
    List<Path> all = Stream.concat(others.stream(), Stream.of(there)).toList();
    return new BenchmarkOptions(parts, pace, past, doubts, jvm, all, calm);
  }

  private static List<Integer> levels(String text) {
    return Arrays.stream(text.split(",", -1)).map(BenchmarkOptions::whole).toList();
  }

  private static Set<Topic> topics(String text) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (String each : text.split(",", -1)) {
      try {
        topics.add(Topic.valueOf(each.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("there is no part \"" + each + "\"", e);
      }
    }
    return topics;
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
