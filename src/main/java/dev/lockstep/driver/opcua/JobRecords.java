package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.driver.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/**
 * A server's own record of job orders: JobOrderList, and the job response for what has begun (OPC
 * 10031-4, 6.2.1.2 and 6.2.7.2). Reads only.
 */
final class JobRecords {
  private final AttributeReader reads;

  JobRecords(AttributeReader reads) {
    this.reads = reads;
  }

  /**
   * What the server has.
   *
   * @param listed how many orders stand in its list
   * @param state of the order that was asked for; empty where it has none of that id
   */
  record Found(int listed, Optional<JobState> state) {}

  Found find(ActiveSession session, JobOrderNodes nodes, String id, Deadline deadline)
      throws UnansweredException {
    List<ExtensionObject> listed = list(session, nodes.list(), deadline);
    for (ExtensionObject each : listed) {
      Map<String, Object> entry =
          JobStructures.decode(each, JobStructures.Type.ORDER_AND_STATE, session.namespaces());
      if (entry.get("JobOrder") instanceof Map<?, ?> order && id.equals(order.get("JobOrderID"))) {
        return new Found(listed.size(), Optional.of(known(entry.getOrDefault("State", ""))));
      }
    }
    return new Found(listed.size(), response(session, nodes, id, deadline));
  }

  private List<ExtensionObject> list(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    DataValue read =
        reads
            .values(session, List.of(AttributeReader.attribute(node, AttributeId.Value)), deadline)
            .getFirst();
    if (!read.getStatusCode().isGood()) {
      throw new UnansweredException(
          "JobOrderList cannot be read: " + StatusName.of(read.getStatusCode()));
    }
    return read.getValue().value() instanceof ExtensionObject[] entries
        ? List.of(entries)
        : new ArrayList<>();
  }

  /** A server may drop an order from its list when it has ended, and keep its response. */
  private static Optional<JobState> response(
      ActiveSession session, JobOrderNodes nodes, String id, Deadline deadline)
      throws UnansweredException {
    ObjectMethods.Answer answer =
        ObjectMethods.call(session, nodes.response(), List.of(Variant.ofString(id)), deadline);
    if (!(answer.sent() instanceof SendResult.Accepted)
        && !(answer.sent() instanceof SendResult.Pending)) {
      throw new UnansweredException(answer.sent().detail());
    }
    ReturnStatus status = ReturnStatus.of(answer.outputs());
    if (status.isRefusal() && !status.isUnknownOrder()) {
      throw new UnansweredException(nodes.response().name() + ": " + status);
    }
    if (status.isRefusal()
        || answer.outputs().isEmpty()
        || !(answer.outputs().getFirst().value() instanceof ExtensionObject object)
        || object.isNull()) {
      return Optional.empty();
    }
    Map<String, Object> response =
        JobStructures.decode(object, JobStructures.Type.RESPONSE, session.namespaces());
    return id.equals(response.get("JobOrderID"))
        ? Optional.of(known(response.getOrDefault("JobState", "")))
        : Optional.empty();
  }

  private static JobState known(Object states) throws UnansweredException {
    return JobState.top(states)
        .orElseThrow(
            () -> new UnansweredException("the job order has no state that OPC 10031-4 knows"));
  }

  /** Why an order could not be stored, started or cancelled by this user. */
  Optional<String> uncallable(ActiveSession session, JobOrderNodes nodes, Deadline deadline)
      throws UnansweredException {
    return ObjectMethods.uncallable(
        session, List.of(nodes.store(), nodes.start(), nodes.cancel()), reads, deadline);
  }

  /** MaxDownloadableJobOrders; empty where the server does not say, or has no limit. */
  Optional<Integer> room(ActiveSession session, JobOrderNodes nodes, Deadline deadline)
      throws UnansweredException {
    if (nodes.room().isEmpty()) {
      return Optional.empty();
    }
    DataValue read =
        reads
            .values(
                session,
                List.of(AttributeReader.attribute(nodes.room().get(), AttributeId.Value)),
                deadline)
            .getFirst();
    return read.getStatusCode().isGood() && read.getValue().value() instanceof Number most
        ? Optional.of(most.intValue()).filter(each -> each > 0)
        : Optional.empty();
  }
}
