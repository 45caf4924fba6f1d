package dev.lockstep.fleet;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What is asked for on the command line.
 *
 * @param gateways sizes of the fleet, one after the other; kills come at the largest
 * @param participants sizes of a coordination, each measured at each fleet that has so many
 * @param pace how long and how hard
 * @param role who coordinates
 * @param seed of everything that is drawn at random
 */
record FleetOptions(
    List<Integer> gateways, List<Integer> participants, Pace pace, Role role, long seed) {
  private static final int DRIVES = 10;
  static final String USAGE =
      """
      make fleet ARGS="[--quick] [--gateways 10,100,1000] [--participants 10,32] [--clients 8] [--warm-up 30]
                       [--seconds 20] [--minutes 3] [--log zookeeper] [--coordinators 2] [--seed N]"
        --quick         a small fleet for some seconds: to see that it works; comes before the others
        --gateways      sizes of the fleet, each measured; kills come at the largest
        --participants  gateways of a coordination, 1 to 64, each measured where the fleet has so many
        --clients       coordinations at a time, 1 to 10
        --warm-up       seconds before each measurement that are not counted
        --seconds       how long each is measured
        --minutes       how long coordinators and servers are killed under load; 0: not at all
        --log           zookeeper: coordinators on an ensemble of three servers; sqlite: each with its own log
        --coordinators  packaged processes with the coordinator role
        --seed          of what is drawn at random""";

  /**
   * How long and how hard.
   *
   * @param clients coordinations at a time
   * @param warmUp before each measurement
   * @param measure each measurement
   * @param kills how long coordinators are killed
   */
  record Pace(int clients, Duration warmUp, Duration measure, Duration kills) {
    Pace {
      within("--clients", clients, 1, DRIVES);
      within("--warm-up", warmUp.toSeconds(), 0, 600);
      within("--seconds", measure.toSeconds(), 1, 3600);
      within("--minutes", kills.toMinutes(), 0, 24 * 60);
    }
  }

  /** Where decisions stand. */
  enum Log {
    SQLITE,
    ZOOKEEPER
  }

  /**
   * Who coordinates.
   *
   * @param log of the coordinators
   * @param coordinators how many processes
   */
  record Role(Log log, int coordinators) {
    Role {
      within("--coordinators", coordinators, 1, 8);
    }

    private static Role on(Log log) {
      return new Role(log, log == Log.SQLITE ? 1 : 2);
    }

    private static Log log(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "sqlite" -> Log.SQLITE;
        case "zookeeper" -> Log.ZOOKEEPER;
        default ->
            throw new IllegalArgumentException(
                "--log \"%s\"; sqlite or zookeeper would be right".formatted(text));
      };
    }
  }

  FleetOptions {
    gateways = List.copyOf(gateways);
    participants = List.copyOf(participants);
    gateways.forEach(each -> within("--gateways", each, 2, 2000));
    participants.forEach(each -> within("--participants", each, 1, 64));
    int least = participants.stream().mapToInt(Integer::intValue).min().orElse(1);
    gateways.forEach(each -> within("--participants", least, 1, each));
  }

  static FleetOptions usual(long seed) {
    return new FleetOptions(
        List.of(10, 100, 1000),
        List.of(10, 32),
        new Pace(8, Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(3)),
        Role.on(Log.ZOOKEEPER),
        seed);
  }

  private static FleetOptions quick(long seed) {
    return new FleetOptions(
        List.of(20),
        List.of(5),
        new Pace(4, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(12)),
        Role.on(Log.ZOOKEEPER),
        seed);
  }

  /** Machines of each gateway: each client has its own, so that no two wait for each other. */
  int drives() {
    return DRIVES;
  }

  int largest() {
    return gateways.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d; %d to %d would be right".formatted(name, value, least, most));
    }
  }

  /**
   * Reads the command line.
   *
   * @param seed where none is given
   * @throws IllegalArgumentException where it cannot be used; says why
   */
  static FleetOptions of(long seed, String... arguments) {
    FleetOptions options = usual(seed);
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (name.equals("--quick")) {
        options = quick(seed);
        continue;
      }
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(name + " wants a value, or is unknown");
      }
      options = options.with(name, rest.next());
    }
    return options;
  }

  private FleetOptions with(String name, String value) {
    return switch (name) {
      case "--gateways" -> new FleetOptions(wholes(value), participants, pace, role, seed);
      case "--participants" -> new FleetOptions(gateways, wholes(value), pace, role, seed);
      case "--coordinators" -> by(new Role(role.log(), Math.toIntExact(whole(value))));
      case "--log" -> by(Role.on(Role.log(value)));
      case "--seed" -> new FleetOptions(gateways, participants, pace, role, whole(value));
      case "--clients" ->
          at(new Pace(Math.toIntExact(whole(value)), pace.warmUp(), pace.measure(), pace.kills()));
      case "--warm-up" ->
          at(new Pace(pace.clients(), seconds(value), pace.measure(), pace.kills()));
      case "--seconds" -> at(new Pace(pace.clients(), pace.warmUp(), seconds(value), pace.kills()));
      case "--minutes" ->
          at(
              new Pace(
                  pace.clients(), pace.warmUp(), pace.measure(), Duration.ofMinutes(whole(value))));
      default -> throw new IllegalArgumentException("unknown option " + name);
    };
  }

  private FleetOptions at(Pace other) {
    return new FleetOptions(gateways, participants, other, role, seed);
  }

  private FleetOptions by(Role other) {
    return new FleetOptions(gateways, participants, pace, other, seed);
  }

  private static List<Integer> wholes(String text) {
    return Arrays.stream(text.split(",", -1)).map(each -> Math.toIntExact(whole(each))).toList();
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(whole(text));
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no whole number", e);
    }
  }
}
