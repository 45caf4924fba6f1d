package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Comparison;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Order;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Examiner of orders before the vote (P11): every message that an order needs is encoded and
 * compared with the limits of broker and gateway, and every value that will be read back is decoded
 * once from what will be written. Thread-safe.
 */
final class OrderExaminer {
  private static final String NO_METHODS =
      "a method of an MQTT device is called only by request/response (prepare: mqtt-request)";

  private final BrokerConnection.Common common;
  private final ExpiryPolicy policy;
  private final BrokerConnection connection;
  private final Messages messages;

  /** The parts of a link that compose messages. */
  record Messages(PlainWrites writes, Optional<EdgeXCommands> commands, RequestResponse requests) {}

  OrderExaminer(
      BrokerConnection.Common common,
      ExpiryPolicy policy,
      BrokerConnection connection,
      Messages messages) {
    this.common = common;
    this.policy = policy;
    this.connection = connection;
    this.messages = messages;
  }

  /** The faults of work that the profile does not allow. */
  List<Reason> examine(Work work) {
    return switch (work) {
      case Work.Look look -> List.of();
      case Work.Write write -> write.assignments().stream().flatMap(this::faultsOf).toList();
      case Work.Call call ->
          common.mapping().exchanged().contains(call.method())
              ? List.of()
              : List.of(located(call.method(), new Misfit(Code.UNSUPPORTED, NO_METHODS)));
    };
  }

  private Stream<Reason> faultsOf(Assignment assignment) {
    ResourceName name = assignment.resource();
    ResourceTopics resourceTopics = common.mapping().topicsByResource().get(name);
    if (resourceTopics == null || !resourceTopics.resource().access().writable()) {
      return Stream.of(notWritable(name, "the profile does not allow writing"));
    }
    boolean reachable =
        resourceTopics.setTopic().isPresent()
            || messages.commands().isPresent()
            || common.mapping().exchanged().contains(name);
    if (!reachable) {
      return Stream.of(notWritable(name, "the resource has no setTopic"));
    }
    return resourceTopics
        .resource()
        .misfit(assignment.value())
        .or(() -> matrix(resourceTopics, assignment))
        .or(() -> unencodable(assignment))
        .stream()
        .map(misfit -> located(name, misfit));
  }

  /** A list that is told back holds single values; only an Object may hold lists of lists. */
  private static Optional<Misfit> matrix(ResourceTopics resourceTopics, Assignment assignment) {
    boolean typed = resourceTopics.resource().type().kind() == ValueType.Kind.LISTING;
    return typed
            && assignment.value() instanceof Value.Listing list
            && list.elements().stream().anyMatch(Value.Listing.class::isInstance)
        ? Optional.of(
            new Misfit(Code.WRONG_TYPE, "a list of lists; over MQTT only an Object holds those"))
        : Optional.empty();
  }

  private static Optional<Misfit> unencodable(Assignment assignment) {
    return ValueEncoder.unencodable(assignment.value())
        .map(detail -> new Misfit(Code.OUT_OF_RANGE, detail));
  }

  /**
   * As {@link #examine(Work)}; where that finds no fault, also messages that could not be sent and
   * values that could not be read back.
   */
  List<Reason> examine(Order order) {
    Action action = order.action();
    List<Reason> faults = examine(action.work());
    if (!faults.isEmpty() || action.readOnly()) {
      return faults;
    }
    Optional<SendLimits> limits = connection.limits();
    if (limits.isEmpty()) {
      return List.of(
          Reason.of(Code.DISCONNECTED, connection.status().detail())
              .at(common.mapping().device().name()));
    }
    return Stream.concat(unsendable(order, limits.get()), unseeable(action)).toList();
  }

  private Stream<Reason> unsendable(Order order, SendLimits limits) {
    Action action = order.action();
    Optional<CommandExchange> exchange = CommandExchange.of(action.guarantees().preparation());
    if (exchange.isPresent()) {
      return messages.requests().messages(order, exchange.get()).stream()
          .flatMap(message -> misfit(message, limits).stream())
          .limit(1)
          .map(this::reason);
    }
    return action.work() instanceof Work.Write write
        ? write.assignments().stream()
            .flatMap(
                each ->
                    message(each).flatMap(message -> misfit(message, limits)).stream()
                        .map(misfit -> located(each.resource(), misfit)))
        : Stream.empty();
  }

  private Optional<OutgoingMessage> message(Assignment assignment) {
    Optional<ResourceTopics> resourceTopics = topics(assignment);
    return resourceTopics.flatMap(
        each ->
            each.setTopic().isPresent()
                ? Optional.of(messages.writes().message(each, assignment))
                : messages.commands().map(edgeX -> edgeX.message(each, assignment)));
  }

  private Optional<Misfit> misfit(OutgoingMessage message, SendLimits limits) {
    return limits.misfit(message, message.payload().goodFor(policy.expiryMax()).length);
  }

  /** The faults of values that the state topic could never show. */
  private Stream<Reason> unseeable(Action action) {
    return action.work() instanceof Work.Write write
            && action.guarantees().verification() instanceof Verification.ReadBack readBack
        ? write.assignments().stream()
            .flatMap(
                each ->
                    topics(each)
                        .flatMap(
                            resourceTopics -> unseeable(resourceTopics, each, readBack.tolerance()))
                        .stream()
                        .map(misfit -> located(each.resource(), misfit)))
        : Stream.empty();
  }

  private static Optional<Misfit> unseeable(
      ResourceTopics resourceTopics, Assignment assignment, BigDecimal tolerance) {
    if (resourceTopics.stateTopic().isEmpty()) {
      return Optional.empty();
    }
    byte[] payload = Payloads.write(resourceTopics, assignment.value());
    if (payload.length == 0) {
      return outOfRange(
          "an empty payload deletes a retained state and is not a value; payload: json would be"
              + " right");
    }
    try {
      Value read = Payloads.read(resourceTopics, payload);
      Encoding encoding = Payloads.encoding(resourceTopics);
      return Comparison.matches(assignment.value(), read, encoding, tolerance)
          ? Optional.empty()
          : outOfRange(
              "%s is read back as another value; a number with fewer digits would be right"
                  .formatted(ErrorText.brief(assignment.value().toString())));
    } catch (MalformedPayloadException unreadable) {
      return outOfRange("it could never be read back: " + unreadable.detail());
    }
  }

  private static Optional<Misfit> outOfRange(String detail) {
    return Optional.of(new Misfit(Code.OUT_OF_RANGE, detail));
  }

  private Optional<ResourceTopics> topics(Assignment assignment) {
    return Optional.ofNullable(common.mapping().topicsByResource().get(assignment.resource()));
  }

  private Reason notWritable(ResourceName name, String detail) {
    return located(name, new Misfit(Code.NOT_WRITABLE, detail));
  }

  private Reason located(ResourceName name, Misfit misfit) {
    return reason(misfit).on(name);
  }

  private Reason reason(Misfit misfit) {
    return Reason.of(misfit.code(), misfit.detail()).at(common.mapping().device().name());
  }
}
