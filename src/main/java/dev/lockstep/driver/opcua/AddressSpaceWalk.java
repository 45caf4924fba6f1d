package dev.lockstep.driver.opcua;

import dev.lockstep.device.SelfDescription.Omission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;

/**
 * A walk down the hierarchical references of an address space (OPC 10000-3, 7), breadth first: each
 * node once, however many ways lead to it, and by the shortest of them. Nodes are kept by their
 * namespace URIs, so that it goes on where it was when a connection was lost in between.
 */
final class AddressSpaceWalk {
  private static final int AT_ONCE = 100;

  private final BrowseServices services;
  private final int nodesMax;
  private final int depthMax;
  private final Set<ExpandedNodeId> seen = new HashSet<>();
  private final Queue<Place> ahead = new ArrayDeque<>();
  private final Set<Callable> callable = new HashSet<>();
  private final Map<ExpandedNodeId, List<String>> organized = new LinkedHashMap<>();
  private final List<Place> found = new ArrayList<>();
  private final List<Place> objects = new ArrayList<>();
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
   * @param kind its type definition and the namespace of its browse name
   */
  record Place(
      List<String> path,
      ExpandedNodeId node,
      ExpandedNodeId parent,
      NodeClass nodeClass,
      boolean property,
      Kind kind) {
    Place {
      path = List.copyOf(path);
    }

    String name() {
      return path.getLast();
    }
  }

  /**
   * What a reference says of the node behind it.
   *
   * @param type null where it has none
   * @param namespace the URI; empty where it is not known
   */
  record Kind(@Nullable ExpandedNodeId type, String namespace) {}

  /** A method belongs to an object, and several objects of a type may share its node. */
  private record Callable(ExpandedNodeId owner, ExpandedNodeId method) {}

  /**
   * @param nodesMax how many nodes are looked at
   * @param depthMax how far down
   */
  AddressSpaceWalk(BrowseServices services, int nodesMax, int depthMax) {
    this.services = services;
    this.nodesMax = nodesMax;
    this.depthMax = depthMax;
  }

  /**
   * @param type of the root; null where it has none
   */
  void begin(ExpandedNodeId root, @Nullable ExpandedNodeId type) {
    seen.add(root);
    Kind kind = new Kind(type, "");
    Place place = new Place(List.of(), root, root, NodeClass.Object, false, kind);
    ahead.add(place);
    objects.add(place);
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

  /** Ends it before its end. */
  void end(String why) {
    unfinished = Optional.of("%s; %d nodes stand ahead".formatted(why, ahead.size()));
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
      if (node.isEmpty() || ReferenceReader.isOfTheStandard(reference)) {
        continue;
      }
      List<String> path = new ArrayList<>(parent.path());
      path.add(ReferenceReader.name(reference));
      if (!isNew(reference, parent, node.get(), path)) {
        continue;
      }
      boolean property = NodeIds.HasProperty.equals(reference.getReferenceTypeId());
      if (property && ReferenceReader.isMetadata(reference)) {
        continue;
      }
      Place place =
          new Place(
              path,
              node.get(),
              parent.node(),
              reference.getNodeClass(),
              property,
              ReferenceReader.kind(session, reference));
      (place.nodeClass() == NodeClass.Object ? objects : found).add(place);
      follow(place);
    }
  }

  /**
   * A node counts once, a method once for each object that it is a component of: only with that
   * object can it be called (OPC 10000-4, 5.12.2), and not with a folder that organizes it.
   */
  private boolean isNew(
      ReferenceDescription reference, Place parent, ExpandedNodeId node, List<String> path) {
    if (reference.getNodeClass() != NodeClass.Method) {
      return seen.add(node);
    }
    if (NodeIds.Organizes.equals(reference.getReferenceTypeId())) {
      organized.putIfAbsent(node, path);
      return false;
    }
    return callable.add(new Callable(parent.node(), node));
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

  /** Variables and methods, in the order in which they were found. */
  List<Place> found() {
    return List.copyOf(found);
  }

  /** Of the variables and methods the next ones from this one on. */
  List<Place> foundFrom(int first, int most) {
    return List.copyOf(found.subList(first, Math.min(found.size(), first + most)));
  }

  /** What is left to be looked at. */
  Set<ExpandedNodeId> ahead() {
    return ahead.stream().map(Place::node).collect(Collectors.toSet());
  }

  /**
   * Goes on where another walk ended.
   *
   * @param known what that one had found, in its order, the root first
   * @param left of these, the nodes that are to be looked at still
   */
  void goOn(List<Place> known, Set<ExpandedNodeId> left) {
    for (Place each : known) {
      if (each.nodeClass() == NodeClass.Method) {
        callable.add(new Callable(each.parent(), each.node()));
      } else {
        seen.add(each.node());
      }
      (each.nodeClass() == NodeClass.Object ? objects : found).add(each);
      if (left.contains(each.node()) && each.nodeClass() != NodeClass.Method) {
        ahead.add(each);
      }
    }
  }

  /** Objects, in the order in which they were found; the one where it began is the first. */
  List<Place> objects() {
    return List.copyOf(objects);
  }

  List<Omission> omissions() {
    List<Omission> all = new ArrayList<>(omissions);
    Set<ExpandedNodeId> owned = callable.stream().map(Callable::method).collect(Collectors.toSet());
    organized.forEach(
        (method, path) -> {
          if (!owned.contains(method)) {
            all.add(
                new Omission(path, "is a method, and the object that it belongs to was not found"));
          }
        });
    return all;
  }

  /** Why it ended before its end, if it did. */
  Optional<String> unfinished() {
    return unfinished;
  }
}
