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
 * Reads a server's NamespaceArray, StartTime and OperationLimits (OPC 10000-5, 6.3) at the
 * beginning of each session, because all of them may have changed. Methods are called one by one,
 * so MaxNodesPerMethodCall is not needed.
 */
final class ServerCapabilities {
  /** How many nodes every server takes in one Read, before its limits are known. */
  private static final int FIRST_READ = 2;

  private final AttributeReader reads;
  private final int nodesPerCall;

  ServerCapabilities(AttributeReader reads, int nodesPerCall) {
    this.reads = reads;
    this.nodesPerCall = nodesPerCall;
  }

  ActiveSession read(
      SecureChannelConnection connection,
      OpcUaSession session,
      EndpointDescription endpoint,
      Deadline deadline)
      throws UnansweredException {
    OperationLimits cautious = new OperationLimits(FIRST_READ, 1, 1, 1);
    DataTypeCache types = new DataTypeCache(reads);
    ActiveSession first =
        new ActiveSession(connection, session, endpoint, new NamespaceTable(), cautious, types);
    List<DataValue> found =
        reads.values(
            first,
            Stream.of(
                    NodeIds.Server_NamespaceArray,
                    NodeIds.Server_ServerStatus_StartTime,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerWrite,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxMonitoredItemsPerCall,
                    NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerBrowse)
                .map(node -> AttributeReader.attribute(node, AttributeId.Value))
                .toList(),
            deadline);
    session.serverStart(
        found.get(1).getValue().value() instanceof DateTime start && start.isNotNull()
            ? start.getJavaInstant()
            : Instant.EPOCH);
    OperationLimits limits =
        new OperationLimits(
            limit(found.get(2)), limit(found.get(3)), limit(found.get(4)), limit(found.get(5)));
    return new ActiveSession(
        connection, session, endpoint, namespaces(found.getFirst()), limits, types);
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
          "the server does not tell its namespaces: " + StatusName.of(read.getStatusCode()));
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

  /** Whether the server answers a Read of its State (OPC 10000-5, 12.10). */
  boolean isAlive(ActiveSession session, Deadline deadline) {
    NodeId state = NodeIds.Server_ServerStatus_State;
    try {
      DataValue read =
          reads
              .values(
                  session, List.of(AttributeReader.attribute(state, AttributeId.Value)), deadline)
              .getFirst();
      return read.getStatusCode() != null;
    } catch (UnansweredException silent) {
      return false;
    }
  }
}
