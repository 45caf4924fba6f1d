package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.OutputCondition;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.jspecify.annotations.Nullable;

/** Looks whether a server would take a piece of work, without doing any of it. */
final class Examiner {
  private final Resources resources;
  private final Methods methods;

  Examiner(Resources resources, Methods methods) {
    this.resources = resources;
    this.methods = methods;
  }

  List<Reason> examine(Online online, Work work, Deadline deadline) {
    List<Reason> faults = new ArrayList<>();
    try {
      switch (work) {
        case Work.Look look -> look(online, look.resources(), deadline, faults);
        case Work.Write write -> write(online, write.assignments(), deadline, faults);
        case Work.Call call -> call(online, call, deadline, faults);
      }
    } catch (UnansweredException silent) {
      faults.add(Reason.of(Code.UNREADABLE, silent.detail()).at(resources.device().name()));
    }
    return faults;
  }

  private void look(Online online, List<ResourceName> names, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    List<Resources.Located> located = located(online, names, faults);
    List<NodeFacts> facts = facts(online, located, deadline);
    for (int each = 0; each < located.size(); each++) {
      ResourceName name = located.get(each).resource().name();
      NodeFacts found = facts.get(each);
      missing(name, found, NodeClass.Variable)
          .or(() -> unreadable(name, found))
          .ifPresent(faults::add);
    }
  }

  private void write(
      Online online, List<Assignment> assignments, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    List<ResourceName> names = assignments.stream().map(Assignment::resource).toList();
    List<Resources.Located> located = located(online, names, faults);
    List<NodeFacts> facts = facts(online, located, deadline);
    List<Bounds> bounds = bounds(online, facts, deadline);
    for (Assignment assignment : assignments) {
      for (int each = 0; each < located.size(); each++) {
        Resource resource = located.get(each).resource();
        if (resource.name().equals(assignment.resource())) {
          Target target = new Target(resource, facts.get(each), bounds.get(each));
          fault(online, assignment.value(), target, deadline).ifPresent(faults::add);
          break;
        }
      }
    }
  }

  private static List<Bounds> bounds(Online online, List<NodeFacts> facts, Deadline deadline)
      throws UnansweredException {
    List<Properties.Owner> owners =
        facts.stream().map(each -> new Properties.Owner(each.node(), each.dataType())).toList();
    return online.shapes().properties().of(online, owners, deadline);
  }

  /** What is to be written, and what its server says of it. */
  private record Target(Resource resource, NodeFacts facts, Bounds bounds) {}

  private Optional<Reason> fault(Online online, Value value, Target target, Deadline deadline)
      throws UnansweredException {
    ResourceName name = target.resource().name();
    NodeFacts facts = target.facts();
    Optional<Reason> fault =
        missing(name, facts, NodeClass.Variable)
            .or(() -> unwritable(name, facts))
            .or(() -> matrix(name, "node", facts.rank()));
    if (fault.isPresent()) {
      return fault;
    }
    Optional<Shape> shape =
        online.shapes().learn(online, facts, target.resource().type(), deadline);
    if (shape.isEmpty()) {
      String detail = "the node's type %s is not supported by this version yet";
      return Optional.of(
          resources.reason(Code.UNSUPPORTED, name, detail.formatted(facts.dataType())));
    }
    try {
      Variant raw =
          Casting.toWire(value, target.resource().scaling(), shape.get().in(target.resource()));
      return misfit(online, raw, target, deadline)
          .map(detail -> resources.reason(Code.OUT_OF_RANGE, name, detail));
    } catch (Casting.MisfitException misfit) {
      return Optional.of(resources.reason(misfit.code(), name, misfit.detail()));
    }
  }

  /** What the method says it answers, against what the profile takes for success. */
  List<Reason> outputs(
      Online online, Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    List<Reason> faults = new ArrayList<>();
    try {
      Signature signature = methods.ready(online, call, deadline).signature();
      for (OutputCondition each : expected) {
        signature
            .misfit(each)
            .map(detail -> resources.reason(Code.OUTPUTS_DIFFER, call.method(), detail))
            .ifPresent(faults::add);
      }
    } catch (Resources.UnlocatedException | Casting.MisfitException | UnansweredException told) {
      // What is wrong with the call itself is said where that is examined.
      return faults;
    }
    return faults;
  }

  private static Optional<String> misfit(
      Online online, Variant raw, Target target, Deadline deadline) throws UnansweredException {
    NodeFacts facts = target.facts();
    Optional<String> length = Dimensions.misfit("node", raw, facts.dimensions(), target.resource());
    if (length.isPresent() && Dimensions.isShorter(raw, facts.dimensions())) {
      // ArrayDimensions are a maximum where the node itself shows fewer elements.
      Optional<Integer> now = online.shapes().length(online, facts.node(), deadline);
      length = length.filter(detail -> !Dimensions.isMaximum(now, facts.dimensions()));
    }
    return length.or(() -> target.bounds().seenBy(target.resource()).misfit(raw));
  }

  private void call(Online online, Work.Call call, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    ResourceName name = call.method();
    try {
      Resource method = resources.named(name);
      NodeId node = resources.node(method, "methodId", online);
      NodeFacts facts = online.shapes().method(online, node, deadline);
      NodeId object = resources.node(method, "objectId", online);
      NodeFacts owner = online.shapes().method(online, object, deadline);
      Optional<Reason> fault =
          missing(name, facts, NodeClass.Method)
              .or(() -> uncallable(name, facts))
              .or(() -> ownerless(name, owner));
      if (fault.isPresent()) {
        faults.add(fault.get());
        return;
      }
      Methods.Ready ready = methods.ready(online, call, deadline);
      Inputs inputs = new Inputs(ready.signature().inputs(), ready.request().getInputArguments());
      inputs(online, call, inputs, deadline).forEach(faults::add);
    } catch (Resources.UnlocatedException unlocated) {
      faults.add(unlocated.reason(resources.device(), name));
    } catch (Casting.MisfitException misfit) {
      faults.add(resources.reason(misfit.code(), name, misfit.detail()));
    }
  }

  /** What a method takes, and what it is to be given, side by side. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Inputs(List<Argument> arguments, Variant @Nullable [] given) {}

  private List<Reason> inputs(Online online, Work.Call call, Inputs inputs, Deadline deadline)
      throws UnansweredException, Resources.UnlocatedException {
    List<Properties.Owner> owners =
        inputs.arguments().stream()
            .map(each -> new Properties.Owner(NodeId.NULL_VALUE, each.getDataType()))
            .toList();
    List<Bounds> bounds = online.shapes().properties().of(online, owners, deadline);
    List<Reason> faults = new ArrayList<>();
    for (int each = 0; inputs.given() != null && each < inputs.given().length; each++) {
      Resource resource = resources.named(call.inputs().get(each).resource());
      Argument argument = inputs.arguments().get(each);
      String what = "input " + argument.getName();
      Variant raw = inputs.given()[each];
      Bounds bound = bounds.get(each).seenBy(resource);
      matrix(resource.name(), what, argument.getValueRank())
          .or(
              () ->
                  Dimensions.misfit(what, raw, Dimensions.of(argument), resource)
                      .or(() -> bound.misfit(raw))
                      .map(detail -> resources.reason(Code.OUT_OF_RANGE, resource.name(), detail)))
          .ifPresent(faults::add);
    }
    return faults;
  }

  private Optional<Reason> matrix(ResourceName name, String what, int rank) {
    String detail = "the %s is a matrix of %d dimensions, which this version cannot write";
    return rank > 1
        ? Optional.of(resources.reason(Code.UNSUPPORTED, name, detail.formatted(what, rank)))
        : Optional.empty();
  }

  private Optional<Reason> uncallable(ResourceName name, NodeFacts facts) {
    if (facts.executable() && facts.userExecutable()) {
      return Optional.empty();
    }
    String who = facts.executable() ? "this user" : "anybody now";
    return Optional.of(
        resources.reason(Code.NOT_WRITABLE, name, "the method cannot be called by " + who));
  }

  private Optional<Reason> ownerless(ResourceName name, NodeFacts owner) {
    String detail = "the server answers %s for the method's object";
    return owner.status().isGood()
        ? Optional.empty()
        : Optional.of(
            resources.reason(
                Code.UNREADABLE, name, detail.formatted(StatusTable.name(owner.status()))));
  }

  private List<Resources.Located> located(
      Online online, List<ResourceName> names, List<Reason> faults) {
    List<Resources.Located> located = new ArrayList<>();
    for (ResourceName name : names) {
      try {
        located.add(resources.variable(name, online));
      } catch (Resources.UnlocatedException unlocated) {
        faults.add(unlocated.reason(resources.device(), name));
      }
    }
    return located;
  }

  private static List<NodeFacts> facts(
      Online online, List<Resources.Located> located, Deadline deadline)
      throws UnansweredException {
    List<NodeId> nodes = located.stream().map(Resources.Located::node).toList();
    return online.shapes().variables(online, nodes, deadline);
  }

  private Optional<Reason> missing(ResourceName name, NodeFacts facts, NodeClass wanted) {
    if (!facts.status().isGood()) {
      String detail = "the server answers " + StatusTable.name(facts.status());
      return Optional.of(resources.reason(Code.UNREADABLE, name, detail));
    }
    if (facts.nodeClass() != wanted) {
      String detail = "the node is a %s; a %s is wanted".formatted(facts.nodeClass(), wanted);
      return Optional.of(resources.reason(Code.UNSUPPORTED, name, detail));
    }
    return Optional.empty();
  }

  private Optional<Reason> unwritable(ResourceName name, NodeFacts facts) {
    if (facts.writable() && facts.userWritable()) {
      return Optional.empty();
    }
    String detail =
        facts.writable() ? "this user may not write the node" : "the node cannot be written";
    return Optional.of(resources.reason(Code.NOT_WRITABLE, name, detail));
  }

  private Optional<Reason> unreadable(ResourceName name, NodeFacts facts) {
    if (facts.readable() && facts.userReadable()) {
      return Optional.empty();
    }
    String detail =
        facts.readable() ? "this user may not read the node" : "the node cannot be read";
    return Optional.of(resources.reason(Code.NOT_READABLE, name, detail));
  }
}
