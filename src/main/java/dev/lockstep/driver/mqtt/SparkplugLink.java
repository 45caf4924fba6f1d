package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.device.TimeSource;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The link to one device behind a Sparkplug edge node, or to the edge node itself. */
final class SparkplugLink implements DeviceLink {
  private static final String NOTHING_TO_ARM = "a Sparkplug device cannot be armed";
  private static final Duration BIRTH_PAUSE = Duration.ofMillis(500);

  private final SparkplugMapping mapping;
  private final SparkplugHost host;
  private final Runnable closing;
  private final EdgeNode node;
  private final SparkplugReadings readings;
  private final SparkplugExaminer examiner;
  private final StateWatchers watchers = new StateWatchers();

  /**
   * Adds a link to its host.
   *
   * @param closed called with the link when it is closed
   */
  SparkplugLink(SparkplugMapping mapping, SparkplugHost host, Consumer<SparkplugLink> closed) {
    this.mapping = mapping;
    this.host = host;
    this.closing = () -> closed.accept(this);
    this.node = host.node(mapping.address());
    this.readings = new SparkplugReadings(mapping, node.session(), host.policy().clock());
    this.examiner = new SparkplugExaminer(mapping, node.session());
  }

  SparkplugHost host() {
    return host;
  }

  EdgeNode node() {
    return node;
  }

  private TimeSource clock() {
    return host.policy().clock();
  }

  @Override
  public LinkStatus status() {
    LinkStatus broker = host.status();
    if (!broker.connected()) {
      return broker;
    }
    LinkStatus device = node.session().status(mapping.address().device());
    return device.connected()
        ? new LinkStatus(device.state(), device.detail() + "; " + broker.detail(), device.since())
        : device;
  }

  @Override
  public List<Reading> read(List<ResourceName> resources, Deadline deadline) {
    LinkStatus status = status();
    if (!status.connected()) {
      return resources.stream()
          .map(name -> SparkplugReadings.unseen(name, status.code(), status.detail()))
          .toList();
    }
    Duration patience = host.settings().rebirthAfter();
    if (resources.stream().anyMatch(name -> readings.silent(name, patience))) {
      host.want(node, "nothing was published after a command");
    }
    return resources.stream().map(readings::reading).toList();
  }

  @Override
  public Set<Target> targets(ResourceName resource) {
    return mapping.target(resource).stream().collect(Collectors.toSet());
  }

  @Override
  public Set<Target> requests(Action action) {
    return Set.of();
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    LinkStatus status = status();
    return status.connected() ? examiner.examine(work) : List.of(offline(status));
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return examiner.examine(call);
  }

  @Override
  public List<Reason> examine(Order order, Deadline deadline) {
    List<Reason> faults = examine(order.action().work(), deadline);
    return faults.isEmpty() && order.action().work() instanceof Work.Write write
        ? unsendable(write)
        : faults;
  }

  /** The commands that the broker's limits would not let pass. */
  private List<Reason> unsendable(Work.Write write) {
    Optional<SendLimits> limits = host.sendLimits();
    if (limits.isEmpty()) {
      return List.of(offline(host.status()));
    }
    for (List<Assignment> step : write.steps()) {
      try {
        OutgoingMessage message = message(step);
        int bytes = message.payload().goodFor(Duration.ZERO).length;
        Optional<Misfit> misfit = limits.get().misfit(message, bytes);
        if (misfit.isPresent()) {
          return List.of(examiner.located(step.getFirst().resource(), misfit.get()));
        }
      } catch (MalformedPayloadException changed) {
        return List.of(Reason.of(Code.UNREADABLE, changed.detail()).at(mapping.device().name()));
      }
    }
    return List.of();
  }

  private Reason offline(LinkStatus status) {
    return Reason.of(status.code(), status.detail()).at(mapping.device().name());
  }

  /** One DCMD or NCMD with all metrics of the step. */
  private OutgoingMessage message(List<Assignment> step) throws MalformedPayloadException {
    List<SparkplugMetric> metrics = examiner.command(step);
    return new OutgoingMessage(
        mapping.address().commandTopic(),
        left -> SparkplugCodec.command(clock().now().wall(), metrics),
        0,
        Optional.empty(),
        true);
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    SendResult result = send(assignments, deadline);
    return assignments.stream().map(each -> result).toList();
  }

  private SendResult send(List<Assignment> assignments, Deadline deadline) {
    LinkStatus status = status();
    if (!status.connected()) {
      return new SendResult.NotSent(status.detail());
    }
    OutgoingMessage message;
    try {
      message = message(assignments);
    } catch (MalformedPayloadException changed) {
      return new SendResult.NotSent("not sent: " + changed.detail());
    }
    List<Runnable> undo =
        assignments.stream().map(each -> readings.written(each.resource())).toList();
    Optional<PublishResult> published =
        BoundedFutures.until(deadline, clock(), host.send(message, deadline));
    SendResult result =
        published
            .<SendResult>map(
                each ->
                    switch (each) {
                      case PublishResult.Acknowledged taken ->
                          new SendResult.Pending(
                              "the broker has the command; the edge node has not published yet");
                      case PublishResult.Unsent unsent -> new SendResult.NotSent(unsent.detail());
                      case PublishResult.Refused refused ->
                          new SendResult.Rejected(refused.detail());
                      case PublishResult.Lost lost -> new SendResult.Unknown(lost.detail());
                    })
            .orElseGet(() -> new SendResult.Unknown("the broker did not answer in time"));
    if (result instanceof SendResult.NotSent || result instanceof SendResult.Rejected) {
      undo.forEach(Runnable::run);
    }
    return result;
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    return new CallResult(new SendResult.NotSent("Sparkplug has no methods"), List.of());
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    return new ArmResult.NotArmed(
        Reason.of(Code.UNSUPPORTED, NOTHING_TO_ARM).during(order.action()));
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    return new OrderStatus.NotSent(NOTHING_TO_ARM);
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    return new DisarmResult.Unconfirmed(NOTHING_TO_ARM);
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    return new OrderStatus.Untold("a Sparkplug device keeps no record of commands");
  }

  /**
   * Shut when two things are seen: every command that was sent has expired at the broker, and the
   * edge node has given birth at a request that was sent after it. It reads one connection in
   * order, so it has read the command before that request, or never will. Expiry alone would not
   * do: what the broker has handed on lies in the edge node's own socket, and no interval ends
   * there.
   */
  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    OutstandingPublishes outstanding = host.policy().outstanding();
    if (outstanding.overdue()) {
      host.renew("the broker did not answer after a command: reconnecting");
    }
    boolean thisRun = sentAt.run().equals(clock().now().run());
    boolean answered = node.answeredSince(thisRun ? sentAt.ticks() : node.openedAt());
    if (!answered) {
      host.want(node, "to settle a command");
    }
    return switch (outstanding.fence(sentAt)) {
      case FenceResult.Open open -> open;
      case FenceResult.Shut shut when answered ->
          new FenceResult.Shut("the edge node was born anew after it, and the command has expired");
      case FenceResult.Shut shut ->
          new FenceResult.Open(
              "the edge node has not answered a request for its births since", BIRTH_PAUSE);
    };
  }

  @Override
  public Watch watch(List<ResourceName> resources, Consumer<Reading> listener) {
    Watch watch = watchers.add(resources, listener);
    resources.forEach(name -> listener.accept(present(name)));
    return watch;
  }

  /** Something that concerns the edge node was received, or the connection was lost. */
  void changed() {
    watchers.publishAll(this::present);
  }

  private Reading present(ResourceName name) {
    LinkStatus status = status();
    return status.connected()
        ? readings.reading(name)
        : SparkplugReadings.unseen(name, Code.DISCONNECTED, status.detail());
  }

  @Override
  public void close() {
    closing.run();
  }
}
