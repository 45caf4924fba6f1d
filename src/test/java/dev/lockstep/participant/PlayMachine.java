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
 * A machine on the line, which outlives every gateway. Knows what arrived, and can fall silent in
 * the ways machines do.
 */
final class PlayMachine {
  /** How it behaves towards the gateway. */
  enum Mood {
    SPEAKS,
    /** Nothing arrives, and the gateway notices at once. */
    OFFLINE,
    /** Requests wait in front of it and are carried out when it wakes; no answer comes. */
    FROZEN,
    /** Speaks until it is told to do something, and freezes over that. */
    STIFFENS,
    /** Does what it is told, but its answers are lost. */
    MUMBLES,
    /** Refuses every command. */
    REFUSES,
    /** Says Good and does nothing. */
    IGNORES,
    /** Says that it will, and does it: no proof. */
    POSTPONES
  }

  /** Something sent and not carried out yet, by the way that it came. */
  record UnderWay(int channel, Runnable effect) {}

  /** Something that moved the machine. */
  record Move(String what, String value) {}

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

  /** How many of its values were asked for. */
  int reads;

  /** Until when it stays armed, as it says; empty: for ever. */
  Optional<Instant> leasedUntil = Optional.empty();

  PlayMachine(String name, Consumer<String> log) {
    this.name = name;
    this.log = log;
    values.put(new ResourceName("Speed"), Value.Numeric.of(0));
    values.put(new ResourceName("Recipe"), Value.Numeric.of(0));
    values.put(new ResourceName("Staged"), Value.Numeric.of(0));
    values.put(new ResourceName("GuardClosed"), new Value.Flag(true));
  }

  /** What a name stands for at the machine. */
  static ResourceName resolved(ResourceName name) {
    return name.value().equals("Rpm") ? new ResourceName("Speed") : name;
  }

  /** What a name leads to now: names that are indexes move. */
  ResourceName reached(ResourceName name) {
    return leading.getOrDefault(name, resolved(name));
  }

  /** Whether a name has led elsewhere. */
  boolean isLed(ResourceName name) {
    return leading.containsKey(name);
  }

  /** From now on the first name leads to what the second one names. */
  void lead(String... names) {
    leading.put(new ResourceName(names[0]), new ResourceName(names[1]));
  }

  /** Told of each move when it happens. */
  void onMove(Consumer<Move> next) {
    watcher = next;
  }

  /** Shows another value, and whoever watches hears of it. */
  void show(String resource, Value value) {
    values.put(new ResourceName(resource), value);
    List.copyOf(watches).forEach(Runnable::run);
  }

  /** Calls back at each change; the call that ends it. */
  Runnable watch(Runnable changed) {
    watches.add(changed);
    return () -> watches.remove(changed);
  }

  int connect() {
    return ++channels;
  }

  /** Shuts every way older than this one: what still waits there never arrives. */
  void fence(int channel) {
    openChannel = Math.max(openChannel, channel);
    underWay.removeIf(each -> each.channel() < openChannel);
  }

  /** Carries out one thing that waited; true where there was one. */
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

  /** What a person sees who stands before it. */
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
