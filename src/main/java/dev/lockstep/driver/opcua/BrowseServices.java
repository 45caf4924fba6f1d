package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseNextRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseNextResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ViewDescription;

/**
 * The Browse and BrowseNext services (OPC 10000-4, 5.9.2 and 5.9.3): what stands below a node, in
 * as many requests as the server's limits ask for.
 */
final class BrowseServices {
  /** Of a server that takes more; each may have a thousand references. */
  private static final int NODES_AT_ONCE = 50;

  /** How many references one answer may hold for each node; the rest come by BrowseNext. */
  private static final int REFERENCES_AT_ONCE = 1_000;

  /** A server whose continuation points never end is given up after so many. */
  private static final int CONTINUATIONS_MAX = 1_000;

  private static final int CLASSES =
      NodeClass.Object.getValue() | NodeClass.Variable.getValue() | NodeClass.Method.getValue();

  private static final int RESULT =
      BrowseResultMask.ReferenceTypeId.getValue()
          | BrowseResultMask.IsForward.getValue()
          | BrowseResultMask.NodeClass.getValue()
          | BrowseResultMask.BrowseName.getValue()
          | BrowseResultMask.DisplayName.getValue()
          | BrowseResultMask.TypeDefinition.getValue();

  private final Duration requestTime;
  private final TimeSource clock;

  BrowseServices(Duration requestTime, TimeSource clock) {
    this.requestTime = requestTime;
    this.clock = clock;
  }

  /**
   * What stands below one node.
   *
   * @param status Good, or why the server does not say all of it
   */
  record Below(NodeId node, StatusCode status, List<ReferenceDescription> references) {}

  /** One answer for each node, in their order. */
  List<Below> below(ActiveSession session, List<NodeId> nodes) throws UnansweredException {
    List<Below> found = new ArrayList<>();
    while (found.size() < nodes.size()) {
      int together = Math.min(NODES_AT_ONCE, session.limits().browses());
      int until = Math.min(nodes.size(), found.size() + together);
      List<NodeId> part = nodes.subList(found.size(), until);
      try {
        found.addAll(part(session, part));
      } catch (UnansweredException refused) {
        if (!refused.is(StatusCodes.Bad_TooManyOperations) || part.size() == 1) {
          throw refused;
        }
        session.limits().tooManyBrowses(part.size());
      }
    }
    return found;
  }

  private List<Below> part(ActiveSession session, List<NodeId> nodes) throws UnansweredException {
    ViewDescription whole = new ViewDescription(NodeId.NULL_VALUE, null, Unsigned.uint(0));
    BrowseDescription[] wanted =
        nodes.stream().map(BrowseServices::children).toArray(BrowseDescription[]::new);
    BrowseResult[] results =
        session
            .ask(
                deadline(),
                BrowseResponse.class,
                header ->
                    new BrowseRequest(header, whole, Unsigned.uint(REFERENCES_AT_ONCE), wanted))
            .orThrow()
            .getResults();
    if (results == null || results.length != nodes.size()) {
      throw new UnansweredException("the server answered for another number of nodes");
    }
    List<Below> found = new ArrayList<>();
    List<Integer> again = new ArrayList<>();
    for (int each = 0; each < nodes.size(); each++) {
      // A server has room for few continuation points; a node that found none is asked alone.
      boolean noRoom =
          results[each].getStatusCode().value() == StatusCodes.Bad_NoContinuationPoints
              && nodes.size() > 1;
      if (noRoom) {
        again.add(each);
      }
      found.add(whole(session, nodes.get(each), results[each]));
    }
    for (int each : again) {
      found.set(each, part(session, List.of(nodes.get(each))).getFirst());
    }
    return found;
  }

  private static BrowseDescription children(NodeId node) {
    return new BrowseDescription(
        node,
        BrowseDirection.Forward,
        NodeIds.HierarchicalReferences,
        true,
        Unsigned.uint(CLASSES),
        Unsigned.uint(RESULT));
  }

  /** With what the continuation points bring. */
  private Below whole(ActiveSession session, NodeId node, BrowseResult first)
      throws UnansweredException {
    List<ReferenceDescription> references = new ArrayList<>(references(first));
    BrowseResult last = first;
    for (int each = 0; each < CONTINUATIONS_MAX && goesOn(last); each++) {
      last = next(session, last.getContinuationPoint());
      references.addAll(references(last));
    }
    if (goesOn(last)) {
      release(session, last.getContinuationPoint());
    }
    StatusCode status =
        goesOn(last) ? new StatusCode(StatusCodes.Bad_TooManyMatches) : last.getStatusCode();
    return new Below(node, status, references);
  }

  private static boolean goesOn(BrowseResult result) {
    return result.getStatusCode().isGood()
        && result.getContinuationPoint() != null
        && result.getContinuationPoint().isNotNull()
        && result.getContinuationPoint().length() > 0;
  }

  private static List<ReferenceDescription> references(BrowseResult result) {
    ReferenceDescription[] found = result.getReferences();
    return found == null ? List.of() : Arrays.asList(found);
  }

  private BrowseResult next(ActiveSession session, ByteString point) throws UnansweredException {
    BrowseResult[] results = ask(session, point, false).orThrow().getResults();
    if (results == null || results.length != 1) {
      throw new UnansweredException("the server answered for another number of nodes");
    }
    return results[0];
  }

  /**
   * A server has few of them, and they are not ours alone; one that it keeps ends with the session.
   */
  private void release(ActiveSession session, ByteString point) {
    var unused = ask(session, point, true);
  }

  private ServiceResponse<BrowseNextResponse> ask(
      ActiveSession session, ByteString point, boolean release) {
    ByteString[] points = {point};
    return session.ask(
        deadline(),
        BrowseNextResponse.class,
        header -> new BrowseNextRequest(header, release, points));
  }

  private Deadline deadline() {
    return Deadline.in(requestTime, clock);
  }
}
