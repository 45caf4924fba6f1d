package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.Verification;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
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
final class Settling {
  private final Ports ports;

  Settling(Ports ports) {
    this.ports = ports;
  }

  Progress settle(Order order, Effect.Doubt doubt, Deadline deadline) {
    Action action = order.action();
    Optional<Links.Linked> linked = ports.links().find(action.device());
    if (linked.isEmpty()) {
      return new Progress.Unknown(doubt.sentAt(), List.of(Requirements.gone(action)));
    }
    DeviceLink link = linked.get().link();
    Question question = new Question(order, doubt, link, deadline);
    if (!link.status().connected()) {
      return question.unknown(
          "the device is %s: %s".formatted(link.status().state(), link.status().detail()));
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

    Recalled recalled() {
      return link.recall(order, deadline);
    }

    Verifying.Seen seen() {
      return Verifying.look(action(), Verifying.written(action()), link, deadline);
    }

    Progress unknown(String detail) {
      return unknown(List.of(Reason.of(Reason.Code.UNKNOWN, detail).during(action())));
    }

    Progress unknown(List<Reason> reasons) {
      return new Progress.Unknown(doubt.sentAt(), reasons);
    }
  }

  private Progress recall(Question question) {
    if (question.recalled() instanceof Recalled.Done done) {
      return ownWord(done, question);
    }
    Optional<Progress> open = open(question);
    if (open.isPresent()) {
      return open.get();
    }
    // Behind the fence the record is final: what it does not show cannot arrive any more.
    return switch (question.recalled()) {
      case Recalled.Done done -> ownWord(done, question);
      case Recalled.Armed armed -> notApplied(question.action(), armed.detail());
      case Recalled.NotSent not -> notApplied(question.action(), not.detail());
      case Recalled.NotDone not -> notApplied(question.action(), not.detail());
      case Recalled.Busy busy -> question.unknown(busy.detail());
      case Recalled.Untold untold -> question.unknown(untold.detail());
    };
  }

  /** What was not seen when it said "done" is not seen because it says so again. */
  private Progress ownWord(Recalled.Done done, Question question) {
    Verifying.Seen seen = question.seen();
    return seen.verified()
        ? new Progress.Applied(now(), Actuation.evidence(question.action(), done), seen.after())
        : question.unknown(seen.missing());
  }

  /** The device took it, and its answer came: nothing is under way, and only seeing it helps. */
  private Progress lookAgain(Question question) {
    Action action = question.action();
    if (action.guarantees().verification() instanceof Verification.Acknowledged) {
      String detail = "taken, not acknowledged as done, and there is nothing to see it by";
      return question.unknown(List.of(Reason.of(Reason.Code.NOT_VERIFIED, detail).during(action)));
    }
    Verifying.Seen seen = question.seen();
    return seen.verified() ? applied(seen) : question.unknown(seen.missing());
  }

  private Progress look(Question question) {
    Optional<Progress> open = open(question);
    if (open.isPresent()) {
      return open.get();
    }
    Action action = question.action();
    boolean readable = !(action.guarantees().verification() instanceof Verification.Acknowledged);
    int written = Verifying.written(action).size();
    boolean byReading =
        action.guarantees().verification() instanceof Verification.ReadBack && written > 0;
    boolean once = action.guarantees().repeat() == Repeat.ONCE;
    if (readable && (byReading || !once)) {
      Verifying.Seen seen = question.seen();
      if (seen.verified()) {
        return applied(seen);
      }
      if (seen.blind()) {
        return question.unknown(seen.missing().getFirst().detail());
      }
      if (byReading && !once && seen.missing().size() < written) {
        return half(action, seen);
      }
    }
    return once
        ? question.unknown(
            "sent once, may not be sent again, and the device keeps no record to ask")
        : notApplied(
            action, "nothing of it is to be seen, and nothing that was sent can still arrive");
  }

  /** A part of it is done; it may be repeated, so the whole is sent again. */
  private Progress half(Action action, Verifying.Seen seen) {
    String part = "only a part of it is to be seen, and nothing that was sent can still arrive";
    List<Reason> reasons = new ArrayList<>();
    reasons.add(Reason.of(Reason.Code.NOT_DONE, part).during(action));
    reasons.addAll(seen.missing());
    return new Progress.NotApplied(now(), reasons);
  }

  /** Unknown still, where the old way in is open; empty where it is shut. */
  private static Optional<Progress> open(Question question) {
    return switch (question.link().fence(question.doubt().sentAt(), question.deadline())) {
      case Fencing.Shut shut -> Optional.empty();
      case Fencing.Open open ->
          Optional.of(question.unknown("it may still arrive: " + open.detail()));
    };
  }

  private Progress applied(Verifying.Seen seen) {
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
