package dev.lockstep.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Decision.Durability;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One transaction that anything may happen to, power cuts included. {@code -Dwalk.seed=N} repeats
 * the one walk that failed; {@code -Dwalk.seeds=N} walks more of them.
 */
class RandomWalkTest {
  private static final int LENGTH = 60;

  private static final List<Branch> BRANCHES =
      List.of(
          Situation.LOOKS,
          Situation.WRITES,
          Situation.STAGED,
          Situation.ONCE,
          Situation.ARMED,
          Situation.ARMED_STAGED,
          Situation.ALONE,
          Situation.ALONE_ARMED,
          Situation.ALONE_LOOKS);

  private static final Set<String> IN_THE_TABLE =
      ProtocolTable.steps().stream().map(VisitedCells.Step::toString).collect(Collectors.toSet());

  static LongStream seeds() {
    Long one = Long.getLong("walk.seed");
    return one == null ? LongStream.range(0, Long.getLong("walk.seeds", 500)) : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingThatHappensBreaksARule(long seed) {
    Walk walk = new Walk(new Random(seed));
    try {
      walk.go(LENGTH);
      assertThat(IN_THE_TABLE).as("every way is in the table").containsAll(walk.taken);
    } catch (AssertionError broken) {
      String message = "-Dwalk.seed=%d repeats it%n%s".formatted(seed, walk.story());
      throw new AssertionError(message, broken);
    }
  }

  @Test
  void everyStepOfTheTableCanBeReachedFromTheStart() {
    Set<String> missing = new TreeSet<>();
    ProtocolTable.reachableSteps().forEach(step -> missing.add(step.toString()));
    BRANCHES.forEach(branch -> new Everywhere(branch).visit(missing));
    assertThat(missing).as("in the table, but nothing leads there").isEmpty();
  }

  /**
   * The states that one kind of transaction can come to, the nearest first, as far as is needed.
   */
  private static final class Everywhere {
    private final Branch branch;
    private static final int STATES_MAX = 5_000;
    private final Set<State> met = new HashSet<>();
    private final Set<State> written = new HashSet<>();
    private final Deque<State> ahead = new ArrayDeque<>();

    Everywhere(Branch branch) {
      this.branch = branch;
    }

    /** Takes away the steps that are met on the way. */
    void visit(Set<String> missing) {
      come(new State.Absent());
      while (!ahead.isEmpty() && !missing.isEmpty()) {
        State state = ahead.remove();
        for (Occurrence each : Walk.occurrences(state, branch)) {
          // Only what is in the journal is found by a restart.
          if (!(each.event() instanceof Event.Restarted) || written.contains(state)) {
            take(state, each.event(), missing);
          }
        }
      }
    }

    private void take(State state, Event event, Set<String> missing) {
      Decision decision = Protocol.decide(state, event);
      VisitedCells.Step.of(state, event, decision)
          .ifPresent(step -> missing.remove(step.toString()));
      boolean found =
          decision.durability() != Decision.Durability.NONE && written.add(decision.next());
      if (found) {
        ahead.add(decision.next());
      }
      come(decision.next());
    }

    private void come(State state) {
      if (met.size() < STATES_MAX && met.add(state)) {
        ahead.add(state);
      }
    }
  }

  /** A transaction on its random walk, with the journal that a power cut would leave. */
  private static final class Walk {
    private final Random dice;
    private final Branch branch;
    private final Set<String> taken = new HashSet<>();
    private final List<String> story = new ArrayList<>();
    private final List<Integer> sentOnce = new ArrayList<>();
    private State state = new State.Absent();
    private State durable = state;

    Walk(Random dice) {
      this.dice = dice;
      this.branch = BRANCHES.get(dice.nextInt(BRANCHES.size()));
    }

    void go(int steps) {
      for (int step = 0; step < steps; step++) {
        if (dice.nextInt(12) == 0) {
          cutPower();
        } else {
          meet(any());
        }
      }
    }

    String story() {
      return String.join("\n", story);
    }

    private void cutPower() {
      state = durable;
      story.add("power cut, found: " + ProtocolTable.of(state));
      if (!(state instanceof State.Absent)) {
        Event restarted = new Event.Restarted(TransactionSamples.afterRestart(Occurrence.SOON));
        meet(new Occurrence("Restarted", restarted));
      }
    }

    private Occurrence any() {
      List<Occurrence> all =
          occurrences(state, branch).stream()
              // Only a power cut restarts, and only what is in the journal is found then.
              .filter(each -> !(each.event() instanceof Event.Restarted))
              .filter(each -> !(state instanceof State.Absent) || starts(each) || rarely())
              .toList();
      List<Class<?>> kinds =
          all.stream().<Class<?>>map(each -> each.event().getClass()).distinct().toList();
      Class<?> kind = kinds.get(dice.nextInt(kinds.size()));
      // Some events come in many ways: half of the time that makes them no more likely.
      boolean even = dice.nextBoolean();
      List<Occurrence> ways =
          all.stream().filter(each -> !even || each.event().getClass() == kind).toList();
      return ways.get(dice.nextInt(ways.size()));
    }

    /** The events that may occur in a state; in Absent, those of the given branch. */
    static List<Occurrence> occurrences(State state, Branch branch) {
      return Occurrence.all(
          state instanceof State.Absent
              ? new State.Preparing(
                  branch, State.Preparing.Phase.CHECKING, List.of(), TransactionSamples.VOTE)
              : state);
    }

    private boolean rarely() {
      return dice.nextInt(100) == 0;
    }

    private static boolean starts(Occurrence each) {
      return each.event() instanceof Event.PrepareRequested;
    }

    private void meet(Occurrence occurrence) {
      Event event = occurrence.event();
      Decision decision = Protocol.decide(state, event);
      story.add("%s: %s".formatted(occurrence.name(), ProtocolTable.of(decision.next())));
      Invariants.check(state, event, decision);
      firedAtMostOnce(event, decision);
      VisitedCells.Step.of(state, event, decision).ifPresent(step -> taken.add(step.toString()));
      state = decision.next();
      // What is written lazily may or may not have reached the disk; here it never does.
      if (decision.durability() == Durability.FORCED) {
        durable = state;
      }
    }

    /** P6: sent again only where it was proved not to have happened, or a person said so. */
    private void firedAtMostOnce(Event event, Decision decision) {
      if (event instanceof Event.Released) {
        sentOnce.clear();
      }
      if (event instanceof Event.Moved moved && !decision.next().equals(state)) {
        for (Event.Step step : moved.steps()) {
          boolean proved =
              step.progress() instanceof Progress.NotApplied
                  || step.progress() instanceof Progress.Waiting;
          if (proved) {
            sentOnce.remove((Integer) step.task());
          }
        }
      }
      if (decision.effect() instanceof Effect.Actuate actuate) {
        for (Effect.Move move : actuate.moves()) {
          if (move.task().last()) {
            assertThat(sentOnce).as("fired twice").doesNotContain(move.task().number());
            sentOnce.add(move.task().number());
          }
        }
      }
    }
  }
}
