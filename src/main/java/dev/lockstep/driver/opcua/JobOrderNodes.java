package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.Preparation.JobOrder;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import dev.lockstep.driver.opcua.ObjectMethods.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;

/**
 * The nodes of one job order receiver and of its response provider in one session (OPC 10031-4,
 * 6.2.1 and 6.2.7). Every method of a receiver is optional there: without Store, Start and Cancel
 * it cannot be armed.
 *
 * @param revoke RevokeStart, where the server has it
 * @param room MaxDownloadableJobOrders, where the server has it
 */
record JobOrderNodes(
    Method store,
    Method start,
    Method cancel,
    Optional<Method> revoke,
    NodeId list,
    Optional<NodeId> room,
    Method response) {
  private static final String RESPONSE = "RequestJobResponseByJobOrderID";
  private static final List<String> OF_RECEIVER =
      List.of(
          "Store", "Start", "Cancel", "RevokeStart", "JobOrderList", "MaxDownloadableJobOrders");

  static JobOrderNodes find(ActiveSession session, JobOrder job, Deadline deadline)
      throws UnlocatedException, UnansweredException {
    NodeId receiver = node(session, job.receiver(), "receiver");
    NodeId provider = node(session, job.responses(), "responses");
    List<BrowsePaths.Path> paths = new ArrayList<>();
    for (String each : OF_RECEIVER) {
      paths.add(new BrowsePaths.Path(receiver, List.of(name(session, each))));
    }
    paths.add(new BrowsePaths.Path(provider, List.of(name(session, RESPONSE))));
    List<Optional<NodeId>> found = BrowsePaths.nodes(session, paths, deadline);
    return new JobOrderNodes(
        needed(receiver, job.receiver(), found, 0),
        needed(receiver, job.receiver(), found, 1),
        needed(receiver, job.receiver(), found, 2),
        found.get(3).map(each -> new Method(OF_RECEIVER.get(3), receiver, each)),
        needed(receiver, job.receiver(), found, 4).node(),
        found.get(5),
        needed(provider, job.responses(), found, OF_RECEIVER.size()));
  }

  private static Method needed(
      NodeId object, String address, List<Optional<NodeId>> found, int each)
      throws UnlocatedException {
    String name = each < OF_RECEIVER.size() ? OF_RECEIVER.get(each) : RESPONSE;
    String missing = "%s has no %s of %s";
    return found
        .get(each)
        .map(node -> new Method(name, object, node))
        .orElseThrow(
            () ->
                new UnlocatedException(
                    Code.UNSUPPORTED, missing.formatted(address, name, JobStructures.NAMESPACE)));
  }

  private static NodeId node(ActiveSession session, String address, String key)
      throws UnlocatedException {
    String unknown = "the server does not know the namespace of %s";
    try {
      return NodeAddress.of(address, key)
          .in(session.namespaces())
          .orElseThrow(() -> new UnlocatedException(Code.UNREADABLE, unknown.formatted(address)));
    } catch (NodeAddress.MalformedException malformed) {
      throw new UnlocatedException(Code.UNSUPPORTED, malformed.detail());
    }
  }

  private static QualifiedName name(ActiveSession session, String name) throws UnlocatedException {
    return Optional.ofNullable(session.namespaces().getIndex(JobStructures.NAMESPACE))
        .map(index -> new QualifiedName(index, name))
        .orElseThrow(
            () ->
                new UnlocatedException(
                    Code.UNSUPPORTED,
                    "the server does not know the namespace %s, whose job orders job-order takes"
                        .formatted(JobStructures.NAMESPACE)));
  }
}
