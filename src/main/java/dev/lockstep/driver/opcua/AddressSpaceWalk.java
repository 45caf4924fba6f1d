package dev.lockstep.driver.opcua;

import dev.lockstep.device.SelfDescription.Omission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntConsumer;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;

/**
 * A walk down the hierarchical references of an address space (OPC 10000-3, 7), breadth first: each
 * node once, however many ways lead to it, and by the shortest of them. Nodes are kept by their
 * namespace URIs, so that it goes on where it was when a connection was lost in between.
 */
final class AddressSpaceWalk {
  private static final int AT_ONCE = 100;

  /** What describes a variable or a method, and is no value of the machine (OPC 10000-3, 5.6). */
  private static final Set<String> METADATA =
      Set.of(
          "AllowNulls",
          "BitMask",
          "Definition",
          "EngineeringUnits",
          "EnumStrings",
          "EnumValues",
          "EURange",
          "Icon",
          "InputArguments",
          "InstrumentRange",
          "LocalTime",
          "MaxArrayLength",
          "MaxByteStringLength",
          "MaxCharacters",
          "MaxStringLength",
          "NamingRule",
          "NodeVersion",
          "OptionSetValues",
          "OutputArguments",
          "ValueAsText",
          "ValuePrecision",
          "ViewVersion");

  private final BrowseServices services;
  private final int nodesMax;
  private final int depthMax;
  private final Set<ExpandedNodeId> seen = new HashSet<>();
  private final Queue<Place> ahead = new ArrayDeque<>();
  private final List<Place> found = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();
  private int looked;
  private Optional<String> unfinished = Optional.empty();

  /**
   * A node, and how it was come by.
   *
   * @param path of browse names, from the node where the walk began
   * @param node by its namespace URI
   * @param parent where it was found
   * @param property whether it is a property of its parent
   */
  record Place(
      List<String> path,
      ExpandedNodeId node,
      ExpandedNodeId parent,
      NodeClass nodeClass,
      boolean property) {
    Place {
      path = List.copyOf(path);
    }
  }

  /**
   * @param nodesMax how many nodes are looked at
   * @param depthMax how far down
   */
  AddressSpaceWalk(BrowseServices services, int nodesMax, int depthMax) {
    this.services = services;
    this.nodesMax = nodesMax;
    this.depthMax = depthMax;
  }

  void begin(ExpandedNodeId root) {
    seen.add(root);
    ahead.add(new Place(List.of(), root, root, NodeClass.Object, false));
  }

  /** Whether nothing is left to be looked at, or no more may be. */
  boolean over() {
    return ahead.isEmpty() || unfinished.isPresent();
  }

  /**
   * Looks at the next nodes. Where it fails, nothing has changed, and it may be called again.
   *
   * @param progress is told how many nodes were looked at
   */
  void step(ActiveSession session, IntConsumer progress) throws UnansweredException {
    List<Place> now = ahead.stream().limit(Math.min(AT_ONCE, nodesMax - looked)).toList();
    if (now.isEmpty()) {
      unfinished = Optional.of(tooMany());
      return;
    }
    List<Place> known = new ArrayList<>();
    List<NodeId> nodes = new ArrayList<>();
    for (Place place : now) {
      Optional<NodeId> node = place.node().toNodeId(session.namespaces());
      if (node.isPresent()) {
        known.add(place);
        nodes.add(node.get());
      }
    }
    List<BrowseServices.Below> answers = services.below(session, nodes);
    now.forEach(place -> ahead.remove());
    looked += now.size();
    for (int each = 0; each < known.size(); each++) {
      take(session, known.get(each), answers.get(each));
    }
    progress.accept(looked);
  }

  private String tooMany() {
    Place next = Objects.requireNonNull(ahead.peek());
    return "%d nodes were looked at, and %d more stand ahead: browse a part by --under \"%s\", or allow more by --max-nodes"
        .formatted(looked, ahead.size(), next.node().toParseableString());
  }

  private void take(ActiveSession session, Place parent, BrowseServices.Below below) {
    if (!below.status().isGood()) {
      omissions.add(
          new Omission(
              parent.path(),
              "is not shown whole: the server answers " + StatusName.of(below.status())));
    }
    for (ReferenceDescription reference : below.references()) {
      Optional<ExpandedNodeId> node =
          reference.getNodeId().isLocal()
              ? reference.getNodeId().absolute(session.namespaces())
              : Optional.empty();
      if (node.isEmpty() || isOfTheStandard(reference) || !seen.add(node.get())) {
        continue;
      }
      List<String> path = new ArrayList<>(parent.path());
      path.add(name(reference));
      boolean property = NodeIds.HasProperty.equals(reference.getReferenceTypeId());
      Place place = new Place(path, node.get(), parent.node(), reference.getNodeClass(), property);
      if (property && METADATA.contains(name(reference))) {
        continue;
      }
      if (place.nodeClass() != NodeClass.Object) {
        found.add(place);
      }
      follow(place);
    }
  }

  private void follow(Place place) {
    if (place.nodeClass() == NodeClass.Method || place.property()) {
      return;
    }
    if (place.path().size() < depthMax) {
      ahead.add(place);
    } else if (place.nodeClass() == NodeClass.Object) {
      omissions.add(
          new Omission(
              place.path(), "stands %d deep; what is below is not shown".formatted(depthMax)));
    }
  }

  /**
   * The standard's own objects (OPC 10000-5, 8.3: Server, Aliases, Locations and such) hold nothing
   * of the machine.
   */
  private static boolean isOfTheStandard(ReferenceDescription reference) {
    return reference.getNodeClass() == NodeClass.Object && reference.getNodeId().isOpcUaNamespace();
  }

  private static String name(ReferenceDescription reference) {
    QualifiedName browseName = reference.getBrowseName();
    if (browseName != null && browseName.name() != null && !browseName.name().isBlank()) {
      return browseName.name();
    }
    LocalizedText shown = reference.getDisplayName();
    return shown == null || shown.text() == null ? "" : shown.text();
  }

  /** Variables and methods, in the order in which they were found. */
  List<Place> found() {
    return List.copyOf(found);
  }

  List<Omission> omissions() {
    return List.copyOf(omissions);
  }

  /** Why it ended before its end, if it did. */
  Optional<String> unfinished() {
    return unfinished;
  }
}
