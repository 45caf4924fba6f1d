package dev.lockstep.catalog;

import dev.lockstep.catalog.Coercion.Coerced;
import dev.lockstep.device.Access;
import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command template: a command with everything looked up that does not depend on a request. */
final class CommandTemplate {
  private final CommandName name;
  private final Access access;
  private final Optional<ResourceName> method;
  private final List<List<Parameter>> steps;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Work.Look look;
  private final Guarantees whenActing;
  private final Guarantees whenLooking;

  /**
   * @param method the method, where the command calls one: then the only step has its inputs, in
   *     order
   */
  CommandTemplate(
      DeclaredPromise promise, Optional<ResourceName> method, List<List<Parameter>> steps) {
    this.name = promise.name();
    this.access = promise.access();
    this.method = method;
    this.steps = steps;
    List<ResourceName> resources = new ArrayList<>();
    for (List<Parameter> step : steps) {
      for (Parameter parameter : step) {
        parameters.put(parameter.name(), parameter);
        resources.add(parameter.resource().name());
      }
    }
    this.look = new Work.Look(resources);
    this.whenActing = promise.guarantees();
    // The requirements of a write are not a reason to refuse a reading.
    this.whenLooking = access == Access.READ ? promise.guarantees() : GuaranteesReader.reading();
  }

  /** The declaration of a command in its profile. */
  record DeclaredPromise(CommandName name, Access access, Guarantees guarantees) {}

  /** Equal are templates that resolve every request to the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CommandTemplate template
        && name.equals(template.name)
        && access == template.access
        && method.equals(template.method)
        && steps.equals(template.steps)
        && whenActing.equals(template.whenActing);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, access, method, steps);
  }

  /** Resolves a request for a reading. */
  Resolution reading(DeviceName device) {
    if (method.isEmpty() && access.readable()) {
      return new Resolution.Resolved(new Action(device, name, look, whenLooking));
    }
    String what = method.isPresent() ? "the command calls a method" : "the command only writes";
    String detail = what + ", so there is nothing to read; leave out read";
    return refused(device, List.of(Reason.of(Code.NOT_READABLE, detail)));
  }

  Resolution resolve(DeviceName device, Map<String, ? extends @Nullable Object> arguments) {
    boolean acts = method.isPresent() || access.writable();
    if (!acts && arguments.isEmpty()) {
      return new Resolution.Resolved(new Action(device, name, look, whenLooking));
    }
    List<Reason> reasons = new ArrayList<>();
    refuseUnknown(arguments, reasons);
    if (!acts) {
      refuseWriting(arguments, reasons);
      return refused(device, reasons);
    }
    List<List<Assignment>> assignments = new ArrayList<>(steps.size());
    for (List<Parameter> step : steps) {
      List<Assignment> together = new ArrayList<>(step.size());
      for (Parameter parameter : step) {
        assign(parameter, arguments, reasons).ifPresent(together::add);
      }
      assignments.add(together);
    }
    if (!reasons.isEmpty()) {
      return refused(device, reasons);
    }
    Work work =
        method.isPresent()
            ? new Work.Call(method.get(), assignments.stream().flatMap(List::stream).toList())
            : new Work.Write(assignments);
    return new Resolution.Resolved(new Action(device, name, work, whenActing));
  }

  private String missing(Parameter parameter, Map<String, ? extends @Nullable Object> arguments) {
    String detail = "the argument is missing (%s)".formatted(wanted(parameter.resource()));
    return method.isEmpty() && access.readable() && arguments.isEmpty()
        ? detail + "; to read it, send read: true"
        : detail;
  }

  private Optional<Assignment> assign(
      Parameter parameter,
      Map<String, ? extends @Nullable Object> arguments,
      List<Reason> reasons) {
    ResourceName resource = parameter.resource().name();
    String argument = parameter.name();
    if (!arguments.containsKey(argument)) {
      if (parameter.defaultValue().isEmpty()) {
        reasons.add(
            Reason.of(Code.MISSING_ARGUMENT, missing(parameter, arguments))
                .on(new ResourceName(argument)));
      }
      return parameter.defaultValue().map(value -> new Assignment(resource, value));
    }
    return switch (parameter.take(arguments.get(argument))) {
      case Coerced.To(Value value) -> Optional.of(new Assignment(resource, value));
      case Coerced.Not(Resource.Misfit misfit) -> {
        reasons.add(Reason.of(misfit.code(), misfit.detail()).on(new ResourceName(argument)));
        yield Optional.empty();
      }
    };
  }

  private static String wanted(Resource resource) {
    String limits = resource.limits().equals(Resource.Limits.NONE) ? "" : ", " + resource.limits();
    String units = resource.units().isEmpty() ? "" : " " + resource.units();
    return resource.type().edgeXName() + limits + units;
  }

  private void refuseUnknown(
      Map<String, ? extends @Nullable Object> arguments, List<Reason> reasons) {
    for (String each : arguments.keySet()) {
      if (!parameters.containsKey(each)) {
        String found = "no argument is named \"" + SpellingSuggestion.shortened(each) + "\"; ";
        Reason reason =
            Reason.of(
                Code.UNKNOWN_ARGUMENT, found + SpellingSuggestion.hint(each, parameters.keySet()));
        reasons.add(Catalog.resource(each).map(reason::on).orElse(reason));
      }
    }
  }

  private void refuseWriting(
      Map<String, ? extends @Nullable Object> arguments, List<Reason> reasons) {
    for (String each : arguments.keySet()) {
      if (parameters.containsKey(each)) {
        String detail =
            "the command only reads; leave the argument out, or use a command that writes";
        reasons.add(Reason.of(Code.NOT_WRITABLE, detail).on(new ResourceName(each)));
      }
    }
  }

  private Resolution refused(DeviceName device, List<Reason> reasons) {
    return new Resolution.Refused(
        reasons.stream().map(each -> each.at(device).during(name)).toList());
  }
}
