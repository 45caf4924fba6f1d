package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Called;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
import dev.lockstep.driver.Sent;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a device do the thing, and looks whether it did (DESIGN P4). The intent is durable before
 * anything here runs.
 */
final class Actuation {
  private final Ports ports;
  private final Requirements requirements;
  private final Verifying verifying;

  Actuation(Ports ports, Requirements requirements, Verifying verifying) {
    this.ports = ports;
    this.requirements = requirements;
    this.verifying = verifying;
  }

  /**
   * All moves as held back, where a requirement does not hold; empty where all hold. Before the
   * first actuation every requirement of the branch counts, so that an opened guard keeps all
   * machines where they are, not only its own.
   */
  List<Event.Step> held(Effect.Actuate actuate, Deadline deadline) {
    boolean first = actuate.moves().stream().anyMatch(Effect.Move::recheck);
    List<Task> tasks =
        first ? actuate.branch().tasks() : actuate.moves().stream().map(Effect.Move::task).toList();
    List<Reason> broken = new ArrayList<>();
    for (Task task : tasks) {
      broken.addAll(broken(task, deadline));
    }
    if (broken.isEmpty()) {
      return List.of();
    }
    return actuate.moves().stream()
        .map(move -> new Event.Step(move.task().number(), new Progress.Waiting(broken)))
        .toList();
  }

  /** All moves as never sent: disk or processor held them up for longer than they may take. */
  static List<Event.Step> tooLate(Effect.Actuate actuate, Moment now) {
    List<Event.Step> steps = new ArrayList<>();
    for (Effect.Move move : actuate.moves()) {
      Reason late =
          here(move.task().action(), Reason.Code.NOT_SENT, "held up until it was too late to send");
      steps.add(new Event.Step(move.task().number(), new Progress.NotApplied(now, List.of(late))));
    }
    return steps;
  }

  /** What keeps one task from being carried out now. */
  List<Reason> broken(Task task, Deadline deadline) {
    return task.action().readOnly() ? List.of() : requirements.broken(task.action(), deadline);
  }

  /** Sends one order and verifies it. */
  Progress move(Order order, Deadline deadline) {
    Action action = order.action();
    Optional<Links.Linked> linked = ports.links().find(action.device());
    if (linked.isEmpty()) {
      return new Progress.NotApplied(now(), List.of(Requirements.gone(action)));
    }
    DeviceLink link = linked.get().link();
    Moment sentAt = now();
    if (action.guarantees().preparation().arms()) {
      return fire(order, link, sentAt, deadline);
    }
    return switch (action.work()) {
      case Work.Look look -> new Progress.Applied(sentAt, "read when the vote was cast", List.of());
      case Work.Write write -> write(action, write, link, sentAt, deadline);
      case Work.Call call -> call(action, call, link, sentAt, deadline);
    };
  }

  private Progress fire(Order order, DeviceLink link, Moment sentAt, Deadline deadline) {
    Action action = order.action();
    return switch (link.fire(order, deadline)) {
      case Recalled.Done done -> ownWord(action, done, link, sentAt);
      case Recalled.NotDone not ->
          new Progress.NotApplied(now(), List.of(here(action, Reason.Code.REJECTED, not.detail())));
      case Recalled.Armed armed ->
          new Progress.Unknown(sentAt, List.of(here(action, Reason.Code.UNKNOWN, armed.detail())));
      case Recalled.Busy busy ->
          new Progress.Unknown(sentAt, List.of(here(action, Reason.Code.UNKNOWN, busy.detail())));
      case Recalled.Untold untold ->
          new Progress.Unknown(sentAt, List.of(here(action, Reason.Code.UNKNOWN, untold.detail())));
    };
  }

  /**
   * The device's own record says done; what else the profile asks for, a value read back or
   * conditions, must be seen as well.
   */
  private Progress ownWord(Action action, Recalled.Done done, DeviceLink link, Moment sentAt) {
    Verifying.Seen seen = verifying.verify(action, Verifying.written(action), link);
    return seen.verified()
        ? new Progress.Applied(now(), evidence(action, done), seen.after())
        : new Progress.Unknown(sentAt, seen.missing());
  }

  static String evidence(Action action, Recalled.Done done) {
    return switch (action.guarantees().verification()) {
      case Verification.ReadBack readBack -> done.detail() + "; read back";
      case Verification.Conditions conditions -> done.detail() + "; conditions seen";
      case Verification.Acknowledged acknowledged -> done.detail();
    };
  }

  private Progress write(
      Action action, Work.Write write, DeviceLink link, Moment sentAt, Deadline deadline) {
    List<Assignment> sentSoFar = new ArrayList<>();
    Verifying.Seen seen = Verifying.Seen.NOTHING_TO_SEE;
    for (List<Assignment> step : write.steps()) {
      List<Sent> answers = link.write(step, deadline);
      List<Assignment> done = List.copyOf(sentSoFar);
      Optional<Progress> failed =
          failed(action, step, answers, sentAt)
              .map(progress -> afterAll(action, done, progress, sentAt))
              .or(() -> unproved(action, step, answers, sentAt));
      sentSoFar.addAll(step);
      if (failed.isPresent()) {
        return failed.get();
      }
      seen = verifying.verify(action, conditionsOnly(action) ? List.of() : sentSoFar, link);
      if (!seen.verified()) {
        return new Progress.Unknown(sentAt, notSeen(action, step, answers, seen));
      }
    }
    return new Progress.Applied(now(), evidence(action), seen.after());
  }

  private static boolean conditionsOnly(Action action) {
    return action.guarantees().verification() instanceof Verification.Conditions;
  }

  /** What is refused after earlier steps were done is not "not applied": a part of it is. */
  private static Progress afterAll(
      Action action, List<Assignment> done, Progress progress, Moment sentAt) {
    if (done.isEmpty() || !(progress instanceof Progress.NotApplied refused)) {
      return progress;
    }
    List<Reason> reasons = new ArrayList<>(refused.because());
    for (Assignment each : done) {
      reasons.add(here(action, Reason.Code.UNKNOWN, "done in an earlier step").on(each.resource()));
    }
    return new Progress.Unknown(sentAt, reasons);
  }

  /**
   * One unknown makes the whole unknown; else refusals alone make it not applied. Where the device
   * took one value and refused another, neither word is true of the whole, and sending it again
   * would fire the part that was taken a second time (DESIGN P6).
   */
  private Optional<Progress> failed(
      Action action, List<Assignment> step, List<Sent> answers, Moment sentAt) {
    List<Reason> unknown = new ArrayList<>();
    List<Reason> refused = new ArrayList<>();
    List<Reason> taken = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      ResourceName resource = step.get(each).resource();
      switch (answers.get(each)) {
        case Sent.NotSent not ->
            refused.add(here(action, Reason.Code.NOT_SENT, not.detail()).on(resource));
        case Sent.Rejected no ->
            refused.add(here(action, Reason.Code.REJECTED, no.detail()).on(resource));
        case Sent.Unknown who ->
            unknown.add(here(action, Reason.Code.UNKNOWN, who.detail()).on(resource));
        case Sent.Accepted accepted -> taken.add(taken(action, accepted).on(resource));
        case Sent.Pending pending -> taken.add(taken(action, pending).on(resource));
        case Sent.Altered altered -> taken.add(taken(action, altered).on(resource));
      }
    }
    if (!unknown.isEmpty() || (!refused.isEmpty() && !taken.isEmpty())) {
      unknown.addAll(refused);
      unknown.addAll(taken);
      return Optional.of(new Progress.Unknown(sentAt, unknown));
    }
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress.NotApplied(now(), refused));
  }

  private static Reason taken(Action action, Sent sent) {
    return here(action, Reason.Code.UNKNOWN, "taken by the device: " + sent.detail());
  }

  /**
   * Unknown, where the device's acknowledgement was to be the proof, and it did not give one: a
   * broker that took the message, or a device that has it under way, is no proof.
   */
  private static Optional<Progress> unproved(
      Action action, List<Assignment> step, List<Sent> answers, Moment sentAt) {
    if (!(action.guarantees().verification() instanceof Verification.Acknowledged)) {
      return Optional.empty();
    }
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      ResourceName resource = step.get(each).resource();
      switch (answers.get(each)) {
        case Sent.Pending pending ->
            reasons.add(here(action, Reason.Code.NOT_VERIFIED, pending.detail()).on(resource));
        case Sent.Altered altered ->
            reasons.add(here(action, Reason.Code.ALTERED, altered.detail()).on(resource));
        case Sent.Accepted accepted -> {}
        case Sent.NotSent not -> {}
        case Sent.Rejected rejected -> {}
        case Sent.Unknown unknown -> {}
      }
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(new Progress.Unknown(sentAt, reasons));
  }

  /** Why it is not verified; what the device said of altering it comes first. */
  private static List<Reason> notSeen(
      Action action, List<Assignment> step, List<Sent> answers, Verifying.Seen seen) {
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < step.size(); each++) {
      ResourceName resource = step.get(each).resource();
      if (answers.get(each) instanceof Sent.Altered altered) {
        reasons.add(here(action, Reason.Code.ALTERED, altered.detail()).on(resource));
      }
    }
    reasons.addAll(seen.missing());
    return reasons;
  }

  private Progress call(
      Action action, Work.Call call, DeviceLink link, Moment sentAt, Deadline deadline) {
    Called called = link.call(call, deadline);
    return switch (called.sent()) {
      case Sent.NotSent not ->
          new Progress.NotApplied(now(), List.of(here(action, Reason.Code.NOT_SENT, not.detail())));
      case Sent.Rejected no ->
          new Progress.NotApplied(now(), List.of(here(action, Reason.Code.REJECTED, no.detail())));
      case Sent.Unknown who ->
          new Progress.Unknown(sentAt, List.of(here(action, Reason.Code.UNKNOWN, who.detail())));
      case Sent.Accepted accepted -> called(action, called, link, sentAt);
      case Sent.Pending pending -> pending(action, pending, link, sentAt);
      case Sent.Altered altered ->
          new Progress.Unknown(
              sentAt, List.of(here(action, Reason.Code.ALTERED, altered.detail())));
    };
  }

  private Progress called(Action action, Called called, DeviceLink link, Moment sentAt) {
    Verifying.Seen seen = verifying.verify(action, List.of(), link);
    String outputs = called.outputs().isEmpty() ? "" : ", answered " + called.outputs();
    return seen.verified()
        ? new Progress.Applied(now(), evidence(action) + outputs, seen.after())
        : new Progress.Unknown(sentAt, seen.missing());
  }

  /** The device has it under way; its acknowledgement is no proof, conditions are. */
  private Progress pending(Action action, Sent.Pending pending, DeviceLink link, Moment sentAt) {
    Reason reason = here(action, Reason.Code.NOT_VERIFIED, pending.detail());
    if (!conditionsOnly(action)) {
      return new Progress.Unknown(sentAt, List.of(reason));
    }
    Verifying.Seen seen = verifying.verify(action, List.of(), link);
    return seen.verified()
        ? new Progress.Applied(now(), evidence(action), seen.after())
        : new Progress.Unknown(sentAt, seen.missing());
  }

  private static String evidence(Action action) {
    return switch (action.guarantees().verification()) {
      case Verification.ReadBack readBack -> "read back";
      case Verification.Conditions conditions -> "conditions seen";
      case Verification.Acknowledged acknowledged -> "acknowledged by the device";
    };
  }

  private static Reason here(Action action, Reason.Code code, String detail) {
    return Reason.of(code, detail).at(action.device()).during(action.command());
  }

  private Moment now() {
    return ports.clock().now();
  }
}
