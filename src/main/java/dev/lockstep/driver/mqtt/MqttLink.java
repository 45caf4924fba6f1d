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
import dev.lockstep.driver.Arming;
import dev.lockstep.driver.Called;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Disarming;
import dev.lockstep.driver.Fencing;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.Recalled;
import dev.lockstep.driver.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The way to one MQTT device. */
final class MqttLink implements DeviceLink {
  private static final String NO_METHODS = "MQTT devices take methods by request/response alone";

  private final BrokerConnection.Common common;
  private final Plan plan;
  private final Gate gate;
  private final States states;
  private final PendingAnswers pending;
  private final Inbox inbox;
  private final BrokerConnection connection;
  private final PlainWrites writes;
  private final Optional<EdgeXCommands> commands;
  private final Exchanges exchanges;
  private final OrderExaminer examiner;

  MqttLink(BrokerConnection.Common common, Gate gate, MqttSecrets secrets) {
    this.common = common;
    this.plan = common.plan();
    this.gate = gate;
    int payloadMax = common.settings().bounds().payloadMax();
    this.states = new States(gate.clock(), payloadMax, gate.ledger()::settled);
    this.pending = new PendingAnswers(common.settings().bounds().pendingMax());
    this.inbox = new Inbox(common, states, pending, gate.clock());
    Dialer dialer = new Dialer(plan, common.settings(), secrets);
    this.connection = new BrokerConnection(dialer, common, gate, inbox);
    this.writes = new PlainWrites(connection, states);
    this.commands =
        plan.address()
            .commandTopic()
            .map(topic -> new EdgeXCommands(common, topic, connection, pending));
    Requests requests = new Requests(common, gate, connection, pending);
    this.exchanges = new Exchanges(requests, gate, this::status);
    this.examiner =
        new OrderExaminer(
            common, gate, connection, new OrderExaminer.Messages(writes, commands, requests));
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
        ? inbox.said().filter(device -> !device.connected()).orElse(broker)
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
            .flatMap(name -> Optional.ofNullable(plan.points().get(name)).stream())
            .flatMap(point -> point.stateTopic().stream())
            .toList();
    // A retained state comes right after the subscription; a read must not be faster than that.
    states.await(topics, deadline.within(common.settings().sending().stateWithin(), gate.clock()));
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
    Point point = plan.points().get(name);
    if (point == null) {
      return done(unseen(name, Code.UNREADABLE, "the profile has no such resource"));
    }
    if (point.stateTopic().isPresent()) {
      return done(states.reading(point));
    }
    return commands
        .map(edgeX -> edgeX.get(point, deadline))
        .orElseGet(() -> done(unseen(name, Code.UNSUPPORTED, "it has no stateTopic")));
  }

  @Override
  public Set<Target> targets(ResourceName resource) {
    return Optional.ofNullable(plan.points().get(resource))
        .flatMap(plan::target)
        .map(Set::of)
        .orElse(Set.of());
  }

  @Override
  public Set<Target> requests(Action action) {
    return exchanges.topic(action).stream()
        .map(topic -> new Target(plan.address().server(), topic))
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
    String detail = "a device that answers by request/response tells no outputs";
    Reason reason = Reason.of(Code.OUTPUTS_DIFFER, detail);
    return expected.isEmpty()
        ? List.of()
        : List.of(reason.at(plan.device().name()).on(call.method()));
  }

  @Override
  public List<Reason> examine(Order order, Deadline deadline) {
    LinkStatus status = status();
    return status.connected() ? examiner.examine(order) : offline(status);
  }

  private List<Reason> offline(LinkStatus status) {
    return List.of(Reason.of(Code.DISCONNECTED, status.detail()).at(plan.device().name()));
  }

  @Override
  public List<Sent> write(List<Assignment> assignments, Deadline deadline) {
    List<CompletableFuture<Sent>> under =
        assignments.stream().map(each -> write(each, deadline)).toList();
    Sent late = new Sent.Unknown("no acknowledgement came in time");
    return under.stream().map(each -> inTime(each, deadline, late)).toList();
  }

  private CompletableFuture<Sent> write(Assignment assignment, Deadline deadline) {
    LinkStatus status = status();
    if (!status.connected()) {
      return done(new Sent.NotSent(status.detail()));
    }
    Point point = plan.points().get(assignment.resource());
    if (point == null || (point.setTopic().isEmpty() && commands.isEmpty())) {
      return done(new Sent.NotSent("%s has no setTopic".formatted(assignment.resource())));
    }
    Runnable takeBack = states.written(assignment.resource());
    CompletableFuture<Sent> sent =
        point.setTopic().isPresent()
            ? writes.set(point, assignment, deadline)
            : commands.orElseThrow().set(point, assignment, deadline);
    return sent.whenComplete(
        (answer, failure) -> {
          if (answer instanceof Sent.NotSent || answer instanceof Sent.Rejected) {
            takeBack.run();
          }
        });
  }

  @Override
  public Called call(Work.Call call, Deadline deadline) {
    return new Called(new Sent.NotSent(NO_METHODS), List.of());
  }

  @Override
  public Arming arm(Order order, Deadline deadline) {
    return exchanges.arm(order, deadline);
  }

  @Override
  public Recalled fire(Order order, Deadline deadline) {
    return exchanges.fire(order, deadline);
  }

  @Override
  public Disarming disarm(Order order, Deadline deadline) {
    return exchanges.disarm(order, deadline);
  }

  @Override
  public Recalled recall(Order order, Deadline deadline) {
    return exchanges.recall(order, deadline);
  }

  @Override
  public Fencing fence(Moment sentAt, Deadline deadline) {
    if (gate.ledger().overdue()) {
      connection.renew("the broker owes an acknowledgement: connects anew");
    }
    return gate.ledger().fence(sentAt);
  }

  @Override
  public Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    return inbox.watch(resources, listener);
  }

  @Override
  public void close() {
    connection.close();
  }

  /** What came in time, or else that nothing did: then the place of the request is free again. */
  private <T> T inTime(CompletableFuture<T> answer, Deadline deadline, T late) {
    return Waits.until(deadline, gate.clock(), answer)
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
