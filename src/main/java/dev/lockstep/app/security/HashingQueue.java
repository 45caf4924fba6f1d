package dev.lockstep.app.security;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Queue for hashing passwords, fair between addresses. One hashing at a time for each address;
 * those that were wrong least often come first, and among them the one that waits longest.
 * Thread-safe.
 *
 * <p>So a flood of guesses from one address delays logins elsewhere by no more than the hashing
 * that is under way, and one from many addresses by one hashing for each of them, once.
 */
final class HashingQueue {
  /** Users behind one address (a proxy) who log in for the first time at once. */
  static final int AT_ADDRESS_MAX = 8;

  /** The claim of those who go before all others. */
  static final int FIRST = -1;

  private final Executor threads;
  private final int workersMax;
  private final int waitingMax;
  private final Map<String, Lane> lanes = new HashMap<>();
  private int workers;
  private int waiting;
  private long turns;

  /**
   * A hashing.
   *
   * @param displaced run instead where somebody with a better claim takes its place
   */
  record Hashing(Runnable check, Runnable displaced) {}

  private static final class Lane {
    private final String address;
    private final Deque<Hashing> waiting = new ArrayDeque<>();
    private boolean busy;
    private int failures;
    private long turn;

    Lane(String address) {
      this.address = address;
    }

    int failures() {
      return failures;
    }

    int length() {
      return waiting.size();
    }

    long turn() {
      return turn;
    }
  }

  /**
   * @param threads where hashing is done
   * @param workersMax how many hash at once
   * @param waitingMax how many wait at most
   */
  HashingQueue(Executor threads, int workersMax, int waitingMax) {
    this.threads = threads;
    this.workersMax = workersMax;
    this.waitingMax = waitingMax;
  }

  /**
   * Queues a hashing.
   *
   * @param failures how often the address was wrong, or {@link #FIRST}
   * @return false where there is no room; nothing is run then
   */
  boolean add(String address, int failures, Hashing hashing) {
    Optional<Hashing> displaced = Optional.empty();
    synchronized (this) {
      Lane lane = lanes.computeIfAbsent(address, Lane::new);
      lane.failures = failures;
      if (lane.length() >= AT_ADDRESS_MAX) {
        return false;
      }
      if (waiting >= waitingMax) {
        displaced = displaced(lane);
        if (displaced.isEmpty()) {
          dropIfIdle(lane);
          return false;
        }
      }
      if (lane.waiting.isEmpty() && !lane.busy) {
        lane.turn = ++turns;
      }
      lane.waiting.addLast(hashing);
      waiting++;
      if (workers < workersMax) {
        workers++;
        threads.execute(this::work);
      }
    }
    displaced.ifPresent(each -> each.displaced().run());
    return true;
  }

  /** The last of the address with the worst claim, where that is worse than the newcomer's. */
  private Optional<Hashing> displaced(Lane newcomer) {
    Comparator<Lane> claim = Comparator.comparingInt(Lane::failures).thenComparingInt(Lane::length);
    Optional<Lane> worst = lanes.values().stream().filter(lane -> lane.length() > 0).max(claim);
    Optional<Lane> worse =
        worst.filter(
            lane ->
                lane.failures() > newcomer.failures()
                    || (lane.failures() == newcomer.failures()
                        && lane.length() > newcomer.length() + 1));
    return worse.map(
        lane -> {
          Hashing last = lane.waiting.removeLast();
          waiting--;
          dropIfIdle(lane);
          return last;
        });
  }

  private void dropIfIdle(Lane lane) {
    if (lane.waiting.isEmpty() && !lane.busy) {
      lanes.remove(lane.address);
    }
  }

  private void work() {
    for (Optional<Lane> lane = next(); lane.isPresent(); lane = next()) {
      try {
        taken(lane.get()).check().run();
      } finally {
        done(lane.get());
      }
    }
  }

  private synchronized Optional<Lane> next() {
    Optional<Lane> next =
        lanes.values().stream()
            .filter(lane -> lane.length() > 0 && !lane.busy)
            .min(Comparator.comparingInt(Lane::failures).thenComparingLong(Lane::turn));
    next.ifPresentOrElse(lane -> lane.busy = true, () -> workers--);
    return next;
  }

  private synchronized Hashing taken(Lane lane) {
    waiting--;
    return lane.waiting.removeFirst();
  }

  private synchronized void done(Lane lane) {
    lane.busy = false;
    lane.turn = ++turns;
    dropIfIdle(lane);
  }
}
