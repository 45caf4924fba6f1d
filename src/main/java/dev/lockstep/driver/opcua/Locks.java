package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation.Lock;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import dev.lockstep.driver.opcua.ObjectMethods.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * The lock of OPC UA (LockingServicesType, OPC 10000-100, 7): InitLock before the vote, RenewLock
 * until the decision, ExitLock after it. Each method answers Good beside a status of its own, an
 * Int32 that is 0 only where it did what was asked.
 *
 * <p>A lock belongs to the application that took it, by its ApplicationUri (7.5 to 7.7; up to
 * version 1.02 to its session), and ends with inactivity, or with the session of who holds it.
 * Nothing here moves a machine.
 */
final class Locks {
  private static final int OK = 0;

  /** E_AlreadyLocked of InitLock, E_NotLocked of the others. */
  private static final int NOT_SO = -1;

  private final LockDirectory directory;
  private final AttributeReader reads;
  private final String application;
  private final TimeSource clock;
  private final BiFunction<Moment, Deadline, FenceResult> fence;
  private final LockHolders holders = new LockHolders();

  /** When an InitLock was sent whose answer was lost: until then fenced it may still arrive. */
  private final Map<String, Moment> unsettled = new ConcurrentHashMap<>();

  /**
   * @param application the ApplicationUri of this gateway
   * @param fence shuts the way of what was sent since
   */
  Locks(
      LockDirectory directory,
      AttributeReader reads,
      String application,
      TimeSource clock,
      BiFunction<Moment, Deadline, FenceResult> fence) {
    this.directory = directory;
    this.reads = reads;
    this.application = application;
    this.clock = clock;
    this.fence = fence;
  }

  /** What can be known of the lock without taking it (P11). */
  List<Reason> examine(ActiveSession session, Lock lock, Deadline deadline) {
    try {
      LockNodes nodes = directory.nodes(session, lock, deadline);
      Optional<String> uncallable =
          ObjectMethods.uncallable(
              session, List.of(nodes.init(), nodes.renew(), nodes.exit()), reads, deadline);
      if (uncallable.isPresent()) {
        return List.of(reason(Code.UNSUPPORTED, uncallable.get()));
      }
      LockStatus status = LockStatus.read(session, nodes, reads, deadline);
      return status.isOfAnother(application)
          ? List.of(reason(Code.NOT_ARMED, "the lock is held by " + status.holder()))
          : List.of();
    } catch (UnlocatedException unknown) {
      return List.of(reason(unknown.code(), unknown.detail()));
    } catch (UnansweredException silent) {
      return List.of(reason(Code.UNREADABLE, "the lock cannot be read: " + silent.detail()));
    }
  }

  /** Takes the lock, or renews it where this gateway has it already. */
  ArmResult arm(ActiveSession session, Order order, Lock lock, Deadline deadline) {
    try {
      LockNodes nodes = directory.nodes(session, lock, deadline);
      LockStatus before = LockStatus.read(session, nodes, reads, deadline);
      if (before.isOfAnother(application)) {
        return not(Code.NOT_ARMED, "the lock is held by " + before.holder());
      }
      Moment asked = clock.now();
      if (before.isLocked()
          && status(ObjectMethods.call(session, nodes.renew(), List.of(), deadline)) == OK) {
        return armed(session, order, lock, nodes, asked, deadline);
      }
      return init(session, order, lock, nodes, deadline);
    } catch (UnlocatedException unknown) {
      return not(unknown.code(), unknown.detail());
    } catch (UnansweredException silent) {
      return not(Code.UNREADABLE, "the lock cannot be read: " + silent.detail());
    }
  }

  private ArmResult init(
      ActiveSession session, Order order, Lock lock, LockNodes nodes, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    Moment asked = clock.now();
    List<Variant> context = List.of(Variant.ofString(order.reference()));
    Answer answer = ObjectMethods.call(session, nodes.init(), context, deadline);
    if (answer.sent() instanceof SendResult.Unknown lost) {
      unsettled.put(directory.key(session, lock), asked);
      return not(Code.UNKNOWN, lost.detail());
    }
    int status = status(answer);
    if (status == OK) {
      return armed(session, order, lock, nodes, asked, deadline);
    }
    return status == NOT_SO
        ? not(Code.NOT_ARMED, alreadyLocked(session, nodes, deadline))
        : not(Code.REJECTED, said(answer));
  }

  private String alreadyLocked(ActiveSession session, LockNodes nodes, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    LockStatus status = LockStatus.read(session, nodes, reads, deadline);
    if (status.isLocked()) {
      boolean own = status.client().equals(application);
      return "the lock is held by %s%s"
          .formatted(status.holder(), own ? ": an earlier session of this gateway" : "");
    }
    return LocksAbove.taken(session, nodes.init().object(), reads, deadline)
        .map(above -> "the element is part of one whose lock is held by " + above.holder())
        .orElse("InitLock answers that the element is already locked, and not by whom");
  }

  /** The lock is this gateway's now: for how long? */
  private ArmResult armed(
      ActiveSession session,
      Order order,
      Lock lock,
      LockNodes nodes,
      Moment asked,
      Deadline deadline)
      throws UnansweredException {
    holders.add(directory.key(session, lock), order.reference());
    LockStatus status = LockStatus.read(session, nodes, reads, deadline);
    if (status.isOfAnother(application)) {
      return not(Code.NOT_ARMED, "the lock is held by " + status.holder());
    }
    return lease(session, status)
        .<ArmResult>map(
            time -> new ArmResult.Armed(Promise.LEASED, Optional.of(asked.wall().plus(time))))
        .orElseGet(
            () ->
                not(
                    Code.UNSUPPORTED,
                    "neither RemainingLockTime nor MaxInactiveLockTime says how long the lock"
                        + " holds"));
  }

  /** Without the gateway the lock ends with its session, where that is sooner. */
  private static Optional<Duration> lease(ActiveSession session, LockStatus status) {
    Duration timeout = session.session().timeout();
    return status
        .lease()
        .map(time -> timeout.isPositive() && timeout.compareTo(time) < 0 ? timeout : time);
  }

  LeaseResult renew(ActiveSession session, Order order, Lock lock, Deadline deadline) {
    try {
      LockNodes nodes = directory.nodes(session, lock, deadline);
      Answer answer = ObjectMethods.call(session, nodes.renew(), List.of(), deadline);
      if (answer.sent() instanceof SendResult.NotSent
          || answer.sent() instanceof SendResult.Unknown) {
        return new LeaseResult.Unanswered(answer.sent().detail());
      }
      LockStatus status = LockStatus.read(session, nodes, reads, deadline);
      String holder = status.isLocked() ? "held by " + status.holder() : "not locked";
      boolean lost = status.isOfAnother(application) || !status.locked().orElse(true);
      if (status(answer) != OK || lost) {
        return new LeaseResult.Lapsed(said(answer) + "; the lock is " + holder);
      }
      holders.add(directory.key(session, lock), order.reference());
      return lease(session, status)
          .<LeaseResult>map(LeaseResult.Held::new)
          .orElseGet(() -> new LeaseResult.Unanswered("the lock does not say how long it holds"));
    } catch (UnlocatedException unknown) {
      return new LeaseResult.Lapsed(unknown.detail());
    } catch (UnansweredException silent) {
      return new LeaseResult.Unanswered("the lock cannot be read: " + silent.detail());
    }
  }

  /** Gives the lock back, where it is this gateway's and no other command rests on it. */
  DisarmResult disarm(ActiveSession session, Order order, Lock lock, Deadline deadline) {
    String key = directory.key(session, lock);
    Moment sent = unsettled.get(key);
    if (sent != null) {
      // Given back before a lost InitLock arrives, the lock would be taken after the end.
      if (fence.apply(sent, deadline) instanceof FenceResult.Open open) {
        return new DisarmResult.Unconfirmed("InitLock may still arrive: " + open.detail());
      }
      unsettled.remove(key, sent);
    }
    if (holders.remainsAfter(key, order.reference())) {
      return new DisarmResult.Disarmed("the lock stays for another command of the transaction");
    }
    try {
      LockNodes nodes = directory.nodes(session, lock, deadline);
      LockStatus status = LockStatus.read(session, nodes, reads, deadline);
      if (status.isOfAnother(application)) {
        return new DisarmResult.Disarmed("the lock is held by " + status.holder());
      }
      Answer answer = ObjectMethods.call(session, nodes.exit(), List.of(), deadline);
      // "Not locked" beside a lock that shows this gateway: it is an earlier session's, and lapses.
      boolean free = status(answer) == NOT_SO && !status.isLocked();
      return free || status(answer) == OK
          ? new DisarmResult.Disarmed(said(answer))
          : new DisarmResult.Unconfirmed(
              "%s; the lock is held by %s".formatted(said(answer), status.holder()));
    } catch (UnlocatedException | UnansweredException failed) {
      return new DisarmResult.Unconfirmed("the lock cannot be given back: " + failed.detail());
    }
  }

  /** The method's own status; one that is no Int32 is no word of the specification. */
  private static int status(Answer answer) {
    return answer.outputs().size() == 1
            && answer.outputs().getFirst().value() instanceof Integer status
        ? status
        : Integer.MIN_VALUE;
  }

  private static String said(Answer answer) {
    return answer.outputs().isEmpty()
        ? answer.sent().detail()
        : answer.sent().detail() + ", status " + answer.outputs().getFirst().value();
  }

  private Reason reason(Code code, String detail) {
    return Reason.of(code, detail).at(directory.device());
  }

  private ArmResult not(Code code, String detail) {
    return new ArmResult.NotArmed(reason(code, detail));
  }
}
