package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** The Read service (OPC 10000-4, 5.11.2), in as many requests as the server's limits ask for. */
final class AttributeReader {
  /** The value that the device has now, and not a cached one. */
  private static final double MAX_AGE = 0.0;

  private final Duration requestTime;
  private final TimeSource clock;

  AttributeReader(Duration requestTime, TimeSource clock) {
    this.requestTime = requestTime;
    this.clock = clock;
  }

  static ReadValueId attribute(NodeId node, AttributeId attribute) {
    return new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE);
  }

  /** One value for each, in the same order, with its own status. */
  List<DataValue> values(ActiveSession session, List<ReadValueId> wanted, Deadline deadline)
      throws UnansweredException {
    List<DataValue> found = new ArrayList<>();
    while (found.size() < wanted.size()) {
      int until = Math.min(wanted.size(), found.size() + session.limits().reads());
      List<ReadValueId> part = wanted.subList(found.size(), until);
      try {
        found.addAll(part(session, part, deadline));
      } catch (UnansweredException refused) {
        if (!refused.is(StatusCodes.Bad_TooManyOperations) || part.size() == 1) {
          throw refused;
        }
        session.limits().tooManyReads(part.size());
      }
    }
    return found;
  }

  private List<DataValue> part(ActiveSession session, List<ReadValueId> part, Deadline deadline)
      throws UnansweredException {
    ReadValueId[] nodes = part.toArray(ReadValueId[]::new);
    ReadResponse response =
        session
            .ask(
                deadline.within(requestTime, clock),
                ReadResponse.class,
                header -> new ReadRequest(header, MAX_AGE, TimestampsToReturn.Source, nodes))
            .orThrow();
    DataValue[] results = response.getResults();
    if (results == null || results.length != nodes.length) {
      throw new UnansweredException("the server answered for another number of nodes");
    }
    return Arrays.asList(results);
  }
}
