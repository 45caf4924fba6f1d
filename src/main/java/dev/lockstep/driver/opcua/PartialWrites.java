package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Has the writes to parts of one node go one after the other, whatever device and transaction they
 * are of. A server may read the array, put the part in, and write the array back; of two at once
 * the first is lost then:
 *
 * <ol>
 *   <li>station 3 writes its element: the server reads the array;
 *   <li>station 5 writes its element: the server reads the array, too, and both are put in;
 *   <li>both arrays are written back, and the second has the old value of station 3.
 * </ol>
 *
 * The read-back would see it, when the machine has moved in part. Other clients of the server are
 * not kept away. Thread-safe.
 */
final class PartialWrites {
  private static final Comparator<Target> ORDER =
      Comparator.comparing(Target::server).thenComparing(Target::point);

  private final ConcurrentHashMap<Target, Turn> turns = new ConcurrentHashMap<>();
  private final TimeSource clock;

  PartialWrites(TimeSource clock) {
    this.clock = clock;
  }

  /** Whose turn it is at a node, and how many wait or work there. */
  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int users;
  }

  /**
   * Carries out a write when no other writes parts of these nodes.
   *
   * @param nodes every address that is known of the nodes of which parts are written; may be empty
   * @param deadline until which the turn is waited for
   * @return empty where the turn did not come: then nothing was carried out
   */
  <T> Optional<T> inTurn(Set<Target> nodes, Deadline deadline, Supplier<T> write) {
    // In one order, so that no two wait for each other.
    Set<Target> ordered = new TreeSet<>(ORDER);
    nodes.forEach(each -> ordered.add(each.whole()));
    List<Target> held = new ArrayList<>();
    try {
      for (Target each : ordered) {
        if (!enter(each, deadline.left(clock))) {
          return Optional.empty();
        }
        held.add(each);
      }
      return Optional.of(write.get());
    } finally {
      held.reversed().forEach(this::leave);
    }
  }

  private boolean enter(Target node, Duration patience) {
    Turn turn =
        turns.compute(
            node,
            (key, present) -> {
              Turn known = present == null ? new Turn() : present;
              known.users++;
              return known;
            });
    boolean mine = false;
    try {
      mine = turn.lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      if (!mine) {
        forget(node);
      }
    }
    return mine;
  }

  private void leave(Target node) {
    Turn turn = turns.get(node);
    if (turn != null) {
      turn.lock.unlock();
      forget(node);
    }
  }

  private void forget(Target node) {
    turns.computeIfPresent(node, (key, turn) -> --turn.users == 0 ? null : turn);
  }

  /** Nodes at which a write works or waits. */
  int nodes() {
    return turns.size();
  }
}
