package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.participant.PlayCoordinator.Message;
import dev.lockstep.participant.PlayCoordinator.Plan;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.VisitedCells;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Two gateways, six machines and one coordinator under a random schedule of faults that is
 * determined by its seed. Power fails at every durable point and around every send; messages are
 * lost, delayed and duplicated; machines freeze, lose answers and refuse.
 */
final class Simulation {
  private static final int TRANSACTIONS = 8;
  private static final int STEPS = 900;
  private static final int HEALING = 400;
  private static final Mood[] MOODS = Mood.values();

  final List<String> story = new ArrayList<>();
  private final Random random;
  private final ManualScheduler clock = new ManualScheduler();
  private final SimulationRules rules;
  private final Power power = new Power(story);
  private final PlayCoordinator coordinator;
  private final List<ParticipantRig> rigs = new ArrayList<>();
  private int begun;
  private boolean healing;

  /** Reached three times of four. */
  private final PlayWitness witness;

  Simulation(long seed) {
    random = new Random(seed);
    Random reach = new Random(~seed);
    witness = new PlayWitness(() -> reach.nextInt(4) > 0);
    Map<TransactionId, Plan> plans = new LinkedHashMap<>();
    rules =
        new SimulationRules(
            id -> plans.getOrDefault(id, new Plan(id, Map.of(), Optional.empty())), this::now);
    coordinator = new PlayCoordinator(rules, this::now, plans);
    rigs.add(rig("line-a"));
    rigs.add(rig("line-b"));
    rigs.forEach(ParticipantRig::start);
  }

  private ParticipantRig rig(String name) {
    Map<String, PlayMachine> machines = new LinkedHashMap<>();
    ParticipantRig[] self = new ParticipantRig[1];
    for (String machine : List.of("press", "oven", "belt")) {
      PlayMachine made = new PlayMachine(machine, line -> story.add(name + " " + line));
      made.onMove(move -> rules.moved(self[0], Wishes.owner(move.value()), move));
      machines.put(machine, made);
    }
    ParticipantRig.World world =
        new ParticipantRig.World(
            clock,
            machines,
            (address, id) -> coordinator.word(id),
            (address, id, votedFor) -> PlaySiblings.word(rigNamed(address), id, coordinator, now()),
            witness,
            (before, event, decision) -> {
              VisitedCells.record(before, event, decision);
              rules.decided(self[0], before, event, decision);
            });
    PlayJournal journal = new PlayJournal(line -> story.add(name + " " + line), power.disk());
    self[0] =
        new ParticipantRig(
            name,
            world,
            journal,
            power.sends(what -> rules.sending(rigNamed(name), what, Wishes.owner(what))),
            random);
    return self[0];
  }

  private ParticipantRig rigNamed(String name) {
    return rigs.stream().filter(rig -> rig.name.equals(name)).findFirst().orElseThrow();
  }

  /** The number of power cuts. */
  int crashes() {
    return power.cuts();
  }

  /** Plays the schedule to its end. Throws where a rule is broken, or something never ends. */
  void play() {
    for (int step = 0; step < STEPS; step++) {
      act();
      rules.hold();
    }
    heal();
    rules.hold();
    coordinator.plans.values().forEach(rules::ended);
    rigs.forEach(rig -> rules.sound(rig.name, rig.participant().bugs()));
  }

  private void act() {
    ParticipantRig rig = rigs.get(random.nextInt(rigs.size()));
    int dice = random.nextInt(100);
    if (dice < 45) {
      step(rig);
    } else if (dice < 65) {
      deliver();
    } else if (dice < 72) {
      begin();
    } else if (dice < 78) {
      pass(Duration.ofMillis(random.nextInt(3_000)));
    } else if (dice < 84) {
      somePlan().ifPresent(coordinator::nudge);
    } else if (dice < 94) {
      trouble(rig, random.nextInt(15));
    } else {
      mend(rig);
    }
  }

  private void step(ParticipantRig rig) {
    for (int times = random.nextInt(6); times >= 0 && rig.busy(); times--) {
      rig.step(random::nextInt);
    }
  }

  private void deliver() {
    if (coordinator.network.isEmpty()) {
      return;
    }
    int which = random.nextInt(coordinator.network.size());
    Message message = coordinator.network.get(which);
    int fate = healing ? 0 : random.nextInt(10);
    if (fate != 1) {
      coordinator.network.remove(which);
    }
    boolean unheard =
        coordinator.silent && (message.to() == null || !message.kind().equals("renounce"));
    if (fate != 2 && !unheard && (message.to() == null || message.to().up())) {
      message.arrive().run();
    }
  }

  private void begin() {
    if (begun == TRANSACTIONS) {
      return;
    }
    int number = ++begun;
    Map<ParticipantRig, List<PrepareRequest.Wish>> work = new LinkedHashMap<>();
    for (ParticipantRig rig : rigs) {
      if (work.isEmpty() || random.nextInt(3) > 0) {
        work.put(rig, Wishes.some(random, number * 1000 + work.size() * 100));
      }
    }
    Optional<Duration> ahead =
        random.nextInt(4) == 0
            ? Optional.of(Duration.ofMillis(random.nextInt(20_000)))
            : Optional.empty();
    coordinator.begin(new Plan(ParticipantRig.id("t" + number), work, ahead));
  }

  private void trouble(ParticipantRig rig, int kind) {
    PlayMachine machine = someMachine(rig);
    switch (kind) {
      case 0, 1, 2 -> machine.mood = MOODS[random.nextInt(MOODS.length)];
      case 3 -> machine.values.put(new ResourceName("GuardClosed"), new Value.Flag(false));
      case 4, 5, 6 -> power.goesIn(random.nextInt(8));
      case 7 -> powerCut(rig);
      case 8 -> machine.deliver();
      case 9 -> somePlan().ifPresent(coordinator::lose);
      case 12 ->
          somePlan()
              .filter(plan -> rig.up())
              .ifPresent(plan -> PlaySiblings.renounce(rig, plan.id, coordinator, now()));
      case 11 -> coordinator.silent = !coordinator.silent;
      case 10 -> somePlan().filter(plan -> rig.up()).ifPresent(plan -> expire(rig, plan));
      case 13 -> clock.set(Duration.ofMillis(random.nextInt(2_000) - 1_000));
      default -> {
        if (random.nextInt(6) == 0) {
          pass(Duration.ofMinutes(20));
        }
      }
    }
  }

  private void powerCut(ParticipantRig rig) {
    if (rig.up()) {
      power.cut();
      rig.crash();
    }
  }

  private void expire(ParticipantRig rig, Plan plan) {
    var unused = rig.participant().tell(plan.id, new Event.PrepareExpired(now()));
  }

  private void mend(ParticipantRig rig) {
    if (!rig.up()) {
      rig.start();
    }
    PlayMachine machine = someMachine(rig);
    machine.mood = Mood.SPEAKS;
    machine.values.put(new ResourceName("GuardClosed"), new Value.Flag(true));
    operators(rig);
  }

  /** An operator releases or resolves the transactions that wait for one. */
  private void operators(ParticipantRig rig) {
    Decided anna = new Operator("anna", "looked at the line").decided(now());
    for (State state : rig.participant().live()) {
      if (state instanceof State.Committing committing) {
        TransactionId id = committing.branch().id();
        humanHand(committing.standing(), anna)
            .ifPresent(
                event -> {
                  var unused = rig.participant().tell(id, event);
                });
      }
    }
  }

  private Optional<Event> humanHand(State.Committing.Standing standing, Decided anna) {
    return switch (standing) {
      case WITHHELD -> Optional.of(new Event.Released(anna));
      case STUCK -> Optional.of(new Event.Resolved(Outcome.HEURISTIC_HAZARD, List.of(), anna));
      case RETRYING -> healing ? Optional.of(new Event.Released(anna)) : Optional.empty();
      case AWAITING, MOVING -> Optional.empty();
    };
  }

  /** Heals all faults, after which every transaction must end. */
  private void heal() {
    healing = true;
    coordinator.silent = false;
    power.stays();
    for (int round = 0; round < HEALING; round++) {
      for (ParticipantRig rig : rigs) {
        rig.machines().forEach(this::restore);
        if (!rig.up()) {
          rig.start();
        }
        rig.drain();
        operators(rig);
      }
      coordinator.plans.values().forEach(this::conclude);
      while (!coordinator.network.isEmpty()) {
        deliver();
        rigs.forEach(ParticipantRig::drain);
      }
      pass(Duration.ofSeconds(2));
    }
  }

  private void restore(PlayMachine machine) {
    machine.mood = Mood.SPEAKS;
    machine.values.put(new ResourceName("GuardClosed"), new Value.Flag(true));
    while (machine.deliver()) {
      // Whatever no fence shut out arrives now.
    }
  }

  private void conclude(Plan plan) {
    coordinator.lose(plan);
    coordinator.nudge(plan);
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private Optional<Plan> somePlan() {
    List<Plan> plans = List.copyOf(coordinator.plans.values());
    return plans.isEmpty()
        ? Optional.empty()
        : Optional.of(plans.get(random.nextInt(plans.size())));
  }

  private PlayMachine someMachine(ParticipantRig rig) {
    List<PlayMachine> machines = List.copyOf(rig.machines());
    return machines.get(random.nextInt(machines.size()));
  }

  private Moment now() {
    return clock.now("coordinator");
  }
}
