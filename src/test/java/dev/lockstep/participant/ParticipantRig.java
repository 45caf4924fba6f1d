package dev.lockstep.participant;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * One gateway on one thread: its disk and its machines outlive it, everything else dies with a
 * crash. The schedule is whatever the chooser says.
 */
final class ParticipantRig {
  /** Everything around the gateway. */
  record World(
      ManualScheduler clock,
      Map<String, PlayMachine> machines,
      CoordinatorClient line,
      SiblingClient siblings,
      DecisionListener listener) {}

  private static final Path PLAY = Path.of("src/test/resources/play");
  private static final Catalog CATALOG =
      Catalog.load(List.of(PLAY), CatalogLimits.DEFAULT, device -> List.of());

  final String name;
  final PlayJournal journal;
  private final World world;
  private final PlayLink.Tap sends;
  private final RandomGenerator random;
  private final List<Runnable> queue = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  private Participant participant;
  private int runs;
  private int besideOthers;

  ParticipantRig(
      String name, World world, PlayJournal journal, PlayLink.Tap sends, RandomGenerator random) {
    if (!CATALOG.report().faults().isEmpty()) {
      throw new IllegalStateException(CATALOG.report().faults().toString());
    }
    this.name = name;
    this.world = world;
    this.journal = journal;
    this.sends = sends;
    this.random = random;
  }

  PlayMachine machine(String device) {
    return Objects.requireNonNull(world.machines().get(device.equals("twin") ? "press" : device));
  }

  Collection<PlayMachine> machines() {
    return world.machines().values();
  }

  /** From the next start on, the catalog does not have this device. */
  void remove(String device) {
    gone.add(device);
  }

  boolean up() {
    return participant != null;
  }

  Participant participant() {
    return Objects.requireNonNull(participant, "the gateway is down");
  }

  void start() {
    takeOver();
    participant().goOn();
  }

  /** The first half of a start: nobody has gone on yet. */
  void takeOver() {
    int run = ++runs;
    DeviceLinks links =
        DeviceLinks.open(
            CATALOG.devices().values().stream()
                .filter(device -> !gone.contains(device.name().value()))
                .toList(),
            List.of(new PlayDriver(world.machines(), sends)));
    Scheduler clock = world.clock().of(name + run, task -> enqueue(run, task));
    Ports ports =
        new Ports(
            journal,
            links,
            world.line(),
            world.siblings(),
            clock,
            random,
            task -> enqueue(run, task),
            this::atADevice,
            world.listener());
    participant = new Participant(ports, ParticipantSettings.DEFAULTS, CATALOG);
    participant.takeOver(journal.atStart());
  }

  private void atADevice(Runnable work) {
    besideOthers++;
    work.run();
  }

  /** How often the work at one device was handed out to be done beside that at others. */
  int besideOthers() {
    return besideOthers;
  }

  private void enqueue(int run, Runnable task) {
    if (run == runs && participant != null) {
      queue.add(task);
    }
  }

  /** The power goes. */
  void crash() {
    participant = null;
    runs++;
    queue.clear();
    journal.powerCut();
  }

  boolean busy() {
    return !queue.isEmpty();
  }

  /**
   * Does one of the things that wait to be done.
   *
   * @param chooser which, of so many
   */
  void step(IntUnaryOperator chooser) {
    Runnable task = queue.remove(chooser.applyAsInt(queue.size()));
    try {
      task.run();
    } catch (Crash crash) {
      crash();
    }
  }

  /** Does all that waits, in its order, without letting time pass. */
  void drain() {
    while (busy()) {
      step(size -> 0);
    }
  }

  static TransactionId id(String text) {
    return new TransactionId(text);
  }
}
