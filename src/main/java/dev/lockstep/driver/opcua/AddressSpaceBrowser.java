package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.BrowseFailedException;
import dev.lockstep.driver.BrowseRequest;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Browses one server: walks, then asks what the nodes are that it found. A connection that is lost
 * meanwhile is waited for, and the walk goes on where it was.
 */
final class AddressSpaceBrowser {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int AT_ONCE = 100;
  private static final int LOSSES_MAX = 5;
  private static final String STOPPED = "stopped";

  private final OpcUaLink link;
  private final ServerTrust trust;
  private final OpcUaSettings.Times times;
  private final TimeSource clock;

  AddressSpaceBrowser(
      OpcUaLink link, ServerTrust trust, OpcUaSettings.Times times, TimeSource clock) {
    this.link = link;
    this.trust = trust;
    this.times = times;
    this.clock = clock;
  }

  /** Something that is asked of the server. */
  @FunctionalInterface
  private interface Part {
    void ask(ActiveSession session) throws UnansweredException;
  }

  SelfDescription browse(BrowseRequest wanted, IntConsumer progress) throws BrowseFailedException {
    approve(wanted);
    ExpandedNodeId root = root(wanted.under(), wanted.patience());
    BrowseServices services = new BrowseServices(times.requestTimeout(), clock);
    AddressSpaceWalk walk = new AddressSpaceWalk(services, wanted.nodesMax(), wanted.depthMax());
    if (wanted.rest().isPresent()) {
      WalkText.read(wanted.rest().get(), root, walk);
    } else {
      answered(session -> walk.begin(root, definition(session, root)), wanted.patience());
    }
    NodeDescriptions descriptions = new NodeDescriptions(times.requestTimeout(), clock);
    CompanionModels models = new CompanionModels(times.requestTimeout(), clock);
    try {
      look(walk, descriptions, wanted.patience(), progress);
      answered(
          session -> models.recognize(session, walk.objects(), walk.found()), wanted.patience());
    } catch (BrowseFailedException broken) {
      if (walk.found().isEmpty()) {
        throw broken;
      }
      walk.end(broken.getMessage() + "; which models it follows was not looked at");
    }
    if (walk.found().isEmpty() && walk.omissions().size() == 1) {
      throw new BrowseFailedException(
          "nothing was found under %s: it %s; --under NODE names another node, such as nsu=URI;s=NAME"
              .formatted(root.toParseableString(), walk.omissions().getFirst().why()));
    }
    Optional<String> rest = walk.unfinished().map(why -> WalkText.write(root, walk));
    return models.applied(descriptions.found(walk.omissions(), walk.unfinished(), rest));
  }

  /** Each step is described at once, so that what was found outlasts the server's last word. */
  private void look(
      AddressSpaceWalk walk, NodeDescriptions descriptions, Duration patience, IntConsumer progress)
      throws BrowseFailedException {
    int described = 0;
    while (true) {
      List<AddressSpaceWalk.Place> part = walk.foundFrom(described, AT_ONCE);
      if (Thread.currentThread().isInterrupted()) {
        throw new BrowseFailedException(STOPPED);
      }
      if (!part.isEmpty()) {
        answered(session -> descriptions.add(session, part), patience);
        described += part.size();
      } else if (walk.over()) {
        return;
      } else {
        answered(session -> walk.step(session, progress), patience);
      }
    }
  }

  private @Nullable ExpandedNodeId definition(ActiveSession session, ExpandedNodeId root)
      throws UnansweredException {
    return TypeLineage.definition(session, root, Deadline.in(times.requestTimeout(), clock));
  }

  private ExpandedNodeId root(Optional<String> under, Duration patience)
      throws BrowseFailedException {
    if (under.isEmpty()) {
      return absolute(NodeIds.ObjectsFolder.expanded(), patience);
    }
    try {
      return absolute(ExpandedNodeId.parse(under.get().strip()), patience);
    } catch (UaRuntimeException malformed) {
      throw new BrowseFailedException(
          "--under is \"%s\"; nsu=URI;s=NAME or ns=3;i=1001 would be right".formatted(under.get()));
    }
  }

  private ExpandedNodeId absolute(ExpandedNodeId node, Duration patience)
      throws BrowseFailedException {
    ActiveSession session = session(patience);
    Optional<NodeId> here = node.toNodeId(session.namespaces());
    return here.flatMap(known -> known.expanded().absolute(session.namespaces()))
        .orElseThrow(
            () ->
                new BrowseFailedException(
                    "the server knows no namespace of --under \"%s\"; it has %s"
                        .formatted(
                            node.toParseableString(),
                            String.join(", ", session.namespaces().toArray()))));
  }

  /** Asks again where a connection was lost on the way, until it fails in one session. */
  private void answered(Part part, Duration patience) throws BrowseFailedException {
    ActiveSession session = session(patience);
    for (int losses = 0; ; losses++) {
      try {
        part.ask(session);
        return;
      } catch (UnansweredException failed) {
        if (Thread.currentThread().isInterrupted()) {
          throw new BrowseFailedException(STOPPED);
        }
        ActiveSession next = session(patience);
        boolean same =
            next.session() == session.session() && next.connection() == session.connection();
        if (same || losses == LOSSES_MAX) {
          throw new BrowseFailedException("the server does not go on: " + failed.detail());
        }
        session = next;
      }
    }
  }

  /** Waits for a session, or for the certificate that a person is to look at first. */
  private void approve(BrowseRequest wanted) throws BrowseFailedException {
    Deadline deadline = Deadline.in(wanted.patience(), clock);
    while (link.session().isEmpty() && trust.waiting() == 0 && !deadline.passed(clock)) {
      pause();
    }
    if (link.session().isPresent() || trust.waiting() == 0) {
      return;
    }
    TrustRequest request = wanted.trust().orElseThrow(() -> new BrowseFailedException(untrusted()));
    TrustChange change = trust.approve(request);
    if (!(change instanceof TrustChange.Made)) {
      throw new BrowseFailedException(change.detail());
    }
  }

  private String untrusted() {
    String shown =
        trust.standing().refused().stream()
            .filter(TrustStanding.Refused::waits)
            .map(each -> each.certificate().thumbprint())
            .collect(Collectors.joining(", "));
    return "%s; it shows %s: --trust THUMBPRINT approves it for this device alone"
        .formatted(link.status().detail(), shown);
  }

  private ActiveSession session(Duration patience) throws BrowseFailedException {
    Deadline deadline = Deadline.in(patience, clock);
    while (true) {
      Optional<ActiveSession> session = link.session();
      if (session.isPresent()) {
        return session.get();
      }
      if (deadline.passed(clock)) {
        throw new BrowseFailedException("not connected: " + link.status().detail());
      }
      pause();
    }
  }

  private static void pause() throws BrowseFailedException {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new BrowseFailedException(STOPPED);
    }
  }
}
