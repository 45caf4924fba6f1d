package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
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
import java.util.function.BooleanSupplier;

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
   * The tasks whose requirements count. Before the first actuation that is every one of the branch,
   * so that an opened guard keeps all machines where they are, not only its own.
   */
  static List<Task> toLookAt(Effect.Actuate actuate) {
    boolean first = actuate.moves().stream().anyMatch(Effect.Move::recheck);
    return first
        ? actuate.branch().tasks()
        : actuate.moves().stream().map(Effect.Move::task).toList();
  }

  /** All moves as held back by what does not hold. */
  static List<Event.Step> held(Effect.Actuate actuate, List<Reason> broken) {
    return actuate.moves().stream()
        .map(move -> step(actuate, move, new Progress.Waiting(broken)))
        .toList();
  }

  /** All moves as never sent: disk or processor held them up for longer than they may take. */
  static List<Event.Step> tooLate(Effect.Actuate actuate, Moment now) {
    List<Event.Step> steps = new ArrayList<>();
    for (Effect.Move move : actuate.moves()) {
      Reason late =
          Reason.of(Reason.Code.NOT_SENT, "held up until it was too late to send")
              .during(move.task().action());
      steps.add(step(actuate, move, new Progress.NotApplied(now, List.of(late))));
    }
    return steps;
  }

  private static Event.Step step(Effect.Actuate actuate, Effect.Move move, Progress progress) {
    return new Event.Step(move.task().number(), actuate.decidedAt(), progress);
  }

  /** What keeps one task from being carried out now. */
  List<Reason> broken(Task task, Deadline deadline) {
    return task.action().readOnly() ? List.of() : requirements.broken(task.action(), deadline);
  }

  /**
   * Sends one order and verifies it.
   *
   * @param hurried whether a person waits for the result: then it is looked at once more at most
   */
  Progress move(Order order, Deadline deadline, BooleanSupplier hurried) {
    Action action = order.action();
    Optional<Links.Linked> linked = ports.links().find(action.device());
    if (linked.isEmpty()) {
      return new Progress.NotApplied(now(), List.of(Requirements.gone(action)));
    }
    Attempt attempt = new Attempt(action, linked.get().link(), now(), deadline, hurried);
    if (action.guarantees().preparation().arms()) {
      return fire(order, attempt);
    }
    return switch (action.work()) {
      case Work.Look look ->
          new Progress.Applied(attempt.sentAt(), "read when the vote was cast", List.of());
      case Work.Write write -> write(write, attempt);
      case Work.Call call -> call(call, attempt);
    };
  }

  /** One action on its way to its device, until the deadline at most. */
  private record Attempt(
      Action action, DeviceLink link, Moment sentAt, Deadline deadline, BooleanSupplier hurried) {
    Progress unknown(Reason.Code code, String detail) {
      return unknown(List.of(Reason.of(code, detail).during(action)));
    }

    Progress unknown(List<Reason> reasons) {
      return new Progress.Unknown(sentAt, reasons);
    }

    boolean conditionsOnly() {
      return action.guarantees().verification() instanceof Verification.Conditions;
    }
  }

  private Progress fire(Order order, Attempt attempt) {
    return switch (attempt.link().fire(order, attempt.deadline())) {
      case Recalled.Done done -> ownWord(done, attempt);
      case Recalled.NotSent not -> notApplied(attempt, Reason.Code.NOT_SENT, not.detail());
      case Recalled.NotDone not -> notApplied(attempt, Reason.Code.REJECTED, not.detail());
      case Recalled.Armed armed -> attempt.unknown(Reason.Code.UNKNOWN, armed.detail());
      case Recalled.Busy busy -> attempt.unknown(Reason.Code.UNKNOWN, busy.detail());
      case Recalled.Untold untold -> attempt.unknown(Reason.Code.UNKNOWN, untold.detail());
    };
  }

  /**
   * The device's own record says done; what else the profile asks for, a value read back or
   * conditions, must be seen as well.
   */
  private Progress ownWord(Recalled.Done done, Attempt attempt) {
    Action action = attempt.action();
    return judged(attempt, Verifying.written(action), evidence(action, done));
  }

  /** Applied where it is seen, and unknown where it is not. */
  private Progress judged(Attempt attempt, List<Assignment> written, String evidence) {
    Verifying.Seen seen =
        verifying.verify(attempt.action(), written, attempt.link(), attempt.hurried());
    return seen.verified()
        ? new Progress.Applied(now(), evidence, seen.after())
        : attempt.unknown(seen.missing());
  }

  private Progress notApplied(Attempt attempt, Reason.Code code, String detail) {
    return new Progress.NotApplied(
        now(), List.of(Reason.of(code, detail).during(attempt.action())));
  }

  static String evidence(Action action, Recalled.Done done) {
    return switch (action.guarantees().verification()) {
      case Verification.ReadBack readBack -> done.detail() + "; read back";
      case Verification.Conditions conditions -> done.detail() + "; conditions seen";
      case Verification.Acknowledged acknowledged -> done.detail();
    };
  }

  private Progress write(Work.Write write, Attempt attempt) {
    Action action = attempt.action();
    List<Assignment> sentSoFar = new ArrayList<>();
    StringBuilder evidence = new StringBuilder(evidence(action));
    Verifying.Seen seen = Verifying.Seen.NOTHING_TO_SEE;
    for (List<Assignment> step : write.steps()) {
      StepAnswers answers =
          new StepAnswers(action, step, attempt.link().write(step, attempt.deadline()));
      List<Assignment> done = List.copyOf(sentSoFar);
      Optional<Progress> failed =
          answers
              .failed(attempt.sentAt(), now())
              .map(progress -> afterAll(attempt, done, progress))
              .or(() -> answers.unproved(attempt.sentAt()));
      sentSoFar.addAll(step);
      evidence.append(answers.reservations());
      if (failed.isPresent()) {
        return failed.get();
      }
      List<Assignment> written = attempt.conditionsOnly() ? List.of() : sentSoFar;
      seen = verifying.verify(action, written, attempt.link(), attempt.hurried());
      if (!seen.verified()) {
        return attempt.unknown(answers.notSeen(seen));
      }
    }
    return new Progress.Applied(now(), evidence.toString(), seen.after());
  }

  /** What is refused after earlier steps were done is not "not applied": a part of it is. */
  private static Progress afterAll(Attempt attempt, List<Assignment> done, Progress progress) {
    if (done.isEmpty() || !(progress instanceof Progress.NotApplied refused)) {
      return progress;
    }
    List<Reason> reasons = new ArrayList<>(refused.because());
    Reason earlier =
        Reason.of(Reason.Code.UNKNOWN, "done in an earlier step").during(attempt.action());
    done.forEach(each -> reasons.add(earlier.on(each.resource())));
    return attempt.unknown(reasons);
  }

  private Progress call(Work.Call call, Attempt attempt) {
    Called called = attempt.link().call(call, attempt.deadline());
    return switch (called.sent()) {
      case Sent.NotSent not -> notApplied(attempt, Reason.Code.NOT_SENT, not.detail());
      case Sent.Rejected no -> notApplied(attempt, Reason.Code.REJECTED, no.detail());
      case Sent.Unknown who -> attempt.unknown(Reason.Code.UNKNOWN, who.detail());
      case Sent.Accepted accepted -> called(called, attempt);
      case Sent.Pending pending -> pending(pending, attempt);
      case Sent.Altered altered -> attempt.unknown(Reason.Code.ALTERED, altered.detail());
    };
  }

  private Progress called(Called called, Attempt attempt) {
    String outputs = called.outputs().isEmpty() ? "" : ", answered " + called.outputs();
    return judged(attempt, List.of(), evidence(attempt.action()) + outputs);
  }

  /** The device has it under way; its acknowledgement is no proof, conditions are. */
  private Progress pending(Sent.Pending pending, Attempt attempt) {
    return attempt.conditionsOnly()
        ? judged(attempt, List.of(), evidence(attempt.action()) + "; answered " + pending.detail())
        : attempt.unknown(Reason.Code.NOT_VERIFIED, pending.detail());
  }

  private static String evidence(Action action) {
    return switch (action.guarantees().verification()) {
      case Verification.ReadBack readBack -> "read back";
      case Verification.Conditions conditions -> "conditions seen";
      case Verification.Acknowledged acknowledged -> "acknowledged by the device";
    };
  }

  private Moment now() {
    return ports.clock().now();
  }
}
