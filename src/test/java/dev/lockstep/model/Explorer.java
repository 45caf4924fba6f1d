package dev.lockstep.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Breadth-first search through all worlds that a transition system can come to. The first violation
 * found has no shorter schedule.
 */
final class Explorer {
  private final TransitionSystem system;
  private final VisitedStates visited;
  private final Numbers parents = new Numbers();
  private final Numbers choices = new Numbers();

  /** For each world explored, where its sound steps begin among {@link #targets}. */
  private final Numbers offsets = new Numbers();

  private final Numbers targets = new Numbers();
  private long transitions;
  private int depth;
  private Optional<Violation> violation = Optional.empty();

  /**
   * A broken promise.
   *
   * @param schedule the steps that led there, the first one first
   * @param script the same as a scenario, as near as one gateway comes to it; or empty
   */
  record Violation(String what, List<String> schedule, List<String> script) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(what).append(", after ");
      text.append(schedule.size()).append(" steps:");
      for (int each = 0; each < schedule.size(); each++) {
        text.append("\n%4d. %s".formatted(each + 1, schedule.get(each)));
      }
      if (!script.isEmpty()) {
        text.append("\nto be kept in src/test/resources/scenarios:");
      }
      script.forEach(line -> text.append('\n').append(line));
      return text.toString();
    }
  }

  /**
   * How far may be searched.
   *
   * @param states worlds kept at most
   * @param time after which no further world is explored
   */
  record Limit(int states, Duration time) {}

  /**
   * What a search came to.
   *
   * @param cut worlds found and not explored, because the limit was reached
   */
  record Result(int states, long transitions, int depth, int cut, Optional<Violation> violation) {
    @Override
    public String toString() {
      return "%,d states, %,d transitions, depth %d%s, %d violations"
          .formatted(
              states,
              transitions,
              depth,
              cut == 0 ? "" : ", cut with %,d unexplored".formatted(cut),
              violation.isPresent() ? 1 : 0);
    }
  }

  Explorer(Plot plot, Sabotage sabotage) {
    this(new PlotSystem(plot, sabotage));
  }

  Explorer(TransitionSystem system) {
    this.system = system;
    visited = new VisitedStates(system.words());
  }

  Result explore(Limit limit) {
    long begun = System.nanoTime();
    visited.number(system.first());
    parents.add(-1);
    choices.add(0);
    int next = 0;
    int levelEnd = 1;
    while (next < visited.size() && violation.isEmpty()) {
      if (next == levelEnd) {
        depth++;
        levelEnd = visited.size();
      }
      boolean timely = (next & 1023) != 0 || System.nanoTime() - begun < limit.time().toNanos();
      if (!timely || visited.size() > limit.states()) {
        break;
      }
      expand(next++);
    }
    if (violation.isEmpty()) {
      stuck(next);
    }
    return new Result(visited.size(), transitions, depth, visited.size() - next, violation);
  }

  private void expand(int number) {
    offsets.add(targets.size());
    int[] choice = new int[1];
    system.steps(visited.get(number), forking((what, turn) -> meet(number, choice[0]++, turn)));
  }

  /** What is written lazily is on the disk when the power goes, or it is not. */
  private static Sink forking(Sink sink) {
    return (what, turn) -> {
      if (!turn.lazily.isEmpty()) {
        Turn lost = new Turn(turn.world);
        lost.sound = turn.sound;
        lost.violations.addAll(turn.violations);
        sink.take(what + " (what is written lazily is not on the disk)", lost);
        turn.lazily.forEach(Runnable::run);
      }
      sink.take(what, turn);
    };
  }

  private void meet(int parent, int choice, Turn turn) {
    transitions++;
    int before = visited.size();
    system.tidy(turn.world);
    int number = visited.number(turn.world);
    if (number == before) {
      parents.add(parent);
      choices.add(choice);
    }
    if (turn.sound) {
      targets.add(number);
    }
    if (violation.isPresent()) {
      return;
    }
    Optional<String> broken =
        turn.violations.isEmpty()
            ? number == before ? system.broken(turn.world) : Optional.empty()
            : Optional.of(turn.violations.getFirst());
    if (broken.isPresent()) {
      List<String> schedule = schedule(parent);
      schedule.add(label(parent, choice));
      violation = Optional.of(violation(broken.get(), schedule));
    }
  }

  private Violation violation(String what, List<String> schedule) {
    return new Violation(what, schedule, system.script(schedule));
  }

  /** The steps that led to a world, told again from its ancestors. */
  private List<String> schedule(int number) {
    List<String> schedule = new ArrayList<>();
    for (int each = number; parents.get(each) >= 0; each = parents.get(each)) {
      schedule.add(label(parents.get(each), choices.get(each)));
    }
    Collections.reverse(schedule);
    return schedule;
  }

  private String label(int parent, int choice) {
    List<String> labels = new ArrayList<>();
    system.steps(visited.get(parent), forking((what, turn) -> labels.add(what)));
    return labels.get(choice);
  }

  /**
   * Every world must have a way to an end on which nothing more goes wrong. Worlds that were cut
   * off count as having one: nothing is known of them.
   */
  private void stuck(int explored) {
    BitSet ends = new BitSet(visited.size());
    ends.set(explored, visited.size());
    for (int number = 0; number < explored; number++) {
      if (system.over(visited.get(number))) {
        ends.set(number);
      }
    }
    while (spread(ends, explored)) {
      // Steps mostly lead to higher numbers, so few rounds are enough.
    }
    int first = ends.nextClearBit(0);
    if (first < explored) {
      String what = "no end can be reached any more, even if all goes well";
      violation = Optional.of(violation(what, schedule(first)));
    }
  }

  private boolean spread(BitSet ends, int explored) {
    boolean more = false;
    for (int number = explored - 1; number >= 0; number--) {
      if (!ends.get(number) && leads(ends, number)) {
        ends.set(number);
        more = true;
      }
    }
    return more;
  }

  private boolean leads(BitSet ends, int number) {
    int to = number + 1 < offsets.size() ? offsets.get(number + 1) : targets.size();
    for (int each = offsets.get(number); each < to; each++) {
      if (ends.get(targets.get(each))) {
        return true;
      }
    }
    return false;
  }
}
