package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;

/**
 * The wire types of nodes, kept as long as a session, because a restarted server may have others.
 * Thread-safe.
 */
final class DataTypeCache {
  private static final List<AttributeId> OF_VARIABLES =
      List.of(
          AttributeId.NodeClass,
          AttributeId.DataType,
          AttributeId.ValueRank,
          AttributeId.ArrayDimensions,
          AttributeId.AccessLevel,
          AttributeId.UserAccessLevel);

  private static final List<AttributeId> OF_METHODS =
      List.of(AttributeId.NodeClass, AttributeId.Executable, AttributeId.UserExecutable);

  /** The ValueRank of a single value. */
  private static final int SCALAR = -1;

  private final AttributeReader reads;
  private final VariableProperties properties;
  private final Map<Variable, WireType> known = new ConcurrentHashMap<>();
  private final Map<NodeId, Refusal> refusals = new ConcurrentHashMap<>();
  private final DataTypeHierarchy types = new DataTypeHierarchy();
  private final StructureTypes structures;

  DataTypeCache(AttributeReader reads) {
    this.reads = reads;
    this.properties = new VariableProperties(reads);
    TypeDescriptions descriptions = new TypeDescriptions(reads, types);
    DictionaryLayouts dictionaries = new DictionaryLayouts(new TypeDictionaries(reads), properties);
    this.structures =
        new StructureTypes(
            descriptions, new StructureLayoutReader(descriptions, types, properties, dictionaries));
  }

  /**
   * A variable as a profile has it: where the server leaves the shape open, that decides.
   *
   * @param range of how many dimensions the range is by which a part of it is addressed; zero for
   *     the whole value
   */
  record Variable(NodeId node, ValueType declared, int range) {
    boolean isPart() {
      return range > 0;
    }
  }

  /** Facts of variables, read anew, because access rights change while a machine runs. */
  List<NodeFacts> variables(ActiveSession session, List<NodeId> nodes, Deadline deadline)
      throws UnansweredException {
    return facts(session, nodes, OF_VARIABLES, deadline);
  }

  StructureTypes structures() {
    return structures;
  }

  VariableProperties properties() {
    return properties;
  }

  /** Facts of a method, read anew. */
  NodeFacts method(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    return facts(session, List.of(node), OF_METHODS, deadline).getFirst();
  }

  private List<NodeFacts> facts(
      ActiveSession session, List<NodeId> nodes, List<AttributeId> attributes, Deadline deadline)
      throws UnansweredException {
    List<ReadValueId> wanted = new ArrayList<>();
    for (NodeId node : nodes) {
      attributes.forEach(attribute -> wanted.add(AttributeReader.attribute(node, attribute)));
    }
    Iterator<DataValue> values = reads.values(session, wanted, deadline).iterator();
    List<NodeFacts> facts = new ArrayList<>();
    for (NodeId node : nodes) {
      Map<AttributeId, DataValue> found = new EnumMap<>(AttributeId.class);
      attributes.forEach(attribute -> found.put(attribute, values.next()));
      facts.add(facts(node, found));
    }
    return facts;
  }

  private static NodeFacts facts(NodeId node, Map<AttributeId, DataValue> found) {
    return new NodeFacts(
        node,
        Objects.requireNonNull(found.get(AttributeId.NodeClass)).getStatusCode(),
        value(found, AttributeId.NodeClass, Integer.class)
            .flatMap(number -> Optional.ofNullable(NodeClass.from(number)))
            .orElse(NodeClass.Unspecified),
        value(found, AttributeId.DataType, NodeId.class).orElse(NodeId.NULL_VALUE),
        value(found, AttributeId.ValueRank, Integer.class).orElse(-1),
        dimensions(value(found, AttributeId.ArrayDimensions, Object.class).orElse(null)),
        value(found, AttributeId.AccessLevel, UByte.class).map(UByte::intValue).orElse(0),
        value(found, AttributeId.UserAccessLevel, UByte.class).map(UByte::intValue).orElse(0),
        value(found, AttributeId.Executable, Boolean.class).orElse(false),
        value(found, AttributeId.UserExecutable, Boolean.class).orElse(false));
  }

  private static List<Long> dimensions(@Nullable Object found) {
    return found instanceof UInteger[] lengths
        ? Arrays.stream(lengths).map(UInteger::longValue).toList()
        : List.of();
  }

  private static <T> Optional<T> value(
      Map<AttributeId, DataValue> found, AttributeId attribute, Class<T> type) {
    return Optional.ofNullable(found.get(attribute))
        .map(read -> read.getValue().value())
        .filter(type::isInstance)
        .map(type::cast);
  }

  /** The shapes of these variables; a node whose shape cannot be learnt is left out. */
  Map<Variable, WireType> of(ActiveSession session, Set<Variable> variables, Deadline deadline)
      throws UnansweredException {
    List<Variable> unknown = variables.stream().filter(each -> !known.containsKey(each)).toList();
    if (!unknown.isEmpty()) {
      List<NodeId> nodes = unknown.stream().map(Variable::node).distinct().toList();
      Map<NodeId, NodeFacts> facts = new HashMap<>();
      variables(session, nodes, deadline).forEach(each -> facts.put(each.node(), each));
      for (Variable each : unknown) {
        try {
          learn(session, Objects.requireNonNull(facts.get(each.node())), each, deadline);
        } catch (MisfitException undescribed) {
          known.remove(each);
        }
      }
    }
    Map<Variable, WireType> shapes = new HashMap<>();
    for (Variable each : variables) {
      Optional.ofNullable(known.get(each)).ifPresent(wireType -> shapes.put(each, wireType));
    }
    return shapes;
  }

  /** The shape of a variable, from facts that were just read; kept. Refused for what none has. */
  Optional<WireType> learn(
      ActiveSession session, NodeFacts facts, Variable variable, Deadline deadline)
      throws MisfitException, UnansweredException {
    ValueType declared = variable.declared();
    if (facts.nodeClass() != NodeClass.Variable) {
      return Optional.empty();
    }
    Optional<OpcUaDataType> type = types.builtIn(session, facts.dataType(), deadline);
    int dimensions =
        variable.isPart() && facts.rank() < 1 && facts.rank() != SCALAR
            ? current(session, facts.node(), deadline)
                .map(WireType::dimensions)
                .orElse(variable.range())
            : dimensions(facts.rank(), declared);
    Optional<WireType> wireType = type.map(found -> new WireType(found, dimensions));
    if (type.isEmpty() && DataTypeHierarchy.isAbstract(facts.dataType())) {
      wireType = current(session, facts.node(), deadline).or(() -> Optional.of(natural(variable)));
    }
    if (wireType.isPresent() && wireType.get().type() == OpcUaDataType.ExtensionObject) {
      wireType = Optional.of(structure(session, facts, wireType.get(), deadline));
    } else if (wireType.isPresent() && wireType.get().type() == OpcUaDataType.LocalizedText) {
      wireType = Optional.of(wireType.get().in(locale(session, facts.node(), deadline)));
    }
    wireType.ifPresent(found -> known.put(variable, found));
    return wireType;
  }

  private static WireType natural(Variable variable) {
    WireType natural = WireType.natural(variable.declared());
    return variable.isPart() ? new WireType(natural.type(), variable.range()) : natural;
  }

  /**
   * A structure that is written: of the node's type, in the language of its texts; where that type
   * is abstract, of the type that its value has now.
   */
  private WireType structure(
      ActiveSession session, NodeFacts facts, WireType wireType, Deadline deadline)
      throws MisfitException, UnansweredException {
    Variant now = value(session, facts.node(), deadline);
    NodeId dataType = structures.concrete(session, facts.dataType(), now, deadline);
    return wireType.of(dataType).in(structures.locale(session, now, deadline));
  }

  /**
   * A node that changed its type answers BadTypeMismatch: ask again next time, also for what its
   * structures are made of.
   */
  void forget(NodeId node) {
    known.keySet().removeIf(each -> each.node().equals(node));
    structures.forget();
  }

  /** A server's answer to a write of a part, and the type that the node had then. */
  private record Refusal(StatusCode status, WireType wireType) {}

  /** Servers say only in their answer to a write that they do not write parts of a node. */
  void partRefused(NodeId node, StatusCode status, WireType wireType) {
    refusals.put(node, new Refusal(status, wireType));
  }

  /** The answer to an earlier write of a part, where the node has the type that it had then. */
  Optional<StatusCode> refusal(NodeId node, WireType wireType) {
    return Optional.ofNullable(refusals.get(node))
        .filter(each -> each.wireType().equals(wireType))
        .map(Refusal::status);
  }

  /** The shape of a method's argument; empty for unknown types. */
  Optional<WireType> argument(
      ActiveSession session, Argument argument, ValueType declared, Deadline deadline)
      throws UnansweredException {
    int dimensions = dimensions(argument.getValueRank(), declared);
    NodeId dataType = argument.getDataType();
    Optional<WireType> wireType =
        types
            .builtIn(session, dataType, deadline)
            .map(type -> new WireType(type, dimensions).of(dataType));
    return wireType.isEmpty() && DataTypeHierarchy.isAbstract(dataType)
        ? Optional.of(WireType.natural(declared))
        : wireType;
  }

  /** A node of an abstract type keeps the type that its value has. */
  private Optional<WireType> current(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    Variant read = value(session, node, deadline);
    return read.getDataType().map(type -> new WireType(type, dimensionsOf(read.value())));
  }

  /** A text is written in the language that it has: no other is made of it. */
  private Optional<String> locale(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    Object read = value(session, node, deadline).value();
    Object first = read instanceof LocalizedText[] all && all.length > 0 ? all[0] : read;
    return first instanceof LocalizedText text
        ? Optional.ofNullable(text.locale()).filter(locale -> !locale.isEmpty())
        : Optional.empty();
  }

  private static int dimensionsOf(@Nullable Object value) {
    return value != null && ValueConversion.isArray(value)
        ? ValueConversion.lengths(value).length
        : 0;
  }

  /** How many elements the node has now in each dimension; empty where its value is no array. */
  Optional<int[]> length(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    Object read = value(session, node, deadline).value();
    return Optional.ofNullable(read).filter(ValueConversion::isArray).map(ValueConversion::lengths);
  }

  private Variant value(ActiveSession session, NodeId node, Deadline deadline)
      throws UnansweredException {
    List<ReadValueId> value = List.of(AttributeReader.attribute(node, AttributeId.Value));
    return reads.values(session, value, deadline).getFirst().getValue();
  }

  /** By ValueRank (OPC 10000-3, 5.6.2): 0 and more are arrays, -2 and -3 may be. */
  private static int dimensions(int rank, ValueType declared) {
    boolean list = declared.kind() == ValueType.Kind.LISTING;
    return switch (rank) {
      case 0 -> WireType.OPEN;
      case SCALAR -> 0;
      case -2 -> list ? WireType.OPEN : 0;
      case -3 -> list ? 1 : 0;
      default -> Math.max(rank, 0);
    };
  }
}
