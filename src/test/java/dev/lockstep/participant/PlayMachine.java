package dev.lockstep.participant;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A machine that survives every gateway. Records what arrived, and can fail in the ways of real
 * machines.
 */
final class PlayMachine {
  /** The behaviour towards the gateway. */
  enum Mood {
    SPEAKS,
    /** Offline: requests do not arrive, and the gateway notices at once. */
    OFFLINE,
    /** Frozen: requests wait and are carried out when it continues; there are no answers. */
    FROZEN,
    /** Answers readings, and freezes at the first command. */
    STIFFENS,
    /** Carries commands out, but its answers are lost. */
    MUMBLES,
    /** Refuses every command. */
    REFUSES,
    /** Answers Good and does nothing. */
    IGNORES,
    /** Answers GoodCompletesAsynchronously, and carries the command out: no proof. */
    POSTPONES
  }

  /** A request that is not carried out yet, with its channel. */
  record UnderWay(int channel, Runnable effect) {}

  /** A movement of the machine. */
  record Move(String what, String value) {}

  private static final String GATEWAY = "the gateway";

  final String name;
  final Map<ResourceName, Value> values = new LinkedHashMap<>();
  final Map<String, List<Assignment>> armed = new LinkedHashMap<>();
  final Map<String, Boolean> applied = new LinkedHashMap<>();
  final List<Move> moves = new ArrayList<>();
  final Deque<UnderWay> underWay = new ArrayDeque<>();
  private final Consumer<String> log;
  private final Map<ResourceName, ResourceName> leading = new LinkedHashMap<>();
  private final List<Runnable> watches = new ArrayList<>();
  private int channels;
  private int openChannel;
  private Consumer<Move> watcher = move -> {};
  Mood mood = Mood.SPEAKS;

  /** The PackML state to which the next command leads; empty where it stays as it is. */
  Optional<Long> leadsTo = Optional.empty();

  /** The number of values read. */
  int reads;

  /** The end of its lease when armed; empty where it has none. */
  Optional<Instant> leasedUntil = Optional.empty();

  /** Who has its lock; empty where it is free. */
  Optional<String> lockedBy = Optional.empty();

  /** Takes the lock for a gateway; false where another has it. */
  boolean lock(String order) {
    if (lockedBy.isPresent()) {
      return lockedBy.get().equals(GATEWAY);
    }
    lockedBy = Optional.of(GATEWAY);
    log.accept("machine " + name + " locked for " + order);
    return true;
  }

  /** Renews the lock of a gateway; false where it has none. */
  boolean renew() {
    boolean held = lockedBy.equals(Optional.of(GATEWAY));
    log.accept("machine " + name + (held ? " lock renewed" : " has no lock to renew"));
    return held;
  }

  /** Gives the lock of a gateway back. */
  void unlock() {
    if (lockedBy.equals(Optional.of(GATEWAY))) {
      lockedBy = Optional.empty();
      log.accept("machine " + name + " unlocked");
    }
  }

  /** The press, the oven and the belt of most plays, by name; they tell nothing. */
  static Map<String, PlayMachine> three() {
    Map<String, PlayMachine> machines = new LinkedHashMap<>();
    for (String name : List.of("press", "oven", "belt")) {
      machines.put(name, new PlayMachine(name, line -> {}));
    }
    return machines;
  }

  PlayMachine(String name, Consumer<String> log) {
    this.name = name;
    this.log = log;
    values.put(new ResourceName("Speed"), Value.Numeric.of(0));
    values.put(new ResourceName("Recipe"), Value.Numeric.of(0));
    values.put(new ResourceName("Staged"), Value.Numeric.of(0));
    values.put(new ResourceName("GuardClosed"), new Value.Flag(true));
    values.put(new ResourceName("State"), Value.Numeric.of(4));
  }

  /** The resource of an alias at the machine. */
  static ResourceName resolved(ResourceName name) {
    return name.value().equals("Rpm") ? new ResourceName("Speed") : name;
  }

  /** The resource that a name resolves to now: names by index move. */
  ResourceName reached(ResourceName name) {
    return leading.getOrDefault(name, resolved(name));
  }

  /** Whether a name was redirected. */
  boolean isLed(ResourceName name) {
    return leading.containsKey(name);
  }

  /** Redirects the first name to the resource of the second. */
  void lead(String... names) {
    leading.put(new ResourceName(names[0]), new ResourceName(names[1]));
  }

  /** Calls a consumer at each move. */
  void onMove(Consumer<Move> next) {
    watcher = next;
  }

  /** Shows another value, and notifies the watchers. */
  void show(String resource, Value value) {
    values.put(new ResourceName(resource), value);
    List.copyOf(watches).forEach(Runnable::run);
  }

  /**
   * Calls back at each change.
   *
   * @return ends the subscription
   */
  Runnable watch(Runnable changed) {
    watches.add(changed);
    return () -> watches.remove(changed);
  }

  int connect() {
    return ++channels;
  }

  /** Fences all older channels: requests that wait there never arrive. */
  void fence(int channel) {
    openChannel = Math.max(openChannel, channel);
    underWay.removeIf(each -> each.channel() < openChannel);
  }

  /** Carries out one waiting request; false where there is none. */
  boolean deliver() {
    UnderWay next = underWay.poll();
    if (next == null) {
      return false;
    }
    log.accept("machine " + name + " wakes to an old request");
    next.effect().run();
    return true;
  }

  void write(List<Assignment> assignments) {
    for (Assignment each : assignments) {
      ResourceName written = reached(each.resource());
      values.put(written, each.value());
      moved(written.value(), each.value().toString());
    }
    leadsTo.ifPresent(state -> values.put(new ResourceName("State"), Value.Numeric.of(state)));
  }

  void arm(String reference, List<Assignment> staged) {
    if (!applied.containsKey(reference)) {
      armed.put(reference, staged);
      log.accept("machine " + name + " armed " + reference);
    }
  }

  void disarm(String reference) {
    if (armed.remove(reference) != null) {
      log.accept("machine " + name + " disarmed " + reference);
    }
  }

  boolean apply(String reference) {
    List<Assignment> staged = armed.remove(reference);
    if (staged == null) {
      return applied.containsKey(reference);
    }
    applied.put(reference, true);
    values.put(new ResourceName("Recipe"), staged.getFirst().value());
    moved("Recipe", staged.getFirst().value().toString());
    return true;
  }

  void strike(List<Assignment> inputs) {
    moved("Stroke", inputs.getFirst().value().toString());
  }

  private void moved(String what, String value) {
    Move move = new Move(what, value);
    moves.add(move);
    watcher.accept(move);
    log.accept("machine %s moved: %s %s".formatted(name, what, value));
  }

  /** What an operator sees at the machine. */
  String shows() {
    Supplier<String> text =
        () ->
            "Speed %s, Recipe %s, strokes %d, armed %s"
                .formatted(
                    values.get(new ResourceName("Speed")),
                    values.get(new ResourceName("Recipe")),
                    moves.stream().filter(move -> move.what().equals("Stroke")).count(),
                    armed.keySet());
    return text.get();
  }
}
