package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;

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
    for (Assignment assignment : assignments) {
      for (int each = 0; each < located.size(); each++) {
        if (located.get(each).resource().name().equals(assignment.resource())) {
          fault(online, assignment, facts.get(each), deadline).ifPresent(faults::add);
          break;
        }
      }
    }
  }

  private Optional<Reason> fault(
      Online online, Assignment assignment, NodeFacts facts, Deadline deadline)
      throws UnansweredException {
    ResourceName name = assignment.resource();
    Optional<Reason> fault =
        missing(name, facts, NodeClass.Variable).or(() -> unwritable(name, facts));
    if (fault.isPresent()) {
      return fault;
    }
    Resource resource = resources.device().profile().resource(name).orElseThrow();
    Optional<Shape> shape = online.shapes().learn(online, facts, resource.type(), deadline);
    if (shape.isEmpty()) {
      String detail = "the node's type %s is not supported by this version yet";
      return Optional.of(
          resources.reason(Code.UNSUPPORTED, name, detail.formatted(facts.dataType())));
    }
    try {
      Casting.toWire(assignment.value(), resource.scaling(), shape.get());
      return Optional.empty();
    } catch (Casting.MisfitException misfit) {
      return Optional.of(resources.reason(misfit.code(), name, misfit.detail()));
    }
  }

  private void call(Online online, Work.Call call, Deadline deadline, List<Reason> faults)
      throws UnansweredException {
    ResourceName name = call.method();
    try {
      Resource method = resources.named(name);
      NodeId node = resources.node(method, "methodId", online);
      NodeFacts facts = online.shapes().method(online, node, deadline);
      Optional<Reason> fault = missing(name, facts, NodeClass.Method);
      if (fault.isEmpty() && !(facts.executable() && facts.userExecutable())) {
        String who = facts.executable() ? "this user" : "anybody now";
        fault =
            Optional.of(
                resources.reason(Code.NOT_WRITABLE, name, "the method cannot be called by " + who));
      }
      if (fault.isPresent()) {
        faults.add(fault.get());
        return;
      }
      methods.request(online, call, deadline);
    } catch (Resources.UnlocatedException unlocated) {
      faults.add(unlocated.reason(resources.device(), name));
    } catch (Casting.MisfitException misfit) {
      faults.add(resources.reason(misfit.code(), name, misfit.detail()));
    }
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
