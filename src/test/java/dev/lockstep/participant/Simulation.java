package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.journal.Entry;
import dev.lockstep.participant.CoordinatorLine.Word;
import dev.lockstep.participant.PlayCoordinator.Message;
import dev.lockstep.participant.PlayCoordinator.Plan;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Visited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Two gateways, six machines, one coordinator and a bad day: one random schedule, wholly determined
 * by its seed. Power goes at every durable point and around every send; messages are lost, late and
 * doubled; machines freeze, mumble and refuse.
 */
final class Simulation {
  private static final int TRANSACTIONS = 8;
  private static final int STEPS = 900;
  private static final int HEALING = 400;
  private static final Mood[] MOODS = Mood.values();

  final List<String> story = new ArrayList<>();
  int crashes;
  private final Random random;
  private final HandClock clock = new HandClock();
  private final Rules rules;
  private final PlayCoordinator coordinator;
  private final List<Rig> rigs = new ArrayList<>();
  private int begun;
  private int doomed = -1;
  private boolean healing;

  Simulation(long seed) {
    random = new Random(seed);
    Map<TransactionId, Plan> plans = new LinkedHashMap<>();
    rules = new Rules(id -> plans.getOrDefault(id, new Plan(id, Map.of())), this::now);
    coordinator = new PlayCoordinator(rules, this::now, plans);
    rigs.add(rig("line-a"));
    rigs.add(rig("line-b"));
    rigs.forEach(Rig::start);
  }

  private Rig rig(String name) {
    Map<String, PlayMachine> machines = new LinkedHashMap<>();
    Rig[] self = new Rig[1];
    for (String machine : List.of("press", "oven", "belt")) {
      PlayMachine made = new PlayMachine(machine, line -> story.add(name + " " + line));
      made.onMove(move -> rules.moved(self[0], Wishes.owner(move.value()), move));
      machines.put(machine, made);
    }
    Rig.World world =
        new Rig.World(
            clock,
            machines,
            (address, id) -> coordinator.word(id),
            (address, id, votedFor) -> sibling(rigNamed(address), id),
            (before, event, decision) -> {
              Visited.record(before, event, decision);
              rules.decided(self[0], before, event, decision);
            });
    PlayJournal journal = new PlayJournal(line -> story.add(name + " " + line), new DiskTap());
    self[0] = new Rig(name, world, journal, new SendTap(name), random);
    return self[0];
  }

  /**
   * As one gateway asks another. Where that has no vote yet it is asked to renounce it; what came
   * of it shows when it is asked again.
   */
  private Word sibling(Rig other, TransactionId id) {
    if (!other.up()) {
      return new Word.Silence("no answer");
    }
    State state = other.journal.durable(id);
    return switch (state) {
      case State.Absent absent -> renounce(other, id);
      case State.Preparing preparing -> renounce(other, id);
      case State.Prepared prepared -> new Word.Silence("voted");
      case State.Committing committing ->
          committing.decided().by() == Decided.Authority.OPERATOR
              ? new Word.Silence("by a person")
              : new Word.Commit("committing");
      case State.RollingBack back ->
          back.outcome() == Outcome.ROLLED_BACK
              ? new Word.Rollback("rolling back")
              : new Word.Silence("by a person");
      case State.Ended ended ->
          switch (ended.outcome().orElse(Outcome.HEURISTIC_HAZARD)) {
            case COMMITTED -> new Word.Commit("committed");
            case ROLLED_BACK -> new Word.Rollback("rolled back");
            case HEURISTIC_COMMIT, HEURISTIC_ROLLBACK, HEURISTIC_MIXED, HEURISTIC_HAZARD ->
                new Word.Silence("nobody's decision but its own");
          };
    };
  }

  // Also without a reason: a gateway that has not voted may always give up its vote.
  private Word renounce(Rig other, TransactionId id) {
    Decided alone = Decided.byGateway("asked by a sibling in doubt", now());
    coordinator.between(other, id, new Event.Renounced(id, alone));
    return new Word.Silence("may still vote");
  }

  /** Every durable point may be the one at which the power goes. */
  private final class DiskTap implements PlayJournal.Tap {
    @Override
    public void before(Entry entry) {
      doom("before " + Telling.briefly(entry.next()));
    }

    @Override
    public void after(Entry entry) {
      doom("after " + Telling.briefly(entry.next()));
    }
  }

  /** So may the moments around every send. */
  private final class SendTap implements PlayLink.Tap {
    private final String rig;

    SendTap(String rig) {
      this.rig = rig;
    }

    @Override
    public void before(String machine, String what) {
      if (!what.startsWith("fence")) {
        rules.sending(rigNamed(rig), what, Wishes.owner(what));
      }
      doom("before " + what);
    }

    @Override
    public void after(String machine, String what) {
      doom("after " + what);
    }
  }

  private void doom(String where) {
    if (doomed == 0) {
      doomed = -1;
      crashes++;
      story.add("the power goes " + where);
      throw new Crash(where);
    }
    if (doomed > 0) {
      doomed--;
    }
  }

  private Rig rigNamed(String name) {
    return rigs.stream().filter(rig -> rig.name.equals(name)).findFirst().orElseThrow();
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
    Rig rig = rigs.get(random.nextInt(rigs.size()));
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
      trouble(rig, random.nextInt(14));
    } else {
      mend(rig);
    }
  }

  private void step(Rig rig) {
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
    Map<Rig, List<Request.Wish>> work = new LinkedHashMap<>();
    for (Rig rig : rigs) {
      if (work.isEmpty() || random.nextInt(3) > 0) {
        work.put(rig, Wishes.some(random, number * 1000 + work.size() * 100));
      }
    }
    coordinator.begin(new Plan(Rig.id("t" + number), work));
  }

  private void trouble(Rig rig, int kind) {
    PlayMachine machine = someMachine(rig);
    switch (kind) {
      case 0, 1, 2 -> machine.mood = MOODS[random.nextInt(MOODS.length)];
      case 3 -> machine.values.put(new ResourceName("GuardClosed"), new Value.Flag(false));
      case 4, 5, 6 -> doomed = random.nextInt(8);
      case 7 -> powerCut(rig);
      case 8 -> machine.deliver();
      case 9 -> somePlan().ifPresent(coordinator::lose);
      case 12 -> somePlan().filter(plan -> rig.up()).ifPresent(plan -> renounce(rig, plan.id));
      case 11 -> coordinator.silent = !coordinator.silent;
      case 10 -> somePlan().filter(plan -> rig.up()).ifPresent(plan -> expire(rig, plan));
      default -> {
        if (random.nextInt(6) == 0) {
          pass(Duration.ofMinutes(20));
        }
      }
    }
  }

  private void powerCut(Rig rig) {
    if (rig.up()) {
      crashes++;
      rig.crash();
    }
  }

  private void expire(Rig rig, Plan plan) {
    var unused = rig.participant().tell(plan.id, new Event.PrepareExpired(now()));
  }

  private void mend(Rig rig) {
    if (!rig.up()) {
      rig.start();
    }
    PlayMachine machine = someMachine(rig);
    machine.mood = Mood.SPEAKS;
    machine.values.put(new ResourceName("GuardClosed"), new Value.Flag(true));
    operators(rig);
  }

  /** A person walks by, and lets go on what waits for one. */
  private void operators(Rig rig) {
    Decided anna = new Person("anna", "looked at the line").decided(now());
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
      case MOVING -> Optional.empty();
    };
  }

  /** Everything speaks again: now all must come to an end. */
  private void heal() {
    healing = true;
    coordinator.silent = false;
    doomed = -1;
    for (int round = 0; round < HEALING; round++) {
      for (Rig rig : rigs) {
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
        rigs.forEach(Rig::drain);
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

  private PlayMachine someMachine(Rig rig) {
    List<PlayMachine> machines = List.copyOf(rig.machines());
    return machines.get(random.nextInt(machines.size()));
  }

  private Moment now() {
    return clock.now("coordinator");
  }
}
