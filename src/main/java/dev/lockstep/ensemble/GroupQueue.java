package dev.lockstep.ensemble;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What waits while a group is on its way, and goes as the next one: the longer an answer takes, the
 * more go together. What comes while nothing is on its way goes alone, at once. Thread-safe.
 *
 * @param <M> what goes together
 */
final class GroupQueue<M extends GroupQueue.Member> {
  private static final int OPERATIONS_MAX = 200;

  /** ZooKeeper takes 1,048,575 octets in a packet. */
  private static final int OCTETS_MAX = 500_000;

  private static final Duration COMPANY_MAX = Duration.ofMillis(100);

  private final Sender<M> sender;
  private final Duration companyMax;

  /** All below is guarded by this. */
  private final Deque<M> waiting = new ArrayDeque<>();

  private final Deque<M> lazy = new ArrayDeque<>();
  private boolean underWay;
  private boolean timed;

  /** One of a group. */
  interface Member {
    /** No caller waits for it any more: it is not sent. */
    boolean givenUp();

    int operations();

    /** About what it takes in a packet. */
    int octets();
  }

  /** Sends a group; done, in any case and in time, when the next one may go. Must not block. */
  interface Sender<M> {
    CompletableFuture<?> send(List<M> group);
  }

  GroupQueue(EnsembleSettings settings, Sender<M> sender) {
    this.sender = sender;
    Duration quarter = settings.times().answerMax().dividedBy(4);
    this.companyMax = quarter.compareTo(COMPANY_MAX) < 0 ? quarter : COMPANY_MAX;
  }

  void add(M member) {
    add(waiting, member);
  }

  /** It goes with the next group, or after a moment: it is no reason for a group of its own. */
  void addLazily(M member) {
    add(lazy, member);
  }

  private void add(Deque<M> queue, M member) {
    List<M> group;
    synchronized (this) {
      queue.add(member);
      group = underWay ? List.of() : take(false);
    }
    send(group);
  }

  private void next() {
    List<M> group;
    synchronized (this) {
      underWay = false;
      group = take(false);
    }
    send(group);
  }

  private void companyWasAwaited() {
    List<M> group;
    synchronized (this) {
      timed = false;
      group = underWay ? List.of() : take(true);
    }
    send(group);
  }

  private void send(List<M> group) {
    if (!group.isEmpty()) {
      var unused = sender.send(group).whenComplete((done, bug) -> next());
    }
  }

  /**
   * The next group, under way from now on; empty where none is due.
   *
   * @param due whether lazy ones alone are reason enough
   */
  private List<M> take(boolean due) {
    if (waiting.isEmpty() && !due && lazy.size() < OPERATIONS_MAX) {
      awaitCompany();
      return List.of();
    }
    Group<M> group = new Group<>();
    if (group.fill(waiting)) {
      var unused = group.fill(lazy);
    }
    underWay = !group.members.isEmpty();
    return group.members;
  }

  private void awaitCompany() {
    if (!lazy.isEmpty() && !timed) {
      timed = true;
      CompletableFuture.delayedExecutor(companyMax.toNanos(), TimeUnit.NANOSECONDS)
          .execute(this::companyWasAwaited);
    }
  }

  private static final class Group<M extends Member> {
    private final List<M> members = new ArrayList<>();
    private int operations;
    private int octets;

    /** Takes from the front as long as there is room, at least one; whether all were taken. */
    boolean fill(Deque<M> queue) {
      for (M next = queue.peek(); next != null; next = queue.peek()) {
        if (!next.givenUp()) {
          operations += next.operations();
          octets += next.octets();
          if (!members.isEmpty() && (operations > OPERATIONS_MAX || octets > OCTETS_MAX)) {
            return false;
          }
          members.add(next);
        }
        queue.remove();
      }
      return true;
    }
  }
}
