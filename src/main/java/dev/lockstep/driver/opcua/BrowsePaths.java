package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathTarget;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;
import org.eclipse.milo.opcua.stack.core.types.structured.TranslateBrowsePathsToNodeIdsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.TranslateBrowsePathsToNodeIdsResponse;

/**
 * The TranslateBrowsePathsToNodeIds service (OPC 10000-4, 5.9.4): the nodes that a companion model
 * names by their browse names, below a node that a profile names.
 */
final class BrowsePaths {
  private BrowsePaths() {}

  /** A node below another one, by the browse names on the way. */
  record Path(NodeId start, List<QualifiedName> names) {
    Path {
      names = List.copyOf(names);
    }
  }

  /** One node for each path, in the same order; empty where there is none at this server. */
  static List<Optional<NodeId>> nodes(ActiveSession session, List<Path> paths, Deadline deadline)
      throws UnansweredException {
    try {
      return part(session, paths, deadline);
    } catch (UnansweredException refused) {
      if (!refused.is(StatusCodes.Bad_TooManyOperations) || paths.size() == 1) {
        throw refused;
      }
    }
    List<Optional<NodeId>> found = new ArrayList<>();
    for (Path each : paths) {
      found.addAll(part(session, List.of(each), deadline));
    }
    return found;
  }

  private static List<Optional<NodeId>> part(
      ActiveSession session, List<Path> paths, Deadline deadline) throws UnansweredException {
    BrowsePath[] wanted = paths.stream().map(BrowsePaths::wire).toArray(BrowsePath[]::new);
    BrowsePathResult[] results =
        session
            .ask(
                deadline,
                TranslateBrowsePathsToNodeIdsResponse.class,
                header -> new TranslateBrowsePathsToNodeIdsRequest(header, wanted))
            .orThrow()
            .getResults();
    if (results == null || results.length != wanted.length) {
      throw new UnansweredException("the server answered for another number of nodes");
    }
    List<Optional<NodeId>> found = new ArrayList<>();
    for (BrowsePathResult each : results) {
      found.add(node(each, session));
    }
    return found;
  }

  private static BrowsePath wire(Path path) {
    RelativePathElement[] elements =
        path.names().stream()
            .map(each -> new RelativePathElement(NodeIds.HierarchicalReferences, false, true, each))
            .toArray(RelativePathElement[]::new);
    return new BrowsePath(path.start(), new RelativePath(elements));
  }

  private static Optional<NodeId> node(BrowsePathResult result, ActiveSession session) {
    BrowsePathTarget[] targets = result.getTargets();
    return result.getStatusCode().isGood() && targets != null && targets.length > 0
        ? targets[0].getTargetId().toNodeId(session.namespaces())
        : Optional.empty();
  }
}
