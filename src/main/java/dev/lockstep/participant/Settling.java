package dev.lockstep.participant;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
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
      return unknown(doubt, Requirements.gone(action));
    }
    DeviceLink link = linked.get().link();
    if (!link.status().connected()) {
      String detail =
          "the device is %s: %s".formatted(link.status().state(), link.status().detail());
      return unknown(doubt, here(action, Reason.Code.UNKNOWN, detail));
    }
    if (action.guarantees().preparation().arms()) {
      return recall(order, doubt, link, deadline);
    }
    return doubt.accepted()
        ? lookAgain(action, doubt, link, deadline)
        : look(action, doubt, link, deadline);
  }

  private Progress recall(Order order, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    if (link.recall(order, deadline) instanceof Recalled.Done done) {
      return ownWord(order.action(), done, doubt, link, deadline);
    }
    Optional<Progress> open = open(order.action(), doubt, link, deadline);
    if (open.isPresent()) {
      return open.get();
    }
    // Behind the fence the record is final: what it does not show cannot arrive any more.
    return switch (link.recall(order, deadline)) {
      case Recalled.Done done -> ownWord(order.action(), done, doubt, link, deadline);
      case Recalled.Armed armed -> notApplied(order.action(), armed.detail());
      case Recalled.NotDone not -> notApplied(order.action(), not.detail());
      case Recalled.Busy busy ->
          unknown(doubt, here(order.action(), Reason.Code.UNKNOWN, busy.detail()));
      case Recalled.Untold untold ->
          unknown(doubt, here(order.action(), Reason.Code.UNKNOWN, untold.detail()));
    };
  }

  /** What was not seen when it said "done" is not seen because it says so again. */
  private Progress ownWord(
      Action action, Recalled.Done done, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    Verifying.Seen seen = Verifying.look(action, Verifying.written(action), link, deadline);
    return seen.verified()
        ? new Progress.Applied(now(), Actuation.evidence(action, done), seen.after())
        : new Progress.Unknown(doubt.sentAt(), seen.missing());
  }

  /** The device took it, and its answer came: nothing is under way, and only seeing it helps. */
  private Progress lookAgain(
      Action action, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    if (action.guarantees().verification() instanceof Verification.Acknowledged) {
      String detail = "taken, not acknowledged as done, and there is nothing to see it by";
      return unknown(doubt, here(action, Reason.Code.NOT_VERIFIED, detail));
    }
    Verifying.Seen seen = Verifying.look(action, Verifying.written(action), link, deadline);
    return seen.verified() ? applied(seen) : new Progress.Unknown(doubt.sentAt(), seen.missing());
  }

  private Progress look(Action action, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    Optional<Progress> open = open(action, doubt, link, deadline);
    if (open.isPresent()) {
      return open.get();
    }
    boolean readable = !(action.guarantees().verification() instanceof Verification.Acknowledged);
    List<Assignment> written = Verifying.written(action);
    boolean byReading =
        action.guarantees().verification() instanceof Verification.ReadBack && !written.isEmpty();
    boolean once = action.guarantees().repeat() == Repeat.ONCE;
    if (readable && (byReading || !once)) {
      Verifying.Seen seen = Verifying.look(action, written, link, deadline);
      if (seen.verified()) {
        return applied(seen);
      }
      if (seen.blind()) {
        String detail = seen.missing().getFirst().detail();
        return unknown(doubt, here(action, Reason.Code.UNKNOWN, detail));
      }
      if (byReading && !once && seen.missing().size() < written.size()) {
        return half(action, seen);
      }
    }
    return once
        ? unknown(
            doubt,
            here(
                action,
                Reason.Code.UNKNOWN,
                "sent once, may not be sent again, and the device keeps no record to ask"))
        : notApplied(
            action, "nothing of it is to be seen, and nothing that was sent can still arrive");
  }

  /** A part of it is done; it may be repeated, so the whole is sent again. */
  private Progress half(Action action, Verifying.Seen seen) {
    List<Reason> reasons = new ArrayList<>();
    reasons.add(
        here(
            action,
            Reason.Code.NOT_SENT,
            "only a part of it is to be seen, and nothing that was sent can still arrive"));
    reasons.addAll(seen.missing());
    return new Progress.NotApplied(now(), reasons);
  }

  /** Unknown still, where the old way in is open; empty where it is shut. */
  private static Optional<Progress> open(
      Action action, Effect.Doubt doubt, DeviceLink link, Deadline deadline) {
    return switch (link.fence(doubt.sentAt(), deadline)) {
      case Fencing.Shut shut -> Optional.empty();
      case Fencing.Open open ->
          Optional.of(
              unknown(
                  doubt,
                  here(action, Reason.Code.UNKNOWN, "it may still arrive: " + open.detail())));
    };
  }

  private Progress applied(Verifying.Seen seen) {
    return new Progress.Applied(now(), "read back when it was settled", seen.after());
  }

  private Progress notApplied(Action action, String detail) {
    return new Progress.NotApplied(now(), List.of(here(action, Reason.Code.NOT_SENT, detail)));
  }

  private static Progress unknown(Effect.Doubt doubt, Reason reason) {
    return new Progress.Unknown(doubt.sentAt(), List.of(reason));
  }

  private static Reason here(Action action, Reason.Code code, String detail) {
    return Reason.of(code, detail).at(action.device()).during(action.command());
  }

  private Moment now() {
    return ports.clock().now();
  }
}
