package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Action;
import dev.lockstep.device.Deadline;
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

/**
 * The preparation pattern request/response ({@code mqtt-request}): derives results from a device's
 * answers. Thread-safe.
 */
final class RequestResponsePattern {
  private static final int COMMITTED_MAX = 10_000;
  private static final String NOTHING_TO_ARM =
      "MQTT devices are armed only by prepare: mqtt-request or mqtt-retained";

  private final RequestResponse requests;
  private final ExpiryPolicy policy;
  private final Supplier<LinkStatus> status;

  /** Orders whose commit was sent and may be under way; the oldest are removed first. */
  private final Set<String> committed =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > COMMITTED_MAX;
            }
          });

  RequestResponsePattern(
      RequestResponse requests, ExpiryPolicy policy, Supplier<LinkStatus> status) {
    this.requests = requests;
    this.policy = policy;
    this.status = status;
  }

  /** The topic of this action's requests; empty where it makes none. */
  Optional<String> topic(Action action) {
    return exchange(action).map(exchange -> requests.topic(action, exchange));
  }

  ArmResult arm(Order order, Deadline deadline) {
    Optional<CommandExchange> exchange = exchange(order.action());
    if (exchange.isEmpty()) {
      return notArmed(order, Code.UNSUPPORTED, NOTHING_TO_ARM);
    }
    return switch (ask(Verb.PREPARE, order, deadline)) {
      case Result.NotSent not -> notArmed(order, Code.NOT_SENT, not.detail());
      case Result.Refused refused -> notArmed(order, Code.REJECTED, refused.detail());
      case Result.NoAnswer none -> notArmed(order, Code.UNKNOWN, none.detail());
      case Result.Answered answered ->
          switch (answered.state()) {
            case PREPARED -> new ArmResult.Armed(exchange.get().promise(), heldUntil(answered));
            case REFUSED -> notArmed(order, Code.REJECTED, described(answered));
            case APPLIED, FAILED, ABORTED, UNKNOWN, INIT, EXECUTING ->
                notArmed(order, Code.NOT_ARMED, described(answered));
          };
    };
  }

  /**
   * Commits an order. A commit that was not sent, or was refused by the broker, proves that the
   * order is not carried out only where no earlier commit was sent: that one may be carried out, or
   * under way. So a second commit is sent only where the device's record says, after the first,
   * that the order is still prepared (P6).
   */
  OrderStatus fire(Order order, Deadline deadline) {
    if (commitWasSent(order)) {
      OrderStatus before = queryOrder(order, deadline);
      if (!(before instanceof OrderStatus.Armed)) {
        return before;
      }
    }
    Result result = ask(Verb.COMMIT, order, deadline);
    synchronized (committed) {
      boolean before = committed.contains(order.reference());
      return switch (result) {
        case Result.NotSent not ->
            before ? earlierCommitOpen(not.detail()) : new OrderStatus.NotSent(not.detail());
        case Result.Refused refused ->
            before
                ? earlierCommitOpen(refused.detail())
                : new OrderStatus.NotDone(refused.detail());
        case Result.NoAnswer none -> {
          committed.add(order.reference());
          yield orderStatus(order, none);
        }
        case Result.Answered answered -> {
          committed.add(order.reference());
          yield orderStatus(order, answered);
        }
      };
    }
  }

  private boolean commitWasSent(Order order) {
    synchronized (committed) {
      return committed.contains(order.reference());
    }
  }

  private static OrderStatus earlierCommitOpen(String detail) {
    return new OrderStatus.Untold(
        "an earlier commit may have been carried out; the repeated one: " + detail);
  }

  OrderStatus queryOrder(Order order, Deadline deadline) {
    return orderStatus(order, ask(Verb.QUERY, order, deadline));
  }

  DisarmResult disarm(Order order, Deadline deadline) {
    return switch (ask(Verb.ABORT, order, deadline)) {
      case Result.NotSent not -> new DisarmResult.Unconfirmed(not.detail());
      case Result.Refused refused -> new DisarmResult.Unconfirmed(refused.detail());
      case Result.NoAnswer none -> new DisarmResult.Unconfirmed(none.detail());
      case Result.Answered answered ->
          switch (answered.state()) {
            case ABORTED, REFUSED, FAILED -> new DisarmResult.Disarmed(described(answered));
            case APPLIED ->
                new DisarmResult.AlreadyApplied("after the abort, " + described(answered));
            // The device does not know the order: a proof only when no prepare can arrive any more.
            case UNKNOWN ->
                policy.outstanding().settledAcrossRuns()
                    ? new DisarmResult.Disarmed(described(answered))
                    : new DisarmResult.Unconfirmed(
                        described(answered) + "; the prepare request may still arrive");
            case PREPARED, INIT, EXECUTING ->
                new DisarmResult.Unconfirmed("after the abort, " + described(answered));
          };
    };
  }

  private static OrderStatus orderStatus(Order order, Result result) {
    return switch (result) {
      case Result.NotSent not -> new OrderStatus.Untold(not.detail());
      case Result.Refused refused -> new OrderStatus.Untold(refused.detail());
      case Result.NoAnswer none -> new OrderStatus.Untold(none.detail());
      case Result.Answered answered ->
          switch (answered.state()) {
            case APPLIED -> new OrderStatus.Done(described(answered));
            case PREPARED -> new OrderStatus.Armed(described(answered));
            case EXECUTING -> new OrderStatus.Busy(described(answered));
            case INIT -> new OrderStatus.Untold(described(answered));
            case REFUSED, ABORTED -> new OrderStatus.NotDone(described(answered));
            case FAILED -> new OrderStatus.Failed(described(answered));
            // Only a device that keeps its record over a restart proves anything by not knowing the
            // id.
            case UNKNOWN ->
                promise(order) == Promise.DURABLE
                    ? new OrderStatus.NotDone(described(answered))
                    : new OrderStatus.Untold(described(answered));
          };
    };
  }

  private static Promise promise(Order order) {
    return exchange(order.action()).map(CommandExchange::promise).orElse(Promise.CHECKED);
  }

  private Result ask(Verb verb, Order order, Deadline deadline) {
    LinkStatus now = status.get();
    if (!now.connected()) {
      return new Result.NotSent(now.detail());
    }
    return exchange(order.action())
        .map(exchange -> requests.ask(verb, order, exchange, deadline))
        .orElseGet(() -> new Result.NotSent(NOTHING_TO_ARM));
  }

  private static Optional<CommandExchange> exchange(Action action) {
    return CommandExchange.of(action.guarantees().preparation());
  }

  private Optional<Instant> heldUntil(Result.Answered answered) {
    return answered.held().map(time -> policy.clock().now().wall().plus(time));
  }

  private static String described(Result.Answered answered) {
    String state = answered.state().name().toLowerCase(Locale.ROOT);
    return answered.detail().isEmpty()
        ? "the device answered " + state
        : "the device answered %s: %s".formatted(state, answered.detail());
  }

  private static ArmResult notArmed(Order order, Code code, String detail) {
    Reason reason = Reason.of(code, detail);
    return new ArmResult.NotArmed(reason.during(order.action()));
  }
}
