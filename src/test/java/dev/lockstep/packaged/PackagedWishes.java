package dev.lockstep.packaged;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Thinks of something to ask of each machine of a line, never the same twice. Thread-safe. */
final class PackagedWishes {
  /** What a setpoint must differ by to be told from another, in hundredths of a degree. */
  private static final int SETPOINT_STEP = 6;

  private static final int SETPOINT_FIRST = 3_000;
  private static final int SETPOINTS = 4_400;
  private static final int PROGRAMS = 50;

  private final PackagedGateway line;
  private final AtomicInteger setpoints = new AtomicInteger();
  private final AtomicInteger parts = new AtomicInteger();

  PackagedWishes(PackagedGateway line) {
    this.line = line;
  }

  /** One machine's share. */
  Wish of(String device, Occurrence occurrence) {
    String id = occurrence.id();
    RandomGenerator random = occurrence.random();
    return switch (device) {
      case "press" -> press(id, random);
      case "conveyor" -> conveyor(id, random);
      case "oven" -> oven();
      case "stamp" -> stamp();
      default ->
          new Wish(
              command(device, "SetForce", Map.of("PressingForce", random.nextInt(50, 2001))),
              Optional.empty());
    };
  }

  /** All of them, side by side, or each in a stage of its own. */
  List<Wish> of(List<String> devices, boolean staged, Occurrence occurrence) {
    List<Wish> wishes = new ArrayList<>();
    for (String device : devices) {
      Wish wish = of(device, occurrence);
      Map<String, Object> command = new HashMap<>(wish.command());
      command.put("stage", staged ? wishes.size() : 0);
      wishes.add(new Wish(command, wish.track()));
    }
    return wishes;
  }

  /** Which transaction, and what draws its values. */
  record Occurrence(String id, RandomGenerator random) {}

  private Wish press(String id, RandomGenerator random) {
    Map<String, Object> arguments =
        Map.of("StagedRecipe", random.nextInt(1, 100), "StagedForce", random.nextInt(50, 2001));
    return new Wish(
        command("press", "LoadRecipe", arguments),
        Optional.of(new Wish.Track(line.plant().press().logbook(), id, 1)));
  }

  private Wish conveyor(String id, RandomGenerator random) {
    return new Wish(
        command("conveyor", "SetSpeed", Map.of("Speed", random.nextInt(1, 20) / 8.0)),
        Optional.of(new Wish.Track(line.plant().conveyor().logbook(), id, 1)));
  }

  private Wish oven() {
    int number = setpoints.getAndIncrement();
    if (number >= SETPOINTS) {
      return stamp(); // the oven has seen every temperature that it could tell from the others
    }
    double setpoint = BigDecimal.valueOf(SETPOINT_FIRST + SETPOINT_STEP * number, 2).doubleValue();
    Map<String, Object> arguments =
        Map.of("ProgramNumber", 1 + number % PROGRAMS, "Setpoint", setpoint);
    return new Wish(
        command("oven", "SetProgram", arguments),
        Optional.of(
            new Wish.Track(
                line.plant().oven().logbook(), "setpoint " + setpoint, Integer.MAX_VALUE)));
  }

  private Wish stamp() {
    int part = parts.incrementAndGet();
    return new Wish(
        command("stamp", "Strike", Map.of("Part", part)),
        Optional.of(new Wish.Track(line.stamp().logbook(), "strike " + part, 1)));
  }

  private static Map<String, Object> command(
      String device, String command, Map<String, Object> arguments) {
    return Map.of("device", device, "command", command, "arguments", arguments);
  }
}
