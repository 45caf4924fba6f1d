package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.PlayMachine.Mood;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.VisitedCells;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * One gateway, three machines and an operator who types commands. Commands are explained in {@code
 * src/test/resources/scenarios/README.md}.
 */
final class Scenario {
  private final List<String> told = new ArrayList<>();
  private final ManualScheduler clock = new ManualScheduler();
  private final Map<String, PlayMachine> machines = new LinkedHashMap<>();
  private final Map<TransactionId, CoordinatorClient.Word> words = new LinkedHashMap<>();
  private final Map<String, CoordinatorClient.Word> siblings = new LinkedHashMap<>();
  private final Trap trap = new Trap();
  private final ParticipantRig rig;

  /** The point at which the power fails. */
  private static final class Trap implements PlayJournal.Tap, PlayLink.Tap {
    private String when = "";
    private String what = "";

    void set(String nextWhen, String nextWhat) {
      when = nextWhen;
      what = nextWhat;
    }

    private void meet(String where, String found) {
      if (where.equals(when) && found.startsWith(what)) {
        set("", "");
        throw new Crash(where + " " + found);
      }
    }

    @Override
    public void before(Entry entry) {
      meet("before journal", entry.next().name().name());
    }

    @Override
    public void after(Entry entry) {
      meet("after journal", entry.next().name().name());
    }

    @Override
    public void before(String machine, String sending) {
      meet("before send", sending);
    }

    @Override
    public void after(String machine, String sending) {
      meet("after send", sending);
    }
  }

  Scenario() {
    for (String name : List.of("press", "oven", "belt")) {
      machines.put(name, new PlayMachine(name, told::add));
    }
    ParticipantRig.World world =
        new ParticipantRig.World(clock, machines, this::ask, this::sibling, VisitedCells::record);
    rig =
        new ParticipantRig("line-a", world, new PlayJournal(told::add, trap), trap, new Random(1));
    rig.start();
  }

  private CoordinatorClient.Word ask(String address, TransactionId id) {
    told.add("asked " + address + " about " + id);
    return words.getOrDefault(id, new CoordinatorClient.Word.Silence("not decided"));
  }

  private CoordinatorClient.Word sibling(String address, TransactionId id, Duration votedFor) {
    told.add("asked " + address + " about " + id);
    return siblings.getOrDefault(address, new CoordinatorClient.Word.Silence("no answer"));
  }

  /**
   * Carries out one command.
   *
   * @return what was answered, journaled and sent, a line each
   */
  List<String> run(String line) {
    told.clear();
    try {
      carryOut(line.strip().split("\\s+", 3), line);
    } catch (Crash crash) {
      rig.crash();
    }
    boolean wasUp = rig.up();
    rig.drain();
    if (wasUp && !rig.up()) {
      told.add("the gateway is down");
    }
    return List.copyOf(told);
  }

  private void carryOut(String[] words, String line) {
    String rest = words.length > 2 ? words[2] : "";
    switch (words[0]) {
      case "prepare", "execute" -> prepare(words[0], ParticipantRig.id(words[1]), rest);
      case "commit" ->
          tell(words, new Event.CommitDecided(Decided.byCoordinator(now()).moving(instant(rest))));
      case "rollback" ->
          tell(
              words,
              new Event.RollbackDecided(ParticipantRig.id(words[1]), Decided.byCoordinator(now())));
      case "expire" -> tell(words, new Event.PrepareExpired(now()));
      case "forget" -> tell(words, new Event.Forgotten(now()));
      case "release" -> tell(words, new Event.Released(operator(rest)));
      case "resolve" -> {
        String[] outcome = rest.split(" ", 2);
        tell(
            words,
            new Event.Resolved(Outcome.valueOf(outcome[0]), List.of(), operator(outcome[1])));
      }
      case "status" -> told.add(status(ParticipantRig.id(words[1])));
      case "crash" -> crash(line);
      case "restart" -> rig.start();
      case "boot" -> clock.boot();
      case "clock" -> clock(words[1]);
      case "take-over" -> rig.takeOver();
      case "go-on" -> rig.participant().goOn();
      case "machine" -> machines.get(words[1]).mood = Mood.valueOf(rest);
      case "index" -> machines.get(words[1]).lead(rest.split(" "));
      case "shows" -> machines.get(words[1]).show("Speed", Value.Numeric.of(Long.parseLong(rest)));
      case "state" -> state(machines.get(words[1]), rest.split(" then "));
      case "deliver" -> machines.get(words[1]).deliver();
      case "guard" ->
          machines.get(words[1]).show("GuardClosed", new Value.Flag(rest.equals("closed")));
      case "coordinator" -> this.words.put(ParticipantRig.id(words[1]), word(rest));
      case "sibling" -> siblings.put(words[1], word(rest));
      case "renounce" -> {
        String why = rest + " is in doubt and asked before the vote";
        Decided alone = Decided.byGateway(why, now());
        tell(words, new Event.Renounced(ParticipantRig.id(words[1]), alone));
      }
      case "lease" ->
          machines.get(words[1]).leasedUntil = Optional.of(now().wall().plus(duration(rest)));
      case "lock" ->
          machines.get(words[1]).lockedBy = Optional.of(rest).filter(who -> !who.equals("free"));
      case "disk" -> disk(words[1], rest);
      case "advance" -> advance(duration(words[1]));
      case "machines" ->
          machines.forEach((name, machine) -> told.add(name + ": " + machine.shows()));
      default -> throw new IllegalArgumentException("no such command: " + line);
    }
  }

  private static void state(PlayMachine machine, String[] states) {
    machine.show("State", Value.Numeric.of(Long.parseLong(states[0])));
    machine.leadsTo = states.length > 1 ? Optional.of(Long.parseLong(states[1])) : Optional.empty();
  }

  private void disk(String mood, String rest) {
    switch (mood) {
      case "ok" -> rig.journal.well();
      case "full" -> rig.journal.full();
      case "stalls" -> rig.journal.stall();
      case "fails" -> rig.journal.fail(rest);
      case "lost" -> rig.journal.lose(ParticipantRig.id(rest));
      case "acknowledged" -> rig.journal.acknowledge();
      default -> throw new IllegalArgumentException("no such disk: " + mood);
    }
  }

  private void clock(String what) {
    switch (what) {
      case "synchronised" -> clock.synchronised(true);
      case "unsynchronised" -> clock.synchronised(false);
      default -> clock.set(duration(what));
    }
  }

  private void crash(String line) {
    String[] where = line.strip().split("\\s+", 4);
    if (where.length == 2 && where[1].equals("now")) {
      rig.crash();
      told.add("the gateway is down");
    } else {
      trap.set(where[1] + " " + where[2], where[3]);
    }
  }

  /** {@code at 10s}: so long from now; else at once. */
  private Optional<Instant> instant(String text) {
    return text.startsWith("at ")
        ? Optional.of(now().wall().plus(duration(text.substring(3))))
        : Optional.empty();
  }

  private CoordinatorClient.Word word(String text) {
    if (text.startsWith("COMMIT at ")) {
      return new CoordinatorClient.Word.Commit("decided", instant(text.substring(7)));
    }
    return switch (text) {
      case "COMMIT" -> new CoordinatorClient.Word.Commit("decided");
      case "ROLLBACK" -> new CoordinatorClient.Word.Rollback("decided");
      case "FORGOTTEN" -> new CoordinatorClient.Word.Rollback("not known there", true);
      case "UNDECIDED" -> new CoordinatorClient.Word.Undecided("not decided yet");
      default -> new CoordinatorClient.Word.Silence(text);
    };
  }

  private static Duration duration(String text) {
    return text.startsWith("-")
        ? duration(text.substring(1)).negated()
        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** Advances the time in small steps, and runs due tasks in between. */
  private void advance(Duration time) {
    Duration left = time;
    while (left.isPositive()) {
      Duration step = left.compareTo(Duration.ofMillis(100)) < 0 ? left : Duration.ofMillis(100);
      clock.advance(step);
      rig.drain();
      left = left.minus(step);
    }
  }

  private void prepare(String verb, TransactionId id, String rest) {
    String[] parts = rest.split(" via ", -1);
    List<PrepareRequest.Wish> wishes = new ArrayList<>();
    for (String wish : parts[0].split("\\|", -1)) {
      wishes.add(wish(wish.strip()));
    }
    String[] addresses = parts.length > 1 ? parts[1].split(" with ", -1) : new String[0];
    Optional<String> coordinator =
        addresses.length > 0 ? Optional.of(addresses[0]) : Optional.empty();
    List<String> others = addresses.length > 1 ? List.of(addresses[1].split(" ", -1)) : List.of();
    PrepareRequest request =
        new PrepareRequest(
            id, coordinator, others, Duration.ofSeconds(10), verb.equals("execute"), wishes);
    var unused =
        rig.participant()
            .ask(request, Requester.NONE)
            .whenComplete(
                (answer, failure) ->
                    told.add(
                        "%s %s: %s"
                            .formatted(
                                id,
                                verb,
                                failure == null
                                    ? Telling.vote(answer.state()) + ", " + Telling.answer(answer)
                                    : failure.getMessage())));
  }

  /** {@code press.SetSpeed Speed=5 @1}: device, command, arguments or {@code read}, stage. */
  private static PrepareRequest.Wish wish(String text) {
    String[] words = text.split("\\s+", -1);
    String[] names = words[0].split("\\.", -1);
    Map<String, Object> arguments = new LinkedHashMap<>();
    int stage = 0;
    boolean read = false;
    for (int each = 1; each < words.length; each++) {
      if (words[each].equals("read")) {
        read = true;
      } else if (words[each].startsWith("@")) {
        stage = Integer.parseInt(words[each].substring(1));
      } else {
        String[] pair = words[each].split("=", -1);
        arguments.put(pair[0], number(pair[1]));
      }
    }
    return new PrepareRequest.Wish(names[0], names[1], arguments, stage, read);
  }

  private static Object number(String text) {
    return text.matches("-?[0-9.]+") ? new BigDecimal(text) : text;
  }

  private void tell(String[] words, Event event) {
    TransactionId id = ParticipantRig.id(words[1]);
    CompletableFuture<Answer> asked = rig.participant().tell(id, event);
    var unused =
        asked.whenComplete(
            (answer, failure) ->
                told.add(
                    "%s %s: %s"
                        .formatted(
                            id,
                            words[0],
                            failure == null ? Telling.answer(answer) : failure.getMessage())));
  }

  private String status(TransactionId id) {
    try {
      State state = rig.participant().state(id);
      return "%s %s, %s".formatted(id, Telling.vote(state), Telling.briefly(state));
    } catch (JournalUnavailableException unavailable) {
      return id + " " + unavailable.getMessage();
    }
  }

  /** {@code by NAME: REASON}. */
  private Decided operator(String text) {
    String[] parts = text.substring("by ".length()).split(": ", 2);
    return new Operator(parts[0], parts[1]).decided(now());
  }

  private Moment now() {
    return clock.now("person");
  }
}
