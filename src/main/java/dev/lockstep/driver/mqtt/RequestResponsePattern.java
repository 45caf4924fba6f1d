package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Preparation.Exchange;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.mqtt.RequestResponse.Result;
import dev.lockstep.driver.mqtt.RequestResponse.Verb;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The pattern request/response: what a device's answers come to. Thread-safe. */
final class RequestResponsePattern {
  private static final int TOLD_MAX = 10_000;

  private final RequestResponse requests;
  private final ExpiryPolicy policy;
  private final Supplier<LinkStatus> status;

  /** Orders whose commit left here and may be under way, the oldest forgotten first. */
  private final Set<String> told =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > TOLD_MAX;
            }
          });

  RequestResponsePattern(
      RequestResponse requests, ExpiryPolicy policy, Supplier<LinkStatus> status) {
    this.requests = requests;
    this.policy = policy;
    this.status = status;
  }

  /** Where requests of this action go; empty where it makes none. */
  Optional<String> topic(Action action) {
    return action.guarantees().preparation() instanceof Exchange exchange
        ? Optional.of(requests.topic(action, exchange))
        : Optional.empty();
  }

  ArmResult arm(Order order, Deadline deadline) {
    if (!(order.action().guarantees().preparation() instanceof Exchange exchange)) {
      return notArmed(order, Code.UNSUPPORTED, "MQTT arms by request/response alone");
    }
    return switch (ask(Verb.PREPARE, order, deadline)) {
      case Result.NotAsked not -> notArmed(order, Code.NOT_SENT, not.detail());
      case Result.Refused refused -> notArmed(order, Code.REJECTED, refused.detail());
      case Result.Silence silence -> notArmed(order, Code.UNKNOWN, silence.detail());
      case Result.Said said ->
          switch (said.state()) {
            case PREPARED -> new ArmResult.Armed(exchange.promise(), heldUntil(said));
            case REFUSED -> notArmed(order, Code.REJECTED, words(said));
            case APPLIED, FAILED, ABORTED, UNKNOWN, EXECUTING ->
                notArmed(order, Code.NOT_ARMED, words(said));
          };
    };
  }

  /**
   * Commits. That a commit did not leave, or was refused by the broker, proves that the order is
   * not done only where none left before it: an earlier one may be done, or under way. So a second
   * one leaves only where the device's record says, after the first, that the order is still
   * prepared: a device that worked and answered with another word is not told to work again.
   */
  OrderStatus fire(Order order, Deadline deadline) {
    if (wasTold(order)) {
      OrderStatus before = recall(order, deadline);
      if (!(before instanceof OrderStatus.Armed)) {
        return before;
      }
    }
    Result result = ask(Verb.COMMIT, order, deadline);
    synchronized (told) {
      boolean before = told.contains(order.reference());
      return switch (result) {
        case Result.NotAsked not ->
            before ? untold(not.detail()) : new OrderStatus.NotSent(not.detail());
        case Result.Refused refused ->
            before ? untold(refused.detail()) : new OrderStatus.NotDone(refused.detail());
        case Result.Silence silence -> {
          told.add(order.reference());
          yield recalled(order, silence);
        }
        case Result.Said said -> {
          told.add(order.reference());
          yield recalled(order, said);
        }
      };
    }
  }

  private boolean wasTold(Order order) {
    synchronized (told) {
      return told.contains(order.reference());
    }
  }

  private static OrderStatus untold(String detail) {
    return new OrderStatus.Untold("an earlier commit may be done; this one: " + detail);
  }

  OrderStatus recall(Order order, Deadline deadline) {
    return recalled(order, ask(Verb.QUERY, order, deadline));
  }

  DisarmResult disarm(Order order, Deadline deadline) {
    return switch (ask(Verb.ABORT, order, deadline)) {
      case Result.NotAsked not -> new DisarmResult.Unconfirmed(not.detail());
      case Result.Refused refused -> new DisarmResult.Unconfirmed(refused.detail());
      case Result.Silence silence -> new DisarmResult.Unconfirmed(silence.detail());
      case Result.Said said ->
          switch (said.state()) {
            case ABORTED, REFUSED, FAILED -> new DisarmResult.Disarmed(words(said));
            case APPLIED ->
                new DisarmResult.AlreadyApplied("answered to the abort, " + words(said));
            // Never knew of it: that proves something only when no prepare can arrive any more.
            case UNKNOWN ->
                policy.outstanding().quiet()
                    ? new DisarmResult.Disarmed(words(said))
                    : new DisarmResult.Unconfirmed(
                        words(said) + "; its prepare may still be on the way");
            case PREPARED, EXECUTING ->
                new DisarmResult.Unconfirmed("answered to the abort, " + words(said));
          };
    };
  }

  private static OrderStatus recalled(Order order, Result result) {
    return switch (result) {
      case Result.NotAsked not -> new OrderStatus.Untold(not.detail());
      case Result.Refused refused -> new OrderStatus.Untold(refused.detail());
      case Result.Silence silence -> new OrderStatus.Untold(silence.detail());
      case Result.Said said ->
          switch (said.state()) {
            case APPLIED -> new OrderStatus.Done(words(said));
            case PREPARED -> new OrderStatus.Armed(words(said));
            case EXECUTING -> new OrderStatus.Busy(words(said));
            case REFUSED, ABORTED -> new OrderStatus.NotDone(words(said));
            case FAILED -> new OrderStatus.Failed(words(said));
            // Only a device that keeps its ids through a restart proves anything by not knowing.
            case UNKNOWN ->
                promise(order) == Promise.DURABLE
                    ? new OrderStatus.NotDone(words(said))
                    : new OrderStatus.Untold(words(said));
          };
    };
  }

  private static Promise promise(Order order) {
    return order.action().guarantees().preparation() instanceof Exchange exchange
        ? exchange.promise()
        : Promise.CHECKED;
  }

  private Result ask(Verb verb, Order order, Deadline deadline) {
    LinkStatus now = status.get();
    if (!now.connected()) {
      return new Result.NotAsked(now.detail());
    }
    return order.action().guarantees().preparation() instanceof Exchange exchange
        ? requests.ask(verb, order, exchange, deadline)
        : new Result.NotAsked("MQTT arms by request/response alone");
  }

  private Optional<Instant> heldUntil(Result.Said said) {
    return said.held().map(time -> policy.clock().now().wall().plus(time));
  }

  private static String words(Result.Said said) {
    String state = said.state().name().toLowerCase(Locale.ROOT);
    return said.detail().isEmpty()
        ? "the device says: " + state
        : "the device says: %s: %s".formatted(state, said.detail());
  }

  private static ArmResult notArmed(Order order, Code code, String detail) {
    Reason reason = Reason.of(code, detail);
    return new ArmResult.NotArmed(reason.during(order.action()));
  }
}
