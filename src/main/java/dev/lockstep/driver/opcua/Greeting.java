package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * What a server is asked first in each session, because all of it may have changed: its namespaces,
 * when it was started, and how much it takes at once. Method calls go one by one, so
 * MaxNodesPerMethodCall needs no asking.
 */
final class Greeting {
  /** Before the limits are known: what every server takes. */
  private static final int FIRST_READ = 2;

  private final Reads reads;
  private final int nodesPerCall;

  Greeting(Reads reads, int nodesPerCall) {
    this.reads = reads;
    this.nodesPerCall = nodesPerCall;
  }

  Online read(Way way, Session session, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    Limits cautious = new Limits(FIRST_READ, 1, 1);
    Shapes shapes = new Shapes(reads);
    Online first = new Online(way, session, endpoint, new NamespaceTable(), cautious, shapes);
    List<DataValue> found =
        reads.values(
            first,
            Stream.of(
                    NodeIds.Server_NamespaceArray,
                    NodeIds.Server_ServerStatus_StartTime,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerWrite,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxMonitoredItemsPerCall)
                .map(node -> Reads.attribute(node, AttributeId.Value))
                .toList(),
            deadline);
    session.serverStart(
        found.get(1).getValue().value() instanceof DateTime start && start.isNotNull()
            ? start.getJavaInstant()
            : Instant.EPOCH);
    Limits limits = new Limits(limit(found.get(2)), limit(found.get(3)), limit(found.get(4)));
    return new Online(way, session, endpoint, namespaces(found.getFirst()), limits, shapes);
  }

  /** Zero, or no such node, means that the server names no limit. */
  private int limit(DataValue read) {
    return read.getValue().value() instanceof UInteger limit && limit.longValue() > 0
        ? (int) Math.min(limit.longValue(), nodesPerCall)
        : nodesPerCall;
  }

  private static NamespaceTable namespaces(DataValue read) throws UnansweredException {
    if (!(read.getValue().value() instanceof String[] uris)) {
      throw new UnansweredException(
          "the server does not tell its namespaces: " + StatusTable.name(read.getStatusCode()));
    }
    NamespaceTable table = new NamespaceTable();
    for (int index = 1; index < uris.length; index++) {
      // A server may leave an index empty; its place still counts.
      String uri = uris[index];
      boolean usable = uri != null && !Arrays.asList(uris).subList(0, index).contains(uri);
      table.set(index, usable ? uri : "urn:dev.lockstep:unnamed:" + index);
    }
    return table;
  }

  /** The sign of life. */
  boolean isAlive(Online online, Deadline deadline) {
    NodeId state = NodeIds.Server_ServerStatus_State;
    try {
      DataValue read =
          reads
              .values(online, List.of(Reads.attribute(state, AttributeId.Value)), deadline)
              .getFirst();
      return read.getStatusCode() != null;
    } catch (UnansweredException silent) {
      return false;
    }
  }
}
