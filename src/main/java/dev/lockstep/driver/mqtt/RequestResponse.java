package dev.lockstep.driver.mqtt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Order;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Request/response (MQTT 5, 4.10): sends requests to a device and waits for its own answers. The
 * wire contract is in the package documentation.
 */
final class RequestResponse {
  /** The verbs of requests. */
  enum Verb {
    PREPARE(true),
    COMMIT(true),
    ABORT(false),
    QUERY(false);

    /** Whether the request could move or arm a device. */
    final boolean acts;

    Verb(boolean acts) {
      this.acts = acts;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The states of an order in a device's answer. */
  enum State {
    PREPARED(false),
    REFUSED(true),
    APPLIED(true),
    FAILED(true),
    ABORTED(true),
    UNKNOWN(false),
    /** Received, and not yet looked at: said of a retained state alone. */
    INIT(false),
    EXECUTING(false);

    /** Whether no other state follows. */
    final boolean end;

    State(boolean end) {
      this.end = end;
    }

    /** Whether another answer to the same request follows. */
    boolean passing() {
      return this == INIT || this == EXECUTING;
    }

    static Optional<State> of(String word) {
      return word.equals("successful")
          ? Optional.of(APPLIED)
          : List.of(values()).stream()
              .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
              .findFirst();
    }
  }

  /** The result of a request. */
  sealed interface Result {
    /** The device's own answer. */
    record Answered(State state, String detail, Optional<Duration> held) implements Result {}

    /** It is proved that the request was not sent, or was delivered to no device. */
    record NotSent(String detail) implements Result {}

    /** It is proved that the broker refused the request and delivered it to no device. */
    record Refused(String detail) implements Result {}

    /** No answer: the result is unknown. */
    record NoAnswer(String detail) implements Result {}
  }

  /** Of constant length, so that the length of a request is known before it is sent. */
  private static final DateTimeFormatter IN_MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final BrokerConnection.Common common;
  private final ExpiryPolicy policy;
  private final BrokerConnection connection;
  private final PendingAnswers pending;
  private final CommandStates states;

  RequestResponse(
      BrokerConnection.Common common,
      ExpiryPolicy policy,
      BrokerConnection connection,
      Inbox inbox) {
    this.common = common;
    this.policy = policy;
    this.connection = connection;
    this.pending = inbox.pending();
    this.states = inbox.commandStates();
  }

  /** Sends a request, and waits for the answer as long as the pattern and the deadline allow. */
  Result ask(Verb verb, Order order, CommandExchange exchange, Deadline deadline) {
    OutgoingMessage message = message(verb, order, exchange, common.random().token());
    String answers = message.reply().orElseThrow().topic();
    Optional<String> fault = Topics.fault(message.topic()).or(() -> Topics.fault(answers));
    if (fault.isPresent()) {
      return new Result.NotSent("the request's topic " + fault.get());
    }
    String filter =
        exchange.retained() ? exchange.filter(placeholders(verb, order.action())) : answers;
    if (!connection.subscribe(filter, deadline)) {
      return new Result.NotSent("there is no subscription to the response topic " + filter);
    }
    Result result = exchange(message, order.reference(), deadline, exchange.within());
    return exchange.retained() && !(result instanceof Result.Answered)
        ? ended(order.reference(), answers).orElse(result)
        : result;
  }

  /**
   * The end of a command, by its retained state, where the device itself gives no answer: no state
   * follows on an end, so it cannot be of before. Any other retained state proves nothing.
   */
  private Optional<Result> ended(String reference, String topic) {
    return states
        .latest(topic)
        .flatMap(payload -> AnswerReader.read(payload, reference))
        .filter(answered -> answered.state().end)
        .map(answered -> answered);
  }

  /** All requests that an order may need, in their greatest length. */
  List<OutgoingMessage> messages(Order order, CommandExchange exchange) {
    byte[] correlation = new byte[SharedRandom.TOKEN_BYTES];
    return Stream.of(Verb.values())
        .map(verb -> message(verb, order, exchange, correlation))
        .toList();
  }

  private OutgoingMessage message(
      Verb verb, Order order, CommandExchange exchange, byte[] correlation) {
    Action action = order.action();
    Map<String, String> placeholders = new HashMap<>(placeholders(verb, action));
    placeholders.put("id", CommandExchange.level(order.reference()));
    Optional<String> token =
        exchange.retained() ? Optional.of(SharedRandom.hex(correlation)) : Optional.empty();
    return new OutgoingMessage(
        Topics.fill(exchange.topic(), placeholders),
        left -> PayloadJson.write(request(verb, order, left, token)),
        common.mapping().qos(),
        Optional.of(
            new OutgoingMessage.Reply(Topics.fill(exchange.answers(), placeholders), correlation)),
        verb.acts);
  }

  /** The topic of an action's prepare requests; those of other verbs differ at most in the verb. */
  String topic(Action action, CommandExchange exchange) {
    return exchange.retained()
        ? exchange.filter(placeholders(Verb.PREPARE, action))
        : Topics.fill(exchange.topic(), placeholders(Verb.PREPARE, action));
  }

  private Map<String, String> placeholders(Verb verb, Action action) {
    return Map.of(
        "device", action.device().value(),
        "command", action.command().value(),
        "verb", verb.word(),
        "gateway", common.mapping().gateway());
  }

  private Result exchange(
      OutgoingMessage message, String reference, Deadline deadline, Duration within) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    AnswerReader reader = new AnswerReader(reference, result);
    String key = SharedRandom.hex(message.reply().orElseThrow().correlation());
    Optional<PendingAnswers.Registration> entered = pending.register(key, reader);
    if (entered.isEmpty()) {
      return new Result.NotSent("too many requests wait for an answer");
    }
    try {
      var unused =
          connection
              .send(message, deadline)
              .thenAccept(published -> unanswerable(published).ifPresent(result::complete));
      Deadline until = deadline.within(within, policy.clock());
      return BoundedFutures.until(until, policy.clock(), result).orElseGet(reader::soFar);
    } finally {
      // From now on an answer is late.
      entered.get().close();
    }
  }

  private static Optional<Result> unanswerable(PublishResult published) {
    return switch (published) {
      case PublishResult.Acknowledged taken -> Optional.empty();
      case PublishResult.Unsent unsent -> Optional.of(new Result.NotSent(unsent.detail()));
      case PublishResult.Refused refused -> Optional.of(new Result.Refused(refused.detail()));
      // The answer to a request on a lost connection went to a session that has ended.
      case PublishResult.Lost lost -> Optional.of(new Result.NoAnswer(lost.detail()));
    };
  }

  private ObjectNode request(Verb verb, Order order, Duration left, Optional<String> token) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    token.ifPresent(each -> request.put("request", each));
    request.put("id", order.reference());
    request.put("verb", verb.word());
    request.put("command", order.action().command().value());
    ObjectNode arguments = request.putObject("arguments");
    for (Assignment each : assignments(order.action().work())) {
      Optional.ofNullable(common.mapping().topicsByResource().get(each.resource()))
          .ifPresent(
              resourceTopics ->
                  arguments.set(
                      each.resource().value(), ValueEncoder.json(resourceTopics, each.value())));
    }
    request.put("expiresInMillis", left.toMillis());
    Instant expiry = policy.clock().now().wall().plus(left);
    request.put("expiresAt", IN_MILLIS.format(expiry));
    return request;
  }

  private static List<Assignment> assignments(Work work) {
    return switch (work) {
      case Work.Look look -> List.of();
      case Work.Write write -> write.assignments();
      case Work.Call call -> call.inputs();
    };
  }
}
