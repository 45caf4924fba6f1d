package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseNextRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseNextResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ViewDescription;
import org.jspecify.annotations.Nullable;

/** All references of one node, in as many answers as the server gives (OPC 10000-4, 5.9). */
final class AllReferences {
  private static final int AT_ONCE = 100;

  private AllReferences() {}

  /**
   * Those that are wanted.
   *
   * @param most after so many, or a few more, the rest is left, and the server told so
   */
  static List<ReferenceDescription> of(
      ActiveSession session, BrowseDescription wanted, int most, Deadline deadline)
      throws UnansweredException {
    ViewDescription whole = new ViewDescription(NodeId.NULL_VALUE, null, Unsigned.uint(0));
    BrowseDescription[] nodes = {wanted};
    BrowseResponse first =
        session
            .ask(
                deadline,
                BrowseResponse.class,
                header -> new BrowseRequest(header, whole, Unsigned.uint(AT_ONCE), nodes))
            .orThrow();
    List<ReferenceDescription> found = new ArrayList<>();
    ByteString point = add(first.getResults(), found);
    while (point.length() > 0) {
      boolean enough = found.size() > most;
      ByteString[] points = {point};
      BrowseNextResponse next =
          session
              .ask(
                  deadline,
                  BrowseNextResponse.class,
                  header -> new BrowseNextRequest(header, enough, points))
              .orThrow();
      point = enough ? ByteString.NULL_VALUE : add(next.getResults(), found);
    }
    return found;
  }

  /** Where the server goes on; nowhere, where it has no more. */
  private static ByteString add(
      BrowseResult @Nullable [] results, List<ReferenceDescription> found) {
    if (results == null || results.length == 0 || results[0].getReferences() == null) {
      return ByteString.NULL_VALUE;
    }
    found.addAll(List.of(results[0].getReferences()));
    ByteString point = results[0].getContinuationPoint();
    boolean more = point != null && results[0].getReferences().length > 0;
    return more ? point : ByteString.NULL_VALUE;
  }
}
