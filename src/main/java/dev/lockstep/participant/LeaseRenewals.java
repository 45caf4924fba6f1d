package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.Reason;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.Order;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.State.Committing.Standing;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Renewals of promises that lapse: while a transaction is in doubt, each device whose promise needs
 * it is asked to keep it, long before it would lapse. After a restart that begins at once, because
 * nothing tells how much of the time has passed.
 *
 * <p>A promise that a device no longer keeps is an event and never a silent abort. It is not asked
 * for again while in doubt, because a person may have broken the lock for a reason: the commit does
 * that.
 */
final class LeaseRenewals {
  /** Of the time that a device keeps its promise: two renewals may be lost before it lapses. */
  private static final int PART = 3;

  private static final Duration PAUSE_MIN = Duration.ofMillis(50);

  private final Map<TransactionId, Renewal> renewals = new ConcurrentHashMap<>();
  private final Ports ports;
  private final Duration within;
  private final BiConsumer<TransactionId, Event> publish;

  /**
   * @param within the time that a device has to answer
   */
  LeaseRenewals(Ports ports, Duration within, BiConsumer<TransactionId, Event> publish) {
    this.ports = ports;
    this.within = within;
    this.publish = publish;
  }

  /**
   * Updates the renewals after a transition: they begin in Prepared, go on while a commit awaits
   * its instant, and end with that.
   */
  void follow(TransactionId id, State state) {
    boolean needed =
        switch (state) {
          case State.Prepared prepared -> !lapsed(prepared);
          case State.Committing committing -> awaits(committing.standing());
          case State.Absent absent -> false;
          case State.Preparing preparing -> false;
          case State.RollingBack back -> false;
          case State.Ended ended -> false;
        };
    if (needed && state.cast().orElse(null) instanceof Ballot.Yes vote) {
      begin(id, state.work().orElseThrow(), vote);
    } else {
      renewals.remove(id);
    }
  }

  private static boolean awaits(Standing standing) {
    return switch (standing) {
      case AWAITING -> true;
      case MOVING, RETRYING, WITHHELD, STUCK -> false;
    };
  }

  private static boolean lapsed(State.Prepared prepared) {
    return prepared.broken().stream().anyMatch(each -> each.code() == Reason.Code.PROMISE_LAPSED);
  }

  private void begin(TransactionId id, Branch branch, Ballot.Yes vote) {
    List<Task> leased = leased(branch);
    if (leased.isEmpty() || renewals.containsKey(id)) {
      return;
    }
    Moment now = ports.clock().now();
    Moment voted = vote.at();
    Duration promised =
        vote.heldUntil()
            .map(until -> Duration.between(voted.wall(), until))
            .filter(Duration::isPositive)
            .orElse(Duration.ZERO);
    Duration passed = now.since(voted).atMost().orElse(promised);
    Duration left = promised.minus(passed);
    Renewal renewal = new Renewal(id, leased, Deadline.in(left, ports.clock()));
    renewals.put(id, renewal);
    Duration first = promised.dividedBy(PART).minus(passed);
    renewal.after(now.run().equals(voted.run()) ? first : Duration.ZERO);
  }

  /**
   * Whether every promise of the branch that may lapse is renewed here. Where another device's
   * stands beside them the vote's time counts, which is the shortest of all.
   */
  static boolean keep(Branch branch) {
    return branch.tasks().stream()
        .map(task -> task.action().guarantees().preparation())
        .filter(Preparation::arms)
        .allMatch(Preparation::renews);
  }

  private static List<Task> leased(Branch branch) {
    return branch.tasks().stream()
        .filter(task -> task.action().guarantees().preparation().renews())
        .toList();
  }

  /** The renewal of one transaction. One round at a time. */
  private final class Renewal {
    private final TransactionId id;
    private final List<Task> leased;

    /** Until when all devices keep their promises, as far as they said. */
    private volatile Deadline held;

    Renewal(TransactionId id, List<Task> leased, Deadline held) {
      this.id = id;
      this.leased = leased;
      this.held = held;
    }

    void after(Duration pause) {
      Duration next = pause.compareTo(PAUSE_MIN) < 0 ? PAUSE_MIN : pause;
      ports.clock().later(next, () -> ports.workers().execute(this::round));
    }

    private void round() {
      if (renewals.get(id) != this) {
        return;
      }
      Deadline asked = Deadline.in(Duration.ZERO, ports.clock());
      Duration shortest = Duration.ofSeconds(Long.MAX_VALUE);
      for (Task task : leased) {
        switch (renew(task)) {
          case LeaseResult.Held kept ->
              shortest = kept.time().compareTo(shortest) < 0 ? kept.time() : shortest;
          case LeaseResult.Lapsed lapsed -> {
            lapse(task.action(), lapsed.detail());
            return;
          }
          case LeaseResult.Unanswered silent -> {
            unanswered(task.action(), silent.detail());
            return;
          }
        }
      }
      held = new Deadline(asked.ticks() + shortest.toNanos());
      after(shortest.dividedBy(PART));
    }

    private LeaseResult renew(Task task) {
      Order order = new Order(task.reference(id), task.action());
      return ports
          .links()
          .find(task.action().device())
          .map(linked -> linked.link().renew(order, Deadline.in(within, ports.clock())))
          .orElseGet(() -> new LeaseResult.Unanswered(Requirements.gone(task.action()).detail()));
    }

    /** A renewal without an answer may have been lost: it is tried again until the time is over. */
    private void unanswered(Action action, String detail) {
      Duration left = held.left(ports.clock());
      if (left.isZero()) {
        lapse(action, "could not be renewed in time: " + detail);
      } else {
        after(left.dividedBy(PART));
      }
    }

    private void lapse(Action action, String detail) {
      if (renewals.remove(id, this)) {
        Reason reason =
            Reason.of(
                    Reason.Code.PROMISE_LAPSED,
                    "the device no longer guarantees the vote: " + detail)
                .during(action);
        publish.accept(id, new Event.PromiseLapsed(Optional.of(reason), ports.clock().now()));
      }
    }
  }
}
