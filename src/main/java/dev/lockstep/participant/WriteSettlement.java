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
 * Finds out what came of an earlier send, without sending anything that moves.
 *
 * <p>A device's own record of the id proves either way. A reading proves that it happened where the
 * value is the one that was asked for; that it did not happen, only behind a fence (DESIGN P5a).
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
      return question.unknown(
          "the device is %s: %s".formatted(link.status().state(), link.status().detail()));
    }
    List<Reason> moved = movedTargets.of(doubt.task());
    if (!moved.isEmpty()) {
      // What another node shows is no proof, nor is that node's record.
      return question.unknown(moved);
    }
    if (action.guarantees().preparation().arms()) {
      return recall(question);
    }
    return doubt.accepted() ? lookAgain(question) : look(question);
  }

  /** What came of one order, asked of its device until the deadline at most. */
  private record Question(Order order, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    Action action() {
      return order.action();
    }

    OrderStatus recalled() {
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

    /** What was true before the send proves nothing at a later look either. */
    Progress unknown(List<Reason> reasons) {
      List<Reason> all = new ArrayList<>(reasons);
      if (doubt.trueBefore()) {
        all.add(Baseline.unproved(action()));
      }
      return new Progress.Unknown(doubt.sentAt(), all);
    }

    /** Nothing that was sent can still arrive, and it may be sent twice. */
    Progress mayRepeat(List<Reason> found) {
      List<Reason> reasons = new ArrayList<>();
      String detail = "it may be done or not; nothing that was sent can still arrive";
      reasons.add(Reason.of(Reason.Code.MAY_REPEAT, detail).during(action()));
      reasons.addAll(found);
      return unknown(reasons);
    }

    boolean sentOnce() {
      return action().guarantees().sentOnce();
    }
  }

  private Progress recall(Question question) {
    if (question.recalled() instanceof OrderStatus.Done done) {
      return ownWord(done, question);
    }
    Optional<Progress> open = open(question);
    if (open.isPresent()) {
      return open.get();
    }
    // Behind the fence the record is final: what it does not show cannot arrive any more.
    return switch (question.recalled()) {
      case OrderStatus.Done done -> ownWord(done, question);
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

  /** What was not seen when it said "done" is not seen because it says so again. */
  private Progress ownWord(OrderStatus.Done done, Question question) {
    Verifier.Seen seen = question.seen();
    return seen.verified()
        ? new Progress.Applied(now(), Actuation.evidence(question.action(), done), seen.after())
        : question.unknown(seen.missing());
  }

  /** The device took it, and its answer came: nothing is under way, and only seeing it helps. */
  private Progress lookAgain(Question question) {
    Action action = question.action();
    Verification verification = action.guarantees().verification();
    if (verification.seenBy().isEmpty() && Verifier.written(action).isEmpty()) {
      String detail = "taken, not acknowledged as done, and there is nothing to see it by";
      return question.unknown(List.of(Reason.of(Reason.Code.NOT_VERIFIED, detail).during(action)));
    }
    Verifier.Seen seen = question.seen();
    if (!seen.verified()) {
      return question.unknown(seen.missing());
    }
    return question.doubt().trueBefore() ? byValues(question) : applied(seen);
  }

  private Progress look(Question question) {
    Optional<Progress> open = open(question);
    if (open.isPresent()) {
      return open.get();
    }
    return switch (question.action().guarantees().verification()) {
      case Verification.ReadBack readBack when !Verifier.written(question.action()).isEmpty() ->
          readBack(question);
      case Verification.Conditions conditions when !question.sentOnce() -> conditions(question);
      // What a method answered is lost with its answer.
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
        "sent once, may not be sent again, and the device keeps no record to ask");
  }

  /** A value that is there was written; behind the fence, one that is not there was not. */
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
            "nothing of it is to be seen, and nothing that was sent can still arrive");
  }

  /** A part of it is done; what is missing is for people, and no word of the device's taking it. */
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
                        "only a part of it is to be seen: " + each.detail())
                    : each)
        .toList();
  }

  /** Conditions that came true since the send; that they did not says nothing of a method. */
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

  /** The conditions hold, and may have held before the send: what was written must be there. */
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

  /** Unknown still, where the old way in is open; empty where it is shut. */
  private static Optional<Progress> open(Question question) {
    return switch (question.link().fence(question.doubt().sentAt(), question.deadline())) {
      case FenceResult.Shut shut -> Optional.empty();
      case FenceResult.Open open ->
          Optional.of(question.unknown("it may still arrive: " + open.detail()));
    };
  }

  private Progress applied(Verifier.Seen seen) {
    return new Progress.Applied(now(), "read back when it was settled", seen.after());
  }

  private Progress notApplied(Action action, String detail) {
    return new Progress.NotApplied(
        now(), List.of(Reason.of(Reason.Code.NOT_DONE, detail).during(action)));
  }

  private Moment now() {
    return ports.clock().now();
  }
}
