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

/**
 * Examines, before the vote, whether a server would accept a piece of work, without carrying out
 * any of it (ARCHITECTURE, P11).
 */
final class Examiner {
  private final NodeResolver resolver;
  private final MethodCaller caller;
  private final PartExaminer parts;

  Examiner(NodeResolver resolver, MethodCaller caller, PartExaminer parts) {
    this.resolver = resolver;
    this.caller = caller;
    this.parts = parts;
  }

  List<Reason> examine(ActiveSession session, Work work, Deadline deadline) {
    List<Reason> faults = new ArrayList<>();
    try {
      switch (work) {
        case Work.Look look -> look(session, look.resources(), deadline, faults);
        case Work.Write write -> write(session, write.assignments(), deadline, faults);
        case Work.Call call -> call(session, call, deadline, faults);
      }
    } catch (UnansweredException silent) {
      faults.add(Reason.of(Code.UNREADABLE, silent.detail()).at(resolver.device().name()));
    }
    return faults;
  }

  private void look(
      ActiveSession session, List<ResourceName> names, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    List<NodeResolver.Located> located = located(session, names, faults);
    List<NodeFacts> facts = facts(session, located, deadline);
    for (int each = 0; each < located.size(); each++) {
      ResourceName name = located.get(each).resource().name();
      NodeFacts found = facts.get(each);
      missing(name, found, NodeClass.Variable)
          .or(() -> unreadable(name, found))
          .ifPresent(faults::add);
    }
  }

  private void write(
      ActiveSession session, List<Assignment> assignments, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    List<ResourceName> names = assignments.stream().map(Assignment::resource).toList();
    List<NodeResolver.Located> located = located(session, names, faults);
    List<NodeFacts> facts = facts(session, located, deadline);
    List<ValueBounds> bounds = bounds(session, facts, deadline);
    List<NodeResolver.Located> fitting = new ArrayList<>();
    for (Assignment assignment : assignments) {
      for (int each = 0; each < located.size(); each++) {
        if (located.get(each).resource().name().equals(assignment.resource())) {
          Target target = new Target(located.get(each), facts.get(each), bounds.get(each));
          List<Reason> found = faults(session, assignment.value(), target, deadline);
          faults.addAll(found);
          if (found.isEmpty()) {
            fitting.add(located.get(each));
          }
          break;
        }
      }
    }
    faults.addAll(parts.examine(session, fitting, deadline));
  }

  private static List<ValueBounds> bounds(
      ActiveSession session, List<NodeFacts> facts, Deadline deadline) throws UnansweredException {
    List<VariableProperties.Owner> owners =
        facts.stream()
            .map(each -> new VariableProperties.Owner(each.node(), each.dataType()))
            .toList();
    return session.types().properties().of(session, owners, deadline);
  }

  /** What is to be written, and what its server says of it. */
  private record Target(NodeResolver.Located located, NodeFacts facts, ValueBounds bounds) {
    Resource resource() {
      return located.resource();
    }
  }

  private List<Reason> faults(ActiveSession session, Value value, Target target, Deadline deadline)
      throws UnansweredException {
    ResourceName name = target.resource().name();
    NodeFacts facts = target.facts();
    Optional<Reason> fault =
        missing(name, facts, NodeClass.Variable).or(() -> unwritable(name, facts));
    if (fault.isPresent()) {
      return List.of(fault.get());
    }
    try {
      Optional<WireType> wireType =
          session.types().learn(session, facts, target.located().variable(), deadline);
      if (wireType.isEmpty()) {
        String detail = "the node's type %s is not supported by this version yet";
        return List.of(resolver.reason(Code.UNSUPPORTED, name, detail.formatted(facts.dataType())));
      }
      StructureTypes.Write write = StructureTypes.Write.of(value, target.located(), wireType.get());
      Variant raw = session.types().structures().encoded(session, write, deadline);
      Optional<String> length =
          write.part().isPresent()
              ? write.part().get().outside(facts.dimensions())
              : length(session, raw, target, deadline);
      return length
          .or(() -> target.bounds().seenBy(target.resource()).misfit(raw))
          .or(() -> session.messages().misfit(raw))
          .map(detail -> resolver.reason(Code.OUT_OF_RANGE, name, detail))
          .stream()
          .toList();
    } catch (MisfitException misfit) {
      return resolver.reasons(misfit, name);
    }
  }

  /** What the method says it answers, against what the profile takes for success. */
  List<Reason> outputs(
      ActiveSession session, Work.Call call, List<OutputCondition> expected, Deadline deadline) {
    List<Reason> faults = new ArrayList<>();
    try {
      MethodSignature signature = caller.ready(session, call, deadline).signature();
      for (OutputCondition each : expected) {
        signature
            .misfit(each)
            .map(detail -> resolver.reason(Code.OUTPUTS_DIFFER, call.method(), detail))
            .ifPresent(faults::add);
      }
    } catch (NodeResolver.UnlocatedException | MisfitException | UnansweredException told) {
      // What is wrong with the call itself is said where that is examined.
      return faults;
    }
    return faults;
  }

  private static Optional<String> length(
      ActiveSession session, Variant raw, Target target, Deadline deadline)
      throws UnansweredException {
    NodeFacts facts = target.facts();
    Optional<String> length =
        ArrayDimensions.misfit("node", raw, facts.dimensions(), target.resource());
    if (length.isPresent() && ArrayDimensions.isShorter(raw, facts.dimensions())) {
      // ArrayDimensions are a maximum where the node itself shows fewer elements.
      Optional<int[]> now = session.types().length(session, facts.node(), deadline);
      length = length.filter(detail -> !ArrayDimensions.isMaximum(now, facts.dimensions()));
    }
    return length;
  }

  private void call(ActiveSession session, Work.Call call, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    ResourceName name = call.method();
    try {
      Resource method = resolver.named(name);
      NodeId node = resolver.node(method, "methodId", session);
      NodeFacts facts = session.types().method(session, node, deadline);
      NodeId object = resolver.node(method, "objectId", session);
      NodeFacts owner = session.types().method(session, object, deadline);
      Optional<Reason> fault =
          missing(name, facts, NodeClass.Method)
              .or(() -> uncallable(name, facts))
              .or(() -> ownerless(name, owner));
      if (fault.isPresent()) {
        faults.add(fault.get());
        return;
      }
      MethodCaller.Ready ready = caller.ready(session, call, deadline);
      Inputs inputs = new Inputs(ready.signature().inputs(), ready.request().getInputArguments());
      inputs(session, call, inputs, deadline).forEach(faults::add);
      Variant[] given = inputs.given() == null ? new Variant[0] : inputs.given();
      session
          .messages()
          .misfit(given)
          .map(detail -> resolver.reason(Code.OUT_OF_RANGE, name, detail))
          .ifPresent(faults::add);
    } catch (NodeResolver.UnlocatedException unlocated) {
      faults.add(unlocated.reason(resolver.device(), name));
    } catch (MisfitException misfit) {
      faults.addAll(resolver.reasons(misfit, name));
    }
  }

  /** What a method takes, and what it is to be given, side by side. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Inputs(List<Argument> arguments, Variant @Nullable [] given) {}

  private List<Reason> inputs(
      ActiveSession session, Work.Call call, Inputs inputs, Deadline deadline)
      throws UnansweredException, NodeResolver.UnlocatedException {
    List<VariableProperties.Owner> owners =
        inputs.arguments().stream()
            .map(each -> new VariableProperties.Owner(NodeId.NULL_VALUE, each.getDataType()))
            .toList();
    List<ValueBounds> bounds = session.types().properties().of(session, owners, deadline);
    List<Reason> faults = new ArrayList<>();
    for (int each = 0; inputs.given() != null && each < inputs.given().length; each++) {
      Resource resource = resolver.named(call.inputs().get(each).resource());
      Argument argument = inputs.arguments().get(each);
      String what = "input " + argument.getName();
      Variant raw = inputs.given()[each];
      ValueBounds bound = bounds.get(each).seenBy(resource);
      ArrayDimensions.misfit(what, raw, ArrayDimensions.of(argument), resource)
          .or(() -> bound.misfit(raw))
          .map(detail -> resolver.reason(Code.OUT_OF_RANGE, resource.name(), detail))
          .ifPresent(faults::add);
    }
    return faults;
  }

  private Optional<Reason> uncallable(ResourceName name, NodeFacts facts) {
    if (facts.executable() && facts.userExecutable()) {
      return Optional.empty();
    }
    String who = facts.executable() ? "this user" : "any user now";
    return Optional.of(
        resolver.reason(Code.NOT_WRITABLE, name, "the method cannot be called by " + who));
  }

  private Optional<Reason> ownerless(ResourceName name, NodeFacts owner) {
    String detail = "the server answers %s for the method's object";
    return owner.status().isGood()
        ? Optional.empty()
        : Optional.of(
            resolver.reason(
                Code.UNREADABLE, name, detail.formatted(StatusName.of(owner.status()))));
  }

  private List<NodeResolver.Located> located(
      ActiveSession session, List<ResourceName> names, List<Reason> faults) {
    List<NodeResolver.Located> located = new ArrayList<>();
    for (ResourceName name : names) {
      try {
        located.add(resolver.variable(name, session));
      } catch (NodeResolver.UnlocatedException unlocated) {
        faults.add(unlocated.reason(resolver.device(), name));
      }
    }
    return located;
  }

  private static List<NodeFacts> facts(
      ActiveSession session, List<NodeResolver.Located> located, Deadline deadline)
      throws UnansweredException {
    List<NodeId> nodes = located.stream().map(NodeResolver.Located::node).toList();
    return session.types().variables(session, nodes, deadline);
  }

  private Optional<Reason> missing(ResourceName name, NodeFacts facts, NodeClass wanted) {
    if (!facts.status().isGood()) {
      String detail = "the server answers " + StatusName.of(facts.status());
      return Optional.of(resolver.reason(Code.UNREADABLE, name, detail));
    }
    if (facts.nodeClass() != wanted) {
      String detail = "the node is a %s; a %s is wanted".formatted(facts.nodeClass(), wanted);
      return Optional.of(resolver.reason(Code.UNSUPPORTED, name, detail));
    }
    return Optional.empty();
  }

  private Optional<Reason> unwritable(ResourceName name, NodeFacts facts) {
    if (facts.writable() && facts.userWritable()) {
      return Optional.empty();
    }
    String detail =
        facts.writable() ? "this user may not write the node" : "the node cannot be written";
    return Optional.of(resolver.reason(Code.NOT_WRITABLE, name, detail));
  }

  private Optional<Reason> unreadable(ResourceName name, NodeFacts facts) {
    if (facts.readable() && facts.userReadable()) {
      return Optional.empty();
    }
    String detail =
        facts.readable() ? "this user may not read the node" : "the node cannot be read";
    return Optional.of(resolver.reason(Code.NOT_READABLE, name, detail));
  }
}
