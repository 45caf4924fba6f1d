package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Preparation.JobOrder;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Order;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * The ISA95JobOrderDataType of an order (OPC 10031-4, 6.3.4): its command id, and a parameter for
 * each value of the command, by the name of its resource or the {@code parameterId} that it has.
 */
final class JobOrderDocuments {
  private final NodeResolver resolver;

  JobOrderDocuments(NodeResolver resolver) {
    this.resolver = resolver;
  }

  DeviceName device() {
    return resolver.device().name();
  }

  /** What of the order cannot be sent. */
  List<Reason> faults(Order order, JobOrder job) {
    List<Reason> faults = new ArrayList<>();
    if (!(order.action().work() instanceof Work.Write write)) {
      return List.of(
          Reason.of(Code.UNSUPPORTED, "job-order takes values; this command has none")
              .at(device()));
    }
    for (Assignment each : write.assignments()) {
      try {
        parameter(each);
      } catch (UnlocatedException unknown) {
        faults.add(unknown.reason(resolver.device(), each.resource()));
      } catch (MisfitException misfit) {
        faults.add(resolver.reason(misfit.code(), each.resource(), misfit.detail()));
      }
    }
    return faults;
  }

  ExtensionObject of(ActiveSession session, Order order, JobOrder job)
      throws UnlocatedException, MisfitException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("JobOrderID", order.reference());
    job.workMaster()
        .ifPresent(id -> document.put("WorkMasterID", List.of(Map.<String, Object>of("ID", id))));
    List<Object> parameters = new ArrayList<>();
    if (order.action().work() instanceof Work.Write write) {
      for (Assignment each : write.assignments()) {
        parameters.add(parameter(each));
      }
    }
    document.put("JobOrderParameters", parameters);
    NodeId encoding =
        JobStructures.Type.ORDER
            .encodingIn(session.namespaces())
            .orElseThrow(
                () -> new UnlocatedException(Code.UNSUPPORTED, "no " + JobStructures.NAMESPACE));
    return JobStructures.encode(document, JobStructures.Type.ORDER, encoding);
  }

  private Map<String, Object> parameter(Assignment assignment)
      throws UnlocatedException, MisfitException {
    Resource resource = resolver.named(assignment.resource());
    WireType type = WireType.natural(resource.type()).in(resource);
    Variant value = value(assignment, resource, type);
    String id =
        resource.attributes().get("parameterId") instanceof String named
            ? named
            : resource.name().value();
    return Map.of("ID", id, "Value", value);
  }

  /** Without a session: what a server would have to describe first is no parameter. */
  private static Variant value(Assignment assignment, Resource resource, WireType type)
      throws MisfitException {
    ValueConversion.Writing writing = ValueConversion.Writing.of(resource);
    try {
      return ValueConversion.toWire(KnownTypes.NONE, assignment.value(), writing, type);
    } catch (KnownTypes.UnknownTypeException structure) {
      throw new MisfitException(Code.UNSUPPORTED, "a job order takes no structures as parameters");
    }
  }
}
