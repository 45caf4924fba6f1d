package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Actuation: sends commands to devices and verifies that they were carried out (P4). The intent is
 * durable before anything here runs (P1).
 */
final class Actuation {
  private final Ports ports;
  private final Requirements requirements;
  private final Verifier verifier;
  private final MethodInvocation invocation;
  private final MovedTargets movedTargets;
  private final Leases leases;

  Actuation(Ports ports, Requirements requirements, Verifier verifier, Leases leases) {
    this.ports = ports;
    this.leases = leases;
    this.requirements = requirements;
    this.verifier = verifier;
    this.invocation = new MethodInvocation(ports.clock(), verifier);
    this.movedTargets = new MovedTargets(ports.links());
  }

  /**
   * The tasks whose requirements are checked. Before the first actuation these are all tasks of the
   * branch, so that an open guard keeps all machines where they are, not only its own.
   */
  static List<Task> tasksToCheck(Effect.Actuate actuate) {
    boolean first = actuate.moves().stream().anyMatch(Effect.Move::recheck);
    return first
        ? actuate.branch().tasks()
        : actuate.moves().stream().map(Effect.Move::task).toList();
  }

  /** The result of moves that are held back by broken requirements. */
  static List<Event.Step> heldBack(Effect.Actuate actuate, List<Reason> broken) {
    return actuate.moves().stream()
        .map(move -> step(actuate, move, new Progress.Waiting(broken)))
        .toList();
  }

  /**
   * The result of moves that were not sent, because the disk or the processor delayed them beyond
   * the deadline.
   */
  static List<Event.Step> tooLate(Effect.Actuate actuate, Moment now) {
    List<Event.Step> steps = new ArrayList<>();
    for (Effect.Move move : actuate.moves()) {
      Reason late =
          Reason.of(
                  Reason.Code.NOT_SENT,
                  "not sent: the deadline passed before the gateway could send it")
              .during(move.task().action());
      steps.add(step(actuate, move, new Progress.NotApplied(now, List.of(late))));
    }
    return steps;
  }

  private static Event.Step step(Effect.Actuate actuate, Effect.Move move, Progress progress) {
    return new Event.Step(move.task().number(), actuate.decidedAt(), progress);
  }

  /**
   * The reasons that keep one task from being sent now.
   *
   * @param next whether the task would be sent next, so that the conditions that prove it must not
   *     hold yet
   */
  List<Reason> broken(Task task, boolean next, Deadline deadline) {
    Action action = task.action();
    if (action.readOnly()) {
      return List.of();
    }
    List<Reason> broken = new ArrayList<>(movedTargets.of(task));
    broken.addAll(requirements.broken(action, deadline));
    if (next) {
      ports
          .links()
          .find(action.device())
          .map(linked -> Baseline.look(action, linked, deadline).objections())
          .ifPresent(broken::addAll);
    }
    return broken;
  }

  /**
   * Sends one order and verifies it.
   *
   * @param letGo when its device may be let go
   * @param hurried whether an operator waits for the result: then it is read at most once more
   */
  Progress move(Task task, Order order, LetGo letGo, Deadline deadline, BooleanSupplier hurried) {
    return letGo.told(order.action().device(), moved(task, order, letGo, deadline, hurried));
  }

  private Progress moved(
      Task task, Order order, LetGo letGo, Deadline deadline, BooleanSupplier hurried) {
    Action action = order.action();
    Optional<DeviceLinks.Linked> linked = ports.links().find(action.device());
    if (linked.isEmpty()) {
      return new Progress.NotApplied(now(), List.of(Requirements.gone(action)));
    }
    Optional<Reason> unleased = leases.secure(order, linked.get().link(), deadline);
    if (unleased.isPresent()) {
      return new Progress.NotApplied(now(), List.of(unleased.get()));
    }
    // Immediately before the send: an earlier command of the same batch may have made the
    // conditions true.
    Baseline baseline = Baseline.look(action, linked.get(), deadline);
    if (!baseline.objections().isEmpty()) {
      return new Progress.Waiting(baseline.objections());
    }
    Optional<String> missed = letGo.await(action.device());
    if (missed.isPresent()) {
      Reason late = Reason.of(Reason.Code.NOT_SENT, missed.get()).during(action);
      return new Progress.NotApplied(now(), List.of(late));
    }
    // After the last network access before the send: the session may have been replaced meanwhile.
    List<Reason> moved = movedTargets.of(task);
    if (!moved.isEmpty()) {
      return new Progress.Waiting(moved);
    }
    Attempt attempt = new Attempt(action, linked.get().link(), now(), deadline, baseline, hurried);
    return leases.release(carryOut(task, order, attempt), order, attempt.link());
  }

  private Progress carryOut(Task task, Order order, Attempt attempt) {
    Action action = attempt.action();
    if (action.guarantees().preparation().records()) {
      return fire(order, attempt);
    }
    return switch (action.work()) {
      case Work.Look look ->
          new Progress.Applied(attempt.sentAt(), "read when the vote was cast", List.of());
      case Work.Write write -> write(task, write, attempt);
      case Work.Call call -> invocation.call(call, attempt);
    };
  }

  private Progress fire(Order order, Attempt attempt) {
    return switch (attempt.link().fire(order, attempt.deadline())) {
      case OrderStatus.Done done -> byRecord(done, attempt);
      case OrderStatus.NotSent not -> attempt.notApplied(now(), Reason.Code.NOT_SENT, not.detail());
      case OrderStatus.NotDone not -> attempt.notApplied(now(), Reason.Code.REJECTED, not.detail());
      case OrderStatus.Armed armed -> attempt.unknown(Reason.Code.UNKNOWN, armed.detail());
      case OrderStatus.Busy busy -> attempt.unknown(Reason.Code.UNKNOWN, busy.detail());
      case OrderStatus.Failed failed -> attempt.unknown(Reason.Code.NOT_VERIFIED, failed.detail());
      case OrderStatus.Untold untold -> attempt.unknown(Reason.Code.UNKNOWN, untold.detail());
    };
  }

  /**
   * The device's own record says that the command was carried out. What else the profile requires,
   * a read-back or conditions, is verified as well.
   */
  private Progress byRecord(OrderStatus.Done done, Attempt attempt) {
    Action action = attempt.action();
    return verified(attempt, Verifier.written(action), evidence(action, done));
  }

  /** Applied where the verification succeeds, otherwise unknown. */
  private Progress verified(Attempt attempt, List<Assignment> written, String evidence) {
    Verifier.Seen seen = verifier.verify(attempt, written);
    return seen.verified()
        ? new Progress.Applied(now(), evidence, seen.after())
        : attempt.unknown(seen.missing());
  }

  static String evidence(Action action, OrderStatus.Done done) {
    return switch (action.guarantees().verification()) {
      case Verification.ReadBack readBack -> done.detail() + "; read back";
      case Verification.Conditions conditions -> done.detail() + "; conditions hold";
      case Verification.Outputs outputs ->
          done.detail() + (outputs.conditions().isEmpty() ? "" : "; conditions hold");
      case Verification.Acknowledged acknowledged -> done.detail();
    };
  }

  private Progress write(Task task, Work.Write write, Attempt attempt) {
    Action action = attempt.action();
    List<Assignment> sentSoFar = new ArrayList<>();
    StringBuilder evidence = new StringBuilder(evidence(action));
    Verifier.Seen seen = Verifier.Seen.NOTHING_TO_SEE;
    for (int number = 0; number < write.steps().size(); number++) {
      List<Assignment> step = write.steps().get(number);
      StepAnswers answers = new StepAnswers(action, step, send(task, step, attempt));
      List<Assignment> done = List.copyOf(sentSoFar);
      Optional<Progress> failed =
          answers
              .failed(attempt.sentAt(), now())
              .map(progress -> afterEarlierSteps(attempt, done, progress))
              .or(() -> answers.unproved(attempt.sentAt()));
      sentSoFar.addAll(step);
      evidence.append(answers.reservations());
      if (failed.isPresent()) {
        return withBaseline(attempt, failed.get());
      }
      boolean last = number == write.steps().size() - 1;
      seen = look(attempt, sentSoFar, last);
      if (!seen.verified()) {
        return attempt.unknown(answers.notVerified(seen));
      }
    }
    return new Progress.Applied(now(), evidence.toString(), seen.after());
  }

  /**
   * Sends one step. The targets are compared again for each step, because verifying the step before
   * it may have outlasted the session.
   */
  private List<SendResult> send(Task task, List<Assignment> step, Attempt attempt) {
    List<Reason> moved = movedTargets.of(task);
    return moved.isEmpty()
        ? attempt.link().write(step, attempt.deadline())
        : step.stream()
            .<SendResult>map(each -> new SendResult.NotSent(moved.getFirst().detail()))
            .toList();
  }

  /**
   * Verifies after a step. Values are read back after each step; conditions are the effect of the
   * whole command and are read after the last one. Where the conditions held before the send, the
   * values must be read back as well.
   */
  private Verifier.Seen look(Attempt attempt, List<Assignment> sentSoFar, boolean last) {
    if (!attempt.conditionsOnly()) {
      return verifier.verify(attempt, sentSoFar);
    }
    List<Assignment> written = attempt.trueBefore() ? List.copyOf(sentSoFar) : List.of();
    return last ? verifier.verify(attempt, written) : Verifier.Seen.NOTHING_TO_SEE;
  }

  private static Progress withBaseline(Attempt attempt, Progress progress) {
    return progress instanceof Progress.Unknown unknown
        ? attempt.unknown(unknown.because())
        : progress;
  }

  /**
   * A refusal after earlier steps were carried out is not "not applied", because a part of the
   * command is.
   */
  private static Progress afterEarlierSteps(
      Attempt attempt, List<Assignment> done, Progress progress) {
    if (done.isEmpty() || !(progress instanceof Progress.NotApplied refused)) {
      return progress;
    }
    List<Reason> reasons = new ArrayList<>(refused.because());
    Reason earlier =
        Reason.of(Reason.Code.UNKNOWN, "written in an earlier step of the command")
            .during(attempt.action());
    done.forEach(each -> reasons.add(earlier.on(each.resource())));
    return new Progress.Unknown(attempt.sentAt(), reasons);
  }

  static String evidence(Action action) {
    return switch (action.guarantees().verification()) {
      case Verification.ReadBack readBack -> "read back";
      case Verification.Conditions conditions -> "conditions hold";
      case Verification.Outputs outputs ->
          outputs.conditions().isEmpty()
              ? "outputs as expected"
              : "outputs as expected; conditions hold";
      case Verification.Acknowledged acknowledged -> "acknowledged by the device";
    };
  }

  private Moment now() {
    return ports.clock().now();
  }
}
