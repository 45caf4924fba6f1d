package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Preparation.JobOrder;
import dev.lockstep.device.Preparation.JobOrder.Until;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import dev.lockstep.driver.opcua.ObjectMethods.Answer;
import dev.lockstep.driver.opcua.ObjectMethods.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * The job order of ISA-95 (OPC 10031-4, version 2): Store before the vote, Start at the commit,
 * Cancel at a rollback, with the command id as JobOrderID. The server's own record of the order is
 * the proof; its ReturnStatus beside a Good call can only refuse.
 *
 * <p>Start is called for an order that the record shows as stored and not allowed to start, and for
 * no other: so none is started twice, whatever answer was lost.
 */
final class JobOrders {
  private final JobOrderDocuments documents;
  private final JobRecords records;
  private final Duration poll;
  private final TimeSource clock;
  private final BiFunction<Moment, Deadline, FenceResult> fence;

  /** When a Store was sent whose answer was lost: until then fenced it may still arrive. */
  private final Map<String, Moment> unsettled = new ConcurrentHashMap<>();

  /**
   * @param fence shuts the way of what was sent since
   */
  JobOrders(
      NodeResolver resolver,
      AttributeReader reads,
      Duration poll,
      TimeSource clock,
      BiFunction<Moment, Deadline, FenceResult> fence) {
    this.documents = new JobOrderDocuments(resolver);
    this.records = new JobRecords(reads);
    this.poll = poll;
    this.clock = clock;
    this.fence = fence;
  }

  /** What can be known of the order without storing it (P11). */
  List<Reason> examine(ActiveSession session, Order order, JobOrder job, Deadline deadline) {
    List<Reason> faults = new ArrayList<>(documents.faults(order, job));
    try {
      JobOrderNodes nodes = JobOrderNodes.find(session, job, deadline);
      records
          .uncallable(session, nodes, deadline)
          .ifPresent(fault -> faults.add(reason(Code.UNSUPPORTED, fault)));
      JobRecords.Found found = records.find(session, nodes, order.reference(), deadline);
      if (found.state().isPresent()) {
        String known = "the server has a job order %s already: %s";
        faults.add(
            reason(
                Code.NOT_ARMED, known.formatted(order.reference(), found.state().get().words())));
      }
      records
          .room(session, nodes, deadline)
          .filter(most -> found.listed() >= most)
          .ifPresent(most -> faults.add(reason(Code.NOT_ARMED, full(found.listed(), most))));
    } catch (UnlocatedException unknown) {
      faults.add(reason(unknown.code(), unknown.detail()));
    } catch (UnansweredException silent) {
      faults.add(reason(Code.UNREADABLE, silent.detail()));
    }
    return faults;
  }

  private static String full(int listed, int most) {
    return "the server has room for %d job orders, and has %d: clear those that have ended"
        .formatted(most, listed);
  }

  ArmResult arm(ActiveSession session, Order order, JobOrder job, Deadline deadline) {
    String id = order.reference();
    try {
      JobOrderNodes nodes = JobOrderNodes.find(session, job, deadline);
      Optional<JobState> before = records.find(session, nodes, id, deadline).state();
      if (before.isPresent()) {
        return armed(before.get(), job);
      }
      Moment sent = clock.now();
      Variant document = Variant.of(documents.of(session, order, job));
      Answer answer = call(session, nodes.store(), document, deadline);
      if (answer.sent() instanceof SendResult.Unknown lost) {
        unsettled.put(id, sent);
        return not(Code.UNKNOWN, lost.detail());
      }
      if (refused(answer)) {
        return not(Code.REJECTED, said(answer));
      }
      return records
          .find(session, nodes, id, deadline)
          .state()
          .map(state -> armed(state, job))
          .orElseGet(
              () -> not(Code.NOT_ARMED, said(answer) + ", and JobOrderList does not show it"));
    } catch (UnlocatedException unknown) {
      return not(unknown.code(), unknown.detail());
    } catch (MisfitException misfit) {
      return not(misfit.code(), misfit.detail());
    } catch (UnansweredException silent) {
      return not(Code.UNREADABLE, silent.detail());
    }
  }

  private ArmResult armed(JobState state, JobOrder job) {
    return state == JobState.NOT_ALLOWED_TO_START
        ? new ArmResult.Armed(job.retained() ? Promise.DURABLE : Promise.SESSION, Optional.empty())
        : not(Code.NOT_ARMED, "the job order is not only stored: " + state.words());
  }

  OrderStatus fire(ActiveSession session, Order order, JobOrder job, Deadline deadline) {
    JobOrderNodes nodes;
    try {
      nodes = JobOrderNodes.find(session, job, deadline);
      Optional<JobState> before = records.find(session, nodes, order.reference(), deadline).state();
      if (before.isEmpty()) {
        return new OrderStatus.NotDone(
            "the server no longer has the job order, so that it was not started: cancelled by"
                + " others, or lost in a restart");
      }
      if (before.get() != JobState.NOT_ALLOWED_TO_START) {
        return status(before.get(), job);
      }
    } catch (UnlocatedException | UnansweredException failed) {
      return new OrderStatus.NotSent("not started: " + failed.detail());
    }
    Answer answer = call(session, nodes.start(), Variant.ofString(order.reference()), deadline);
    if (answer.sent() instanceof SendResult.NotSent never) {
      return new OrderStatus.NotSent(never.detail());
    }
    return after(session, nodes, order, job, answer, deadline);
  }

  /** What the record shows of a Start that was sent. */
  private OrderStatus after(
      ActiveSession session,
      JobOrderNodes nodes,
      Order order,
      JobOrder job,
      Answer answer,
      Deadline deadline) {
    Deadline end = deadline.within(job.within(), clock);
    while (true) {
      OrderStatus shown = shown(session, nodes, order, job, deadline);
      boolean stored = shown instanceof OrderStatus.Armed;
      if (stored && refused(answer)) {
        return new OrderStatus.NotDone(said(answer));
      }
      boolean settled = !stored && !(shown instanceof OrderStatus.Busy);
      if (settled || end.passed(clock) || Thread.currentThread().isInterrupted()) {
        return stored
            ? new OrderStatus.Untold(said(answer) + "; the job order is still only stored")
            : shown;
      }
      LockSupport.parkNanos(poll.toNanos());
    }
  }

  OrderStatus query(ActiveSession session, Order order, JobOrder job, Deadline deadline) {
    try {
      JobOrderNodes nodes = JobOrderNodes.find(session, job, deadline);
      return shown(session, nodes, order, job, deadline);
    } catch (UnlocatedException | UnansweredException failed) {
      return new OrderStatus.Untold(failed.detail());
    }
  }

  private OrderStatus shown(
      ActiveSession session, JobOrderNodes nodes, Order order, JobOrder job, Deadline deadline) {
    try {
      // A record that is gone says nothing: the job may have ended before it was dropped for want
      // of room, cleared by a person, or lost in a restart.
      return records
          .find(session, nodes, order.reference(), deadline)
          .state()
          .map(state -> status(state, job))
          .orElseGet(
              () ->
                  new OrderStatus.Failed(
                      "the server has no record of the job order any more: whether the job was"
                          + " done must be seen at the machine"));
    } catch (UnansweredException silent) {
      return new OrderStatus.Untold(silent.detail());
    }
  }

  private static OrderStatus status(JobState state, JobOrder job) {
    String detail = "the server's record of the job order: " + state.words();
    return switch (state) {
      case NOT_ALLOWED_TO_START -> new OrderStatus.Armed(detail);
      case ALLOWED_TO_START -> new OrderStatus.Busy(detail);
      case RUNNING, INTERRUPTED ->
          job.until() == Until.RUNNING
              ? new OrderStatus.Done(detail)
              : new OrderStatus.Busy(detail);
      case ENDED -> new OrderStatus.Done(detail);
      case ABORTED -> new OrderStatus.Failed(detail);
    };
  }

  DisarmResult disarm(ActiveSession session, Order order, JobOrder job, Deadline deadline) {
    String id = order.reference();
    Moment sent = unsettled.get(id);
    if (sent != null) {
      // Cancelled before a lost Store arrives, the order would be stored after the end.
      if (fence.apply(sent, deadline) instanceof FenceResult.Open open) {
        return new DisarmResult.Unconfirmed("Store may still arrive: " + open.detail());
      }
      unsettled.remove(id);
    }
    try {
      JobOrderNodes nodes = JobOrderNodes.find(session, job, deadline);
      Optional<JobState> before = records.find(session, nodes, id, deadline).state();
      if (before.isEmpty() || before.get().hasBegun()) {
        return disarmed(before);
      }
      String said = cancel(session, nodes, id, before.get(), deadline);
      Optional<JobState> after = records.find(session, nodes, id, deadline).state();
      return after.isPresent() && !after.get().hasBegun()
          ? new DisarmResult.Unconfirmed(said + "; the job order is " + after.get().words())
          : disarmed(after);
    } catch (UnlocatedException | UnansweredException failed) {
      return new DisarmResult.Unconfirmed(failed.detail());
    }
  }

  /** Cancel is for what has not begun; some servers want the start revoked first. */
  private static String cancel(
      ActiveSession session, JobOrderNodes nodes, String id, JobState state, Deadline deadline) {
    if (state == JobState.ALLOWED_TO_START && nodes.revoke().isPresent()) {
      call(session, nodes.revoke().get(), Variant.ofString(id), deadline);
    }
    return said(call(session, nodes.cancel(), Variant.ofString(id), deadline));
  }

  private static DisarmResult disarmed(Optional<JobState> state) {
    return state.isEmpty()
        ? new DisarmResult.Disarmed("the server has no such job order")
        : new DisarmResult.AlreadyApplied("the job order has begun: " + state.get().words());
  }

  /** Each method of a receiver takes the order, or its id, and a comment for people. */
  private static Answer call(
      ActiveSession session, Method method, Variant order, Deadline deadline) {
    Variant comment = Variant.of(new LocalizedText[] {LocalizedText.english("Lockstep")});
    return ObjectMethods.call(session, method, List.of(order, comment), deadline);
  }

  /** Whether the server says that it did nothing. */
  private static boolean refused(Answer answer) {
    return answer.sent() instanceof SendResult.Rejected
        || answer.sent() instanceof SendResult.NotSent
        || ReturnStatus.of(answer.outputs()).isRefusal();
  }

  private static String said(Answer answer) {
    return answer.outputs().isEmpty()
        ? answer.sent().detail()
        : answer.sent().detail() + ", " + ReturnStatus.of(answer.outputs());
  }

  private Reason reason(Code code, String detail) {
    return Reason.of(code, detail).at(documents.device());
  }

  private ArmResult not(Code code, String detail) {
    return new ArmResult.NotArmed(reason(code, detail));
  }
}
