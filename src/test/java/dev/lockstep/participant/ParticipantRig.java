package dev.lockstep.participant;

import dev.lockstep.UsualSettings;
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
 * A gateway on one thread: its disk and its machines survive a crash, everything else does not. A
 * chooser determines the schedule.
 */
final class ParticipantRig {
  /** The environment of the gateway. */
  record World(
      ManualScheduler clock,
      Map<String, PlayMachine> machines,
      CoordinatorClient line,
      SiblingClient siblings,
      OutcomeWitness witness,
      DecisionListener listener) {

    /** A world without a witness. */
    World(
        ManualScheduler clock,
        Map<String, PlayMachine> machines,
        CoordinatorClient line,
        SiblingClient siblings,
        DecisionListener listener) {
      this(clock, machines, line, siblings, OutcomeWitness.NONE, listener);
    }
  }

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
  private Catalog catalog = CATALOG;

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

  /** From the next start on, the files say this. */
  void files(Catalog other) {
    catalog = other;
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

  /** The first half of a start, before transactions are continued. */
  void takeOver() {
    int run = ++runs;
    DeviceLinks links =
        DeviceLinks.open(
            catalog.devices().values().stream()
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
            world.witness(),
            clock,
            random,
            task -> enqueue(run, task),
            this::atADevice,
            world.listener());
    participant = new Participant(ports, UsualSettings.of(ParticipantSettings.class), catalog);
    participant.takeOver(journal.atStart());
  }

  private void atADevice(Runnable work) {
    besideOthers++;
    work.run();
  }

  /** The number of times that work was handed out to run in parallel with other devices. */
  int besideOthers() {
    return besideOthers;
  }

  private void enqueue(int run, Runnable task) {
    if (run == runs && participant != null) {
      queue.add(task);
    }
  }

  /** Cuts the power. */
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
   * Runs one of the waiting tasks.
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

  /** Runs all waiting tasks, in their order, without advancing the time. */
  void drain() {
    while (busy()) {
      step(size -> 0);
    }
  }

  static TransactionId id(String text) {
    return new TransactionId(text);
  }
}
