package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Verification;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.transaction.Effect;
import dev.lockstep.transaction.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settlement of a send whose result is unknown, without sending anything that moves a machine (P5a,
 * decision 2).
 *
 * <p>A device's own record of the command id proves either result. A reading proves that the
 * command was carried out where it shows the value that was asked for; that it was not carried out,
 * only behind a fence.
 */
final class WriteSettlement {
  private final Ports ports;
  private final MovedTargets movedTargets;

  WriteSettlement(Ports ports) {
    this.ports = ports;
    this.movedTargets = new MovedTargets(ports.links());
  }

  Progress settle(Order order, Effect.Doubt doubt, Deadline deadline) {
    Action action = order.action();
    Optional<DeviceLinks.Linked> linked = ports.links().find(action.device());
    if (linked.isEmpty()) {
      List<Reason> gone = new ArrayList<>(List.of(Requirements.gone(action)));
      if (doubt.trueBefore()) {
        gone.add(Baseline.unproved(action));
      }
      return new Progress.Unknown(doubt.sentAt(), gone);
    }
    DeviceLink link = linked.get().link();
    Question question = new Question(order, doubt, link, deadline);
    if (!link.status().connected()) {
      return question.unknown("not connected: " + link.status().detail());
    }
    List<Reason> moved = movedTargets.of(doubt.task());
    if (!moved.isEmpty()) {
      // Another node proves nothing: neither its value nor its record.
      return question.unknown(moved);
    }
    if (action.guarantees().preparation().records()) {
      return settleByRecord(question);
    }
    return doubt.accepted() ? lookAgain(question) : look(question);
  }

  /** The inquiry about one order at its device, until a deadline. */
  private record Question(Order order, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    Action action() {
      return order.action();
    }

    OrderStatus status() {
      return link.queryOrder(order, deadline);
    }

    Verifier.Seen seen() {
      return seen(Verifier.written(action()));
    }

    Verifier.Seen seen(List<Assignment> written) {
      return Verifier.look(action(), written, link, deadline);
    }

    Progress unknown(String detail) {
      return unknown(List.of(Reason.of(Reason.Code.UNKNOWN, detail).during(action())));
    }

    /** Unknown, with the record that the evidence held before the send, where it did. */
    Progress unknown(List<Reason> reasons) {
      List<Reason> all = new ArrayList<>(reasons);
      if (doubt.trueBefore()) {
        all.add(Baseline.unproved(action()));
      }
      return new Progress.Unknown(doubt.sentAt(), all);
    }

    /** Unknown, and the command may be repeated: the earlier send can no longer arrive. */
    Progress mayRepeat(List<Reason> found) {
      List<Reason> reasons = new ArrayList<>();
      String detail =
          "the command may or may not have been carried out; the earlier send can no longer arrive";
      reasons.add(Reason.of(Reason.Code.MAY_REPEAT, detail).during(action()));
      reasons.addAll(found);
      return unknown(reasons);
    }

    boolean sentOnce() {
      return action().guarantees().sentOnce();
    }
  }

  private Progress settleByRecord(Question question) {
    if (question.status() instanceof OrderStatus.Done done) {
      return byRecord(done, question);
    }
    Optional<Progress> open = unlessFenced(question);
    if (open.isPresent()) {
      return open.get();
    }
    // Behind the fence the record is final: a send that it does not show can no longer arrive.
    return switch (question.status()) {
      case OrderStatus.Done done -> byRecord(done, question);
      case OrderStatus.Armed armed -> notApplied(question.action(), armed.detail());
      case OrderStatus.NotSent not -> notApplied(question.action(), not.detail());
      case OrderStatus.NotDone not -> notApplied(question.action(), not.detail());
      case OrderStatus.Busy busy -> question.unknown(busy.detail());
      case OrderStatus.Failed failed ->
          question.unknown(
              List.of(
                  Reason.of(Reason.Code.NOT_VERIFIED, failed.detail()).during(question.action())));
      case OrderStatus.Untold untold -> question.unknown(untold.detail());
    };
  }

  /**
   * Applied by the device's own record, where the verification that the profile requires succeeds
   * too.
   */
  private Progress byRecord(OrderStatus.Done done, Question question) {
    Verifier.Seen seen = question.seen();
    return seen.verified()
        ? new Progress.Applied(now(), Actuation.evidence(question.action(), done), seen.after())
        : question.unknown(seen.missing());
  }

  /**
   * The device accepted the command and has answered: nothing is under way, and only verification
   * can prove the result.
   */
  private Progress lookAgain(Question question) {
    Action action = question.action();
    Verification verification = action.guarantees().verification();
    if (verification.seenBy().isEmpty() && Verifier.written(action).isEmpty()) {
      String detail =
          "accepted but not confirmed as done, and the profile has nothing to verify it by";
      return question.unknown(List.of(Reason.of(Reason.Code.NOT_VERIFIED, detail).during(action)));
    }
    Verifier.Seen seen = question.seen();
    if (!seen.verified()) {
      return question.unknown(seen.missing());
    }
    return question.doubt().trueBefore() ? byValues(question) : applied(seen);
  }

  private Progress look(Question question) {
    Optional<Progress> open = unlessFenced(question);
    if (open.isPresent()) {
      return open.get();
    }
    return switch (question.action().guarantees().verification()) {
      case Verification.ReadBack readBack when !Verifier.written(question.action()).isEmpty() ->
          readBack(question);
      case Verification.Conditions conditions when !question.sentOnce() -> conditions(question);
      // The outputs of a method are lost with its answer.
      case Verification.ReadBack readBack -> unseen(question);
      case Verification.Conditions conditions -> unseen(question);
      case Verification.Outputs outputs -> unseen(question);
      case Verification.Acknowledged acknowledged -> unseen(question);
    };
  }

  private static Progress unseen(Question question) {
    return question.sentOnce() ? once(question) : question.mayRepeat(List.of());
  }

  private static Progress once(Question question) {
    return question.unknown(
        "it was sent, may not be sent again, and the device keeps no record of it");
  }

  /**
   * By read-back: a value that the device shows was written; behind the fence, one that it does not
   * show was not.
   */
  private Progress readBack(Question question) {
    Verifier.Seen seen = question.seen();
    if (seen.verified() && !question.doubt().trueBefore()) {
      return applied(seen);
    }
    if (seen.blind()) {
      return question.unknown(seen.missing().getFirst().detail());
    }
    if (question.sentOnce()) {
      return once(question);
    }
    return seen.missing().size() < Verifier.written(question.action()).size()
        ? question.mayRepeat(without(Reason.Code.NOT_VERIFIED, seen.missing()))
        : notApplied(
            question.action(),
            "the values read back do not show it, and the earlier send can no longer arrive");
  }

  /**
   * The differences of a command that was carried out in part, as information: they do not mean
   * that the device accepted it.
   */
  private static List<Reason> without(Reason.Code code, List<Reason> missing) {
    return missing.stream()
        .map(
            each ->
                each.code() == code
                    ? new Reason(
                        Reason.Code.UNKNOWN,
                        each.device(),
                        each.command(),
                        each.resource(),
                        "carried out in part: " + each.detail())
                    : each)
        .toList();
  }

  /**
   * By conditions that became true since the send. Conditions that do not hold prove nothing about
   * a method.
   */
  private Progress conditions(Question question) {
    Verifier.Seen seen = question.seen();
    if (seen.blind()) {
      return question.unknown(seen.missing().getFirst().detail());
    }
    if (!seen.verified()) {
      return question.mayRepeat(List.of());
    }
    return question.doubt().trueBefore() ? byValues(question) : applied(seen);
  }

  /**
   * By values: the conditions hold, and may have held before the send, so the written values must
   * be read back.
   */
  private Progress byValues(Question question) {
    List<Assignment> asked = Verifier.assigned(question.action());
    if (asked.isEmpty()) {
      return question.unknown(List.of());
    }
    Verifier.Seen seen = question.seen(asked);
    if (seen.verified()) {
      return applied(seen);
    }
    return question.doubt().accepted() || seen.blind()
        ? question.unknown(seen.missing())
        : question.mayRepeat(List.of());
  }

  /**
   * The unknown progress where the fence is open, so that the send may still arrive; empty where it
   * is shut.
   */
  private static Optional<Progress> unlessFenced(Question question) {
    return switch (question.link().fence(question.doubt().sentAt(), question.deadline())) {
      case FenceResult.Shut shut -> Optional.empty();
      case FenceResult.Open open ->
          Optional.of(question.unknown("the earlier send may still arrive: " + open.detail()));
    };
  }

  private Progress applied(Verifier.Seen seen) {
    return new Progress.Applied(now(), "read back when the send was settled", seen.after());
  }

  private Progress notApplied(Action action, String detail) {
    return new Progress.NotApplied(
        now(), List.of(Reason.of(Reason.Code.NOT_DONE, detail).during(action)));
  }

  private Moment now() {
    return ports.clock().now();
  }
}
