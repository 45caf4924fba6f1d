package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The link to one MQTT device. */
final class MqttLink implements DeviceLink {
  private static final String NO_METHODS =
      "a method of an MQTT device is called only by request/response (prepare: mqtt-request)";

  private final BrokerConnection.Common common;
  private final TopicMapping mapping;
  private final ExpiryPolicy policy;
  private final StateCache states;
  private final PendingAnswers pending;
  private final Inbox inbox;
  private final BrokerConnection connection;
  private final PlainWrites writes;
  private final Optional<EdgeXCommands> commands;
  private final RequestResponsePattern requestResponse;
  private final OrderExaminer examiner;

  MqttLink(BrokerConnection.Common common, ExpiryPolicy policy, MqttSecrets secrets) {
    this.common = common;
    this.mapping = common.mapping();
    this.policy = policy;
    int payloadMax = common.settings().bounds().payloadMax();
    this.states = new StateCache(policy.clock(), payloadMax, policy.outstanding()::settled);
    this.pending = new PendingAnswers(common.settings().bounds().pendingMax());
    this.inbox = new Inbox(common, states, pending, policy.clock());
    BrokerLogin login = BrokerLogin.of(mapping, secrets);
    this.connection =
        new BrokerConnection(
            login,
            new BrokerConnector(login, common.settings(), secrets),
            new BrokerConnection.Limits(common.settings(), common.random(), policy),
            inbox);
    this.writes = new PlainWrites(connection, states);
    this.commands =
        mapping
            .address()
            .commandTopic()
            .map(topic -> new EdgeXCommands(common, topic, connection, pending));
    RequestResponse requests = new RequestResponse(common, policy, connection, inbox);
    this.requestResponse = new RequestResponsePattern(requests, policy, this::status);
    this.examiner =
        new OrderExaminer(
            common, policy, connection, new OrderExaminer.Messages(writes, commands, requests));
  }

  void start() {
    connection.start(inbox.topics());
  }

  IgnoredMessages ignored() {
    return pending.ignored();
  }

  @Override
  public LinkStatus status() {
    LinkStatus broker = connection.status();
    return broker.connected()
        ? inbox.deviceStatus().filter(device -> !device.connected()).orElse(broker)
        : broker;
  }

  @Override
  public List<Reading> read(List<ResourceName> resources, Deadline deadline) {
    LinkStatus status = status();
    if (!status.connected()) {
      return resources.stream()
          .map(name -> unseen(name, Code.DISCONNECTED, status.detail()))
          .toList();
    }
    List<String> topics =
        resources.stream()
            .flatMap(name -> Optional.ofNullable(mapping.topicsByResource().get(name)).stream())
            .flatMap(resourceTopics -> resourceTopics.stateTopic().stream())
            .toList();
    // A retained state arrives right after the subscription; a read must wait for it.
    states.await(
        topics, deadline.within(common.settings().sending().stateWithin(), policy.clock()));
    List<CompletableFuture<Reading>> asked =
        resources.stream().map(name -> reading(name, deadline)).toList();
    List<Reading> readings = new ArrayList<>();
    for (int each = 0; each < asked.size(); each++) {
      Reading late = unseen(resources.get(each), Code.UNREADABLE, "no answer came in time");
      readings.add(inTime(asked.get(each), deadline, late));
    }
    return List.copyOf(readings);
  }

  private CompletableFuture<Reading> reading(ResourceName name, Deadline deadline) {
    ResourceTopics resourceTopics = mapping.topicsByResource().get(name);
    if (resourceTopics == null) {
      return done(unseen(name, Code.UNREADABLE, "the profile has no such resource"));
    }
    if (resourceTopics.stateTopic().isPresent()) {
      return done(states.reading(resourceTopics));
    }
    return commands
        .map(edgeX -> edgeX.get(resourceTopics, deadline))
        .orElseGet(() -> done(unseen(name, Code.UNSUPPORTED, "the resource has no stateTopic")));
  }

  @Override
  public Set<Target> targets(ResourceName resource) {
    return Optional.ofNullable(mapping.topicsByResource().get(resource))
        .flatMap(mapping::target)
        .map(Set::of)
        .orElse(Set.of());
  }

  @Override
  public Set<Target> requests(Action action) {
    return requestResponse.topic(action).stream()
        .map(topic -> new Target(mapping.address().server(), topic))
        .collect(Collectors.toSet());
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    LinkStatus status = status();
    if (!status.connected()) {
      return offline(status);
    }
    return examiner.examine(work);
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    String detail = "a method that is called by request/response has no outputs";
    Reason reason = Reason.of(Code.OUTPUTS_DIFFER, detail);
    return expected.isEmpty()
        ? List.of()
        : List.of(reason.at(mapping.device().name()).on(call.method()));
  }

  @Override
  public List<Reason> examine(Order order, Deadline deadline) {
    LinkStatus status = status();
    return status.connected() ? examiner.examine(order) : offline(status);
  }

  private List<Reason> offline(LinkStatus status) {
    return List.of(Reason.of(Code.DISCONNECTED, status.detail()).at(mapping.device().name()));
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    List<CompletableFuture<SendResult>> pendingWrites =
        assignments.stream().map(each -> write(each, deadline)).toList();
    SendResult late = new SendResult.Unknown("no acknowledgement came in time");
    return pendingWrites.stream().map(each -> inTime(each, deadline, late)).toList();
  }

  private CompletableFuture<SendResult> write(Assignment assignment, Deadline deadline) {
    LinkStatus status = status();
    if (!status.connected()) {
      return done(new SendResult.NotSent(status.detail()));
    }
    ResourceTopics resourceTopics = mapping.topicsByResource().get(assignment.resource());
    if (resourceTopics == null || (resourceTopics.setTopic().isEmpty() && commands.isEmpty())) {
      return done(new SendResult.NotSent("the resource has no setTopic"));
    }
    Runnable undoMark = states.written(assignment.resource());
    CompletableFuture<SendResult> sent =
        resourceTopics.setTopic().isPresent()
            ? writes.set(resourceTopics, assignment, deadline)
            : commands.orElseThrow().set(resourceTopics, assignment, deadline);
    return sent.whenComplete(
        (answer, failure) -> {
          if (answer instanceof SendResult.NotSent || answer instanceof SendResult.Rejected) {
            undoMark.run();
          }
        });
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    return new CallResult(new SendResult.NotSent(NO_METHODS), List.of());
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    return requestResponse.arm(order, deadline);
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    return requestResponse.fire(order, deadline);
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    return requestResponse.disarm(order, deadline);
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    return requestResponse.queryOrder(order, deadline);
  }

  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    if (policy.outstanding().overdue()) {
      connection.renew("the broker did not acknowledge a message: reconnecting");
    }
    return policy.outstanding().fence(sentAt);
  }

  @Override
  public Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    return inbox.watch(resources, listener);
  }

  boolean isClosed() {
    return connection.isClosed();
  }

  @Override
  public void close() {
    connection.close();
  }

  /**
   * The answer, or the given one where it does not come in time; completing it releases the
   * request's registration.
   */
  private <T> T inTime(CompletableFuture<T> answer, Deadline deadline, T late) {
    return BoundedFutures.until(deadline, policy.clock(), answer)
        .orElseGet(
            () -> {
              answer.complete(late);
              return answer.join();
            });
  }

  private static <T> CompletableFuture<T> done(T answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static Reading unseen(ResourceName name, Code code, String detail) {
    return new Reading.Unseen(name, Reason.of(code, detail).on(name));
  }
}
