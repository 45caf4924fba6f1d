package dev.lockstep.driver.mqtt;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Resource.Misfit;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.driver.mqtt.BirthCertificate.MetricState;
import dev.lockstep.driver.mqtt.SparkplugMetric.Wire;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Examiner of commands before the vote (P11), by the birth certificate: whether the metric is
 * there, may be written, and can hold the value. Composes the command's metrics. Thread-safe.
 */
final class SparkplugExaminer {
  private final SparkplugMapping mapping;
  private final EdgeNodeSession session;

  SparkplugExaminer(SparkplugMapping mapping, EdgeNodeSession session) {
    this.mapping = mapping;
    this.session = session;
  }

  /** The faults of work that the edge node would not carry out. */
  List<Reason> examine(Work work) {
    return switch (work) {
      case Work.Look look -> List.of();
      case Work.Write write ->
          write.assignments().stream()
              .flatMap(
                  each -> misfit(each).stream().map(misfit -> located(each.resource(), misfit)))
              .toList();
      case Work.Call call ->
          List.of(
              located(
                  call.method(),
                  new Misfit(Code.UNSUPPORTED, "Sparkplug has no methods; a metric is written")));
    };
  }

  private Optional<Misfit> misfit(Assignment assignment) {
    Optional<Resource> resource = mapping.resource(assignment.resource());
    if (resource.isEmpty() || !resource.get().access().writable()) {
      return misfit(Code.NOT_WRITABLE, "the profile does not allow writing");
    }
    Optional<Misfit> own = resource.get().misfit(assignment.value());
    if (own.isPresent()) {
      return own;
    }
    Optional<MetricState> state = state(assignment.resource());
    if (state.isEmpty()) {
      String detail = "the birth has no metric \"%s\"";
      return misfit(Code.NOT_WRITABLE, detail.formatted(metric(assignment.resource())));
    }
    return misfit(resource.get(), state.get(), assignment.value());
  }

  private static Optional<Misfit> misfit(Resource resource, MetricState state, Value value) {
    if (state.type().isEmpty()) {
      return misfit(Code.UNSUPPORTED, SparkplugReadings.unsupported(state));
    }
    SparkplugType type = state.type().get();
    if (!type.suits(resource.type())) {
      String detail = "the metric is of type %s, and the resource of type %s";
      return misfit(Code.WRONG_TYPE, detail.formatted(type, resource.type().edgeXName()));
    }
    if (state.property("readOnly").filter(SparkplugExaminer::set).isPresent()) {
      return misfit(Code.NOT_WRITABLE, "the birth says that the metric is readOnly");
    }
    try {
      SparkplugValues.write(resource, type, state.wide(), value);
    } catch (MalformedPayloadException unfit) {
      return misfit(Code.OUT_OF_RANGE, unfit.detail());
    }
    return outside(state, value);
  }

  static boolean set(Wire property) {
    return property instanceof Wire.Flag flag
        ? flag.on()
        : property instanceof Wire.Whole whole && whole.bits() != 0;
  }

  /** The limits that many edge nodes give a metric as properties: engLow and engHigh. */
  private static Optional<Misfit> outside(MetricState state, Value value) {
    if (!(value instanceof Value.Numeric number)) {
      return Optional.empty();
    }
    Optional<BigDecimal> low = state.property("engLow").flatMap(SparkplugExaminer::number);
    Optional<BigDecimal> high = state.property("engHigh").flatMap(SparkplugExaminer::number);
    boolean below = low.filter(least -> number.amount().compareTo(least) < 0).isPresent();
    boolean above = high.filter(most -> number.amount().compareTo(most) > 0).isPresent();
    return below || above
        ? misfit(
            Code.OUT_OF_RANGE,
            "%s is outside the birth's engLow %s to engHigh %s"
                .formatted(
                    number,
                    low.map(BigDecimal::toPlainString).orElse("any"),
                    high.map(BigDecimal::toPlainString).orElse("any")))
        : Optional.empty();
  }

  /** The number of a property; whole ones are signed 32-bit or 64-bit. */
  static Optional<BigDecimal> number(Wire property) {
    return switch (property) {
      case Wire.Whole whole ->
          Optional.of(BigDecimal.valueOf(whole.wide() ? whole.bits() : (int) whole.bits()));
      case Wire.Single single when Float.isFinite(single.number()) ->
          Optional.of(new BigDecimal(Float.toString(single.number())));
      case Wire.Real real when Double.isFinite(real.number()) ->
          Optional.of(BigDecimal.valueOf(real.number()));
      case Wire.Single single -> Optional.empty();
      case Wire.Real real -> Optional.empty();
      case Wire.Flag flag -> Optional.empty();
      case Wire.Text text -> Optional.empty();
      case Wire.Octets octets -> Optional.empty();
      case Wire.Compound compound -> Optional.empty();
      case Wire.None none -> Optional.empty();
    };
  }

  /**
   * The metrics of a command, by alias where the birth has one (6.4.6), by name otherwise.
   *
   * @throws MalformedPayloadException where the present birth does not allow it
   */
  List<SparkplugMetric> command(List<Assignment> assignments) throws MalformedPayloadException {
    List<SparkplugMetric> metrics = new ArrayList<>();
    for (Assignment each : assignments) {
      Optional<Misfit> misfit = misfit(each);
      if (misfit.isPresent()) {
        throw new MalformedPayloadException(each.resource() + ": " + misfit.get().detail());
      }
      MetricState state = state(each.resource()).orElseThrow(() -> unborn(each.resource()));
      SparkplugType type = state.type().orElseThrow(() -> unborn(each.resource()));
      Resource resource = mapping.resource(each.resource()).orElseThrow();
      Wire value = SparkplugValues.write(resource, type, state.wide(), each.value());
      SparkplugMetric named = SparkplugMetric.command(metric(each.resource()), type, value);
      metrics.add(state.born().alias().map(named::by).orElse(named));
    }
    return metrics;
  }

  private MalformedPayloadException unborn(ResourceName resource) {
    return new MalformedPayloadException(
        "the birth has no metric \"%s\"".formatted(metric(resource)));
  }

  private Optional<MetricState> state(ResourceName resource) {
    return session.metric(mapping.address().device(), metric(resource));
  }

  private String metric(ResourceName resource) {
    return mapping.metric(resource).orElse(resource.value());
  }

  private static Optional<Misfit> misfit(Code code, String detail) {
    return Optional.of(new Misfit(code, detail));
  }

  Reason located(ResourceName name, Misfit misfit) {
    return Reason.of(misfit.code(), misfit.detail()).at(mapping.device().name()).on(name);
  }
}
