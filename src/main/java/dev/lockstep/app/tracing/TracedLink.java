package dev.lockstep.app.tracing;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Work;
import dev.lockstep.driver.ArmResult;
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.DisarmResult;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.LeaseResult;
import dev.lockstep.driver.ObservedLink;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.OrderStatus;
import dev.lockstep.driver.SendResult;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A link whose requests are spans, where the thread that makes one works for a transaction that is
 * traced. The looks of a page or of a watch are not.
 */
record TracedLink(DeviceLink link, Tracer tracer, DevicePlace place) implements ObservedLink {
  /** Of those, so many are named. */
  private static final int RESOURCES_MAX = 16;

  /**
   * What a span is about.
   *
   * @param verb what the device is asked to do
   * @param resources by name, where it is about resources
   * @param command where it is a command's
   * @param sends whether it moves the device, or brings it closer to that
   */
  private record Subject(
      String verb, List<ResourceName> resources, Optional<String> command, boolean sends) {
    static Subject look(String verb, Stream<ResourceName> resources) {
      return new Subject(verb, resources.toList(), Optional.empty(), false);
    }

    static Subject of(String verb, Order order, boolean sends) {
      return new Subject(
          verb,
          order.action().work().touches().toList(),
          Optional.of(order.action().command().value()),
          sends);
    }
  }

  private <T> T traced(Subject subject, Supplier<T> request, BiConsumer<Span, T> telling) {
    if (!TracedWork.present() || !TracedWork.current().admits()) {
      return request.get();
    }
    return SpannedWork.run(begin(subject), request, telling);
  }

  private Span begin(Subject subject) {
    TracedWork work = TracedWork.current();
    SpanBuilder builder =
        tracer
            .spanBuilder(subject.verb() + " " + place.name())
            .setSpanKind(SpanKind.CLIENT)
            .setParent(work.context())
            .setAttribute(SpanAttributes.TRANSACTION, work.transaction());
    place.describe(builder, subject.resources(), subject.sends());
    subject.command().ifPresent(each -> builder.setAttribute(SpanAttributes.COMMAND, each));
    if (!subject.resources().isEmpty()) {
      builder.setAttribute(
          SpanAttributes.RESOURCES,
          subject.resources().stream().map(ResourceName::value).limit(RESOURCES_MAX).toList());
    }
    return builder.startSpan();
  }

  @Override
  public List<Reading> read(List<ResourceName> resources, Deadline deadline) {
    return traced(
        Subject.look("read", resources.stream()),
        () -> link.read(resources, deadline),
        LinkResults::readings);
  }

  @Override
  public List<Reason> examine(Work work, Deadline deadline) {
    return traced(
        Subject.look("examine", work.touches()),
        () -> link.examine(work, deadline),
        LinkResults::objections);
  }

  @Override
  public List<Reason> examine(Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    return traced(
        Subject.look("examine", call.touches()),
        () -> link.examine(call, expected, deadline),
        LinkResults::objections);
  }

  @Override
  public List<Reason> examine(Order order, Deadline deadline) {
    return traced(
        Subject.of("examine", order, false),
        () -> link.examine(order, deadline),
        LinkResults::objections);
  }

  @Override
  public List<SendResult> write(List<Assignment> assignments, Deadline deadline) {
    List<ResourceName> resources = assignments.stream().map(Assignment::resource).toList();
    return traced(
        new Subject("write", resources, Optional.empty(), true),
        () -> link.write(assignments, deadline),
        LinkResults::sent);
  }

  @Override
  public CallResult call(Work.Call call, Deadline deadline) {
    return traced(
        new Subject("call", List.of(call.method()), Optional.empty(), true),
        () -> link.call(call, deadline),
        (span, result) -> LinkResults.sent(span, List.of(result.sent())));
  }

  @Override
  public ArmResult arm(Order order, Deadline deadline) {
    return traced(
        Subject.of("arm", order, true), () -> link.arm(order, deadline), LinkResults::armed);
  }

  @Override
  public LeaseResult renew(Order order, Deadline deadline) {
    return traced(
        Subject.of("renew", order, true), () -> link.renew(order, deadline), LinkResults::renewed);
  }

  @Override
  public OrderStatus fire(Order order, Deadline deadline) {
    return traced(
        Subject.of("fire", order, true), () -> link.fire(order, deadline), LinkResults::fired);
  }

  @Override
  public DisarmResult disarm(Order order, Deadline deadline) {
    return traced(
        Subject.of("disarm", order, true),
        () -> link.disarm(order, deadline),
        LinkResults::disarmed);
  }

  @Override
  public OrderStatus queryOrder(Order order, Deadline deadline) {
    return traced(
        Subject.of("query", order, false),
        () -> link.queryOrder(order, deadline),
        (span, status) -> span.setAttribute(SpanAttributes.OUTCOME, LinkResults.outcome(status)));
  }

  @Override
  public FenceResult fence(Moment sentAt, Deadline deadline) {
    return traced(
        Subject.look("fence", Stream.empty()),
        () -> link.fence(sentAt, deadline),
        LinkResults::fenced);
  }
}
