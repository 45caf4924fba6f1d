package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumValueType;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ViewDescription;
import org.jspecify.annotations.Nullable;

/**
 * The properties of nodes that bound their values (OPC 10000-3, 5.6.2; OPC 10000-8, 5.3 and 5.6).
 * Their node ids are kept as long as a session, their values are read anew. For a server that does
 * not let them be browsed, no bounds are known. Thread-safe.
 */
final class VariableProperties {
  private static final String UNITS = "EngineeringUnits";

  private static final Set<String> WANTED =
      Set.of(
          "InstrumentRange",
          "EURange",
          UNITS,
          "EnumStrings",
          "EnumValues",
          "MaxStringLength",
          "MaxByteStringLength",
          "MaxArrayLength");

  private static final List<NodeId> CAPABILITIES =
      List.of(
          NodeIds.Server_ServerCapabilities_MaxStringLength,
          NodeIds.Server_ServerCapabilities_MaxByteStringLength,
          NodeIds.Server_ServerCapabilities_MaxArrayLength);

  /**
   * Fewer than any server's MaxNodesPerBrowse in use; one at a time where even that is too many.
   */
  private static final int BROWSED_AT_ONCE = 20;

  private static final long ENUMERATION = 29;

  private final AttributeReader reads;
  private final Map<NodeId, Map<String, NodeId>> known = new ConcurrentHashMap<>();

  VariableProperties(AttributeReader reads) {
    this.reads = reads;
  }

  /** What is known of one variable or argument: its own properties go before those of its type. */
  record Owner(NodeId node, NodeId dataType) {}

  /** One answer for each, in the same order. */
  List<ValueBounds> of(ActiveSession session, List<Owner> owners, Deadline deadline)
      throws UnansweredException {
    Set<NodeId> nodes = new LinkedHashSet<>();
    for (Owner owner : owners) {
      nodes.add(owner.node());
      nodes.add(owner.dataType());
    }
    nodes.removeIf(node -> node.isNull() || isOfTheStandard(node));
    locate(session, nodes, deadline);
    Map<NodeId, Object> values = values(session, nodes, deadline);
    return owners.stream().map(owner -> bounds(owner, values)).toList();
  }

  /** The units of variables, as the server shows them; empty where it names none. */
  List<String> units(ActiveSession session, List<NodeId> nodes, Deadline deadline)
      throws UnansweredException {
    locate(session, nodes, deadline);
    Map<NodeId, Object> values = values(session, Set.copyOf(nodes), deadline);
    return nodes.stream()
        .map(
            node ->
                Optional.ofNullable(known.getOrDefault(node, Map.of()).get(UNITS))
                    .map(values::get)
                    .map(VariableProperties::decoded)
                    .filter(EUInformation.class::isInstance)
                    .map(said -> text(((EUInformation) said).getDisplayName()))
                    .orElse(""))
        .toList();
  }

  /** The standard's own types bound nothing. */
  private static boolean isOfTheStandard(NodeId node) {
    return node.getNamespaceIndex().intValue() == 0
        && node.getIdentifier() instanceof Number number
        && number.longValue() <= ENUMERATION;
  }

  private Map<NodeId, Object> values(ActiveSession session, Set<NodeId> nodes, Deadline deadline)
      throws UnansweredException {
    List<NodeId> asked = new ArrayList<>(CAPABILITIES);
    nodes.forEach(node -> asked.addAll(known.getOrDefault(node, Map.of()).values()));
    List<ReadValueId> wanted =
        asked.stream().map(node -> AttributeReader.attribute(node, AttributeId.Value)).toList();
    List<DataValue> read = reads.values(session, wanted, deadline);
    Map<NodeId, Object> values = new HashMap<>();
    for (int each = 0; each < asked.size(); each++) {
      Object value = read.get(each).getValue().value();
      if (value != null && read.get(each).getStatusCode().isGood()) {
        values.put(asked.get(each), value);
      }
    }
    return values;
  }

  private ValueBounds bounds(Owner owner, Map<NodeId, Object> values) {
    Map<String, Object> said = new HashMap<>();
    for (NodeId node : List.of(owner.dataType(), owner.node())) {
      known
          .getOrDefault(node, Map.of())
          .forEach(
              (name, property) ->
                  Optional.ofNullable(values.get(property))
                      .ifPresent(value -> said.put(name, value)));
    }
    return new ValueBounds(
        span("InstrumentRange", said).or(() -> span("EURange", said)),
        words(said),
        new ValueBounds.Lengths(
            length(said.get("MaxStringLength"), values.get(CAPABILITIES.get(0))),
            length(said.get("MaxByteStringLength"), values.get(CAPABILITIES.get(1))),
            length(said.get("MaxArrayLength"), values.get(CAPABILITIES.get(2)))));
  }

  /** A range that holds nothing, such as 0 to 0, was never set. */
  private static Optional<ValueBounds.Span> span(String name, Map<String, Object> said) {
    return decoded(said.get(name)) instanceof Range range
            && range.getLow() < range.getHigh()
            && Double.isFinite(range.getLow())
            && Double.isFinite(range.getHigh())
        ? Optional.of(new ValueBounds.Span(name, range.getLow(), range.getHigh()))
        : Optional.empty();
  }

  private static Optional<SortedMap<Long, String>> words(Map<String, Object> said) {
    SortedMap<Long, String> words = new TreeMap<>();
    if (said.get("EnumValues") instanceof Object[] values) {
      for (Object each : values) {
        if (decoded(each) instanceof EnumValueType value) {
          words.put(value.getValue(), text(value.getDisplayName()));
        }
      }
    } else if (said.get("EnumStrings") instanceof LocalizedText[] texts) {
      for (int each = 0; each < texts.length; each++) {
        words.put((long) each, text(texts[each]));
      }
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(words);
  }

  private static String text(@Nullable LocalizedText text) {
    return text == null || text.text() == null ? "" : text.text();
  }

  private static long length(@Nullable Object own, @Nullable Object servers) {
    if (own instanceof Number number && number.longValue() > 0) {
      return number.longValue();
    }
    return servers instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable Object decoded(@Nullable Object value) {
    try {
      return value instanceof ExtensionObject object
          ? object.decode(DefaultEncodingContext.INSTANCE)
          : value;
    } catch (UaSerializationException broken) {
      return null;
    }
  }

  // ---- where they are

  private void locate(ActiveSession session, Collection<NodeId> nodes, Deadline deadline)
      throws UnansweredException {
    List<NodeId> unknown = nodes.stream().filter(node -> !known.containsKey(node)).toList();
    int together = BROWSED_AT_ONCE;
    for (int from = 0; from < unknown.size(); ) {
      List<NodeId> part = unknown.subList(from, Math.min(unknown.size(), from + together));
      try {
        locate(session, part, browse(session, part, deadline));
        from += part.size();
      } catch (UnansweredException refused) {
        if (!refused.isRefusal()) {
          throw refused;
        }
        if (refused.is(StatusCodes.Bad_TooManyOperations) && part.size() > 1) {
          together = 1;
          continue;
        }
        part.forEach(node -> known.put(node, Map.of()));
        from += part.size();
      }
    }
  }

  private void locate(
      ActiveSession session, List<NodeId> nodes, BrowseResult @Nullable [] results) {
    for (int each = 0; each < nodes.size(); each++) {
      Map<String, NodeId> properties = new LinkedHashMap<>();
      ReferenceDescription[] found =
          results != null && each < results.length ? results[each].getReferences() : null;
      for (ReferenceDescription property : found == null ? new ReferenceDescription[0] : found) {
        String name = String.valueOf(property.getBrowseName().name());
        if (WANTED.contains(name)) {
          property
              .getNodeId()
              .toNodeId(session.namespaces())
              .ifPresent(node -> properties.put(name, node));
        }
      }
      known.put(nodes.get(each), Map.copyOf(properties));
    }
  }

  private static BrowseResult @Nullable [] browse(
      ActiveSession session, List<NodeId> nodes, Deadline deadline) throws UnansweredException {
    ViewDescription whole = new ViewDescription(NodeId.NULL_VALUE, null, Unsigned.uint(0));
    BrowseDescription[] wanted =
        nodes.stream()
            .map(
                node ->
                    new BrowseDescription(
                        node,
                        BrowseDirection.Forward,
                        NodeIds.HasProperty,
                        true,
                        Unsigned.uint(0),
                        Unsigned.uint(BrowseResultMask.BrowseName.getValue())))
            .toArray(BrowseDescription[]::new);
    return session
        .ask(
            deadline,
            BrowseResponse.class,
            header -> new BrowseRequest(header, whole, Unsigned.uint(0), wanted))
        .orThrow()
        .getResults();
  }
}
