package dev.lockstep.transaction;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which steps of the protocol the whole system has taken in this run of the tests. Thread-safe.
 *
 * <p>Tests run in any order, so only the test that itself plays all scripts and seeds may ask what
 * is {@link #missing}: what others add meanwhile can hide nothing that it does not play.
 */
public final class VisitedCells {
  private static final Set<Step> STEPS = ConcurrentHashMap.newKeySet();

  /** A step: from one kind of state to another, by one kind of event. */
  public record Step(String from, String event, String to) implements Comparable<Step> {

    /** Empty where nothing changes and nothing is to be done: that is no step. */
    static Optional<Step> of(State state, Event event, Decision decision) {
      boolean idle = decision.next().equals(state) && decision.effect() instanceof Effect.None;
      return idle
          ? Optional.empty()
          : Optional.of(
              new Step(
                  ProtocolTable.kind(state),
                  event.getClass().getSimpleName(),
                  ProtocolTable.kind(decision.next())));
    }

    @Override
    public int compareTo(Step other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return "%s, %s -> %s".formatted(from, event, to);
    }
  }

  private VisitedCells() {}

  /** Called by the shell's test double for each decision that it carries out. */
  public static void record(State state, Event event, Decision decision) {
    Step.of(state, event, decision).ifPresent(STEPS::add);
  }

  /** Those of these steps that were not taken yet, sorted. */
  public static Set<Step> missing(Collection<Step> expected) {
    Set<Step> missing = new TreeSet<>(expected);
    missing.removeAll(STEPS);
    return missing;
  }
}
