package dev.lockstep.driver.opcua;

import dev.lockstep.device.Access;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Omission;
import dev.lockstep.device.SelfDescription.Shape;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of the nodes that a walk has found: type, access, range, units, words,
 * arguments. What this driver could not read or write is left out, with the reason.
 */
final class NodeDescriptions {
  private final AttributeReader reads;
  private final MethodSignatureReader signatures;
  private final Duration requestTime;
  private final TimeSource clock;
  private final List<SelfDescription.Found> resources = new ArrayList<>();
  private final List<SelfDescription.Method> methods = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();

  NodeDescriptions(Duration requestTime, TimeSource clock) {
    this.reads = new AttributeReader(requestTime, clock);
    this.signatures = new MethodSignatureReader(reads);
    this.requestTime = requestTime;
    this.clock = clock;
  }

  /** A place of the walk, with its node id in a session. */
  private record Located(AddressSpaceWalk.Place place, NodeId node) {
    List<String> path() {
      return place.path();
    }
  }

  /** What was added so far. */
  SelfDescription found(List<Omission> others, Optional<String> unfinished, Optional<String> rest) {
    List<Omission> all = new ArrayList<>(others);
    all.addAll(omissions);
    return new SelfDescription(resources, methods, all, unfinished, List.of(), rest);
  }

  /** Asks for these, and adds them; where it fails, none of them is added. */
  void add(ActiveSession session, List<AddressSpaceWalk.Place> places) throws UnansweredException {
    List<Located> variables = new ArrayList<>();
    List<Located> callable = new ArrayList<>();
    for (AddressSpaceWalk.Place place : places) {
      Optional<NodeId> node = place.node().toNodeId(session.namespaces());
      if (node.isPresent()) {
        (place.nodeClass() == NodeClass.Method ? callable : variables)
            .add(new Located(place, node.get()));
      }
    }
    NodeDescriptions part = new NodeDescriptions(requestTime, clock);
    part.variables(session, variables);
    for (Located method : callable) {
      part.method(session, method);
    }
    resources.addAll(part.resources);
    methods.addAll(part.methods);
    omissions.addAll(part.omissions);
  }

  private void variables(ActiveSession session, List<Located> located) throws UnansweredException {
    List<NodeId> nodes = located.stream().map(Located::node).toList();
    List<NodeFacts> facts = session.types().variables(session, nodes, deadline());
    List<VariableProperties.Owner> owners =
        facts.stream()
            .map(each -> new VariableProperties.Owner(each.node(), each.dataType()))
            .toList();
    VariableProperties properties = session.types().properties();
    List<ValueBounds> bounds = properties.of(session, owners, deadline());
    List<String> units = properties.units(session, nodes, deadline());
    List<String> descriptions = descriptions(session, nodes);
    for (int each = 0; each < nodes.size(); each++) {
      Said said = new Said(facts.get(each), bounds.get(each), units.get(each));
      variable(session, located.get(each), said, descriptions.get(each));
    }
  }

  /** What a server says of one variable. */
  private record Said(NodeFacts facts, ValueBounds bounds, String units) {}

  private void variable(ActiveSession session, Located located, Said said, String description)
      throws UnansweredException {
    NodeFacts facts = said.facts();
    Optional<String> unusable = unusable(facts);
    if (unusable.isPresent()) {
      omit(located, unusable.get());
      return;
    }
    Optional<WireType> wireType;
    try {
      DataTypeCache.Variable whole = new DataTypeCache.Variable(facts.node(), ValueType.STRING, 0);
      wireType = session.types().learn(session, facts, whole, deadline());
    } catch (MisfitException misfit) {
      omit(located, "cannot be read or written: " + misfit.detail());
      return;
    }
    Optional<ValueType> type = wireType.flatMap(ProfileTypes::of);
    if (type.isEmpty()) {
      String name = typeName(session, facts.dataType());
      omit(located, "is of type %s, which this version does not read or write".formatted(name));
      return;
    }
    List<String> remarks = new ArrayList<>();
    if (DataTypeHierarchy.isAbstract(facts.dataType())) {
      remarks.add("The server leaves its type open; this is the type of its value now.");
    }
    wireType.ifPresent(found -> remarks.addAll(composed(session, found)));
    Shape shape = ProfileTypes.shape(type.get(), said.bounds(), said.units(), remarks);
    resources.add(
        new SelfDescription.Found(
            located.path(),
            description,
            shape,
            access(facts),
            Map.of("nodeId", spelled(session, located.node())),
            remarks));
  }

  private static Optional<String> unusable(NodeFacts facts) {
    if (!facts.status().isGood()) {
      return Optional.of(
          "cannot be looked at: the server answers " + StatusName.of(facts.status()));
    }
    if (!facts.userReadable() && !facts.userWritable()) {
      boolean others = facts.readable() || facts.writable();
      return Optional.of(
          others ? "may not be read or written by this user" : "cannot be read or written");
    }
    return Optional.empty();
  }

  /** What a person has to know of a matrix or a structure. */
  private static List<String> composed(ActiveSession session, WireType wireType) {
    List<String> remarks = new ArrayList<>();
    if (wireType.dimensions() > 1) {
      String remark = "A matrix of %d dimensions: a list of its rows, each a list.";
      remarks.add(remark.formatted(wireType.dimensions()));
    }
    session
        .types()
        .structures()
        .summary(session, wireType.structure())
        .ifPresent(summary -> remarks.add("The structure " + summary + "; written whole."));
    return remarks;
  }

  private static Access access(NodeFacts facts) {
    if (!facts.userWritable()) {
      return Access.READ;
    }
    return facts.userReadable() ? Access.READ_WRITE : Access.WRITE;
  }

  private void method(ActiveSession session, Located located) throws UnansweredException {
    MethodSignature signature = signatures.of(session, located.node(), deadline());
    NodeFacts facts = session.types().method(session, located.node(), deadline());
    Optional<NodeId> owner = located.place().parent().toNodeId(session.namespaces());
    List<SelfDescription.Argument> inputs = new ArrayList<>();
    List<VariableProperties.Owner> types =
        signature.inputs().stream()
            .map(each -> new VariableProperties.Owner(NodeId.NULL_VALUE, each.getDataType()))
            .toList();
    List<ValueBounds> bounds = session.types().properties().of(session, types, deadline());
    for (int each = 0; each < signature.inputs().size(); each++) {
      Argument argument = signature.inputs().get(each);
      Optional<WireType> wireType = argumentType(session, argument);
      Optional<ValueType> type = wireType.flatMap(ProfileTypes::of);
      if (type.isEmpty()) {
        String why = "takes %s of type %s, which this version does not write";
        omit(located, why.formatted(named(argument), typeName(session, argument.getDataType())));
        return;
      }
      List<String> words = new ArrayList<>(composed(session, wireType.orElseThrow()));
      if (!text(argument.getDescription()).isEmpty()) {
        words.addFirst(text(argument.getDescription()));
      }
      inputs.add(
          new SelfDescription.Argument(
              named(argument),
              String.join(" ", words),
              ProfileTypes.shape(type.get(), bounds.get(each), "", new ArrayList<>())));
    }
    List<String> remarks = new ArrayList<>();
    if (!facts.executable() || !facts.userExecutable()) {
      remarks.add(
          facts.executable() ? "This user may not call it." : "It cannot be called at present.");
    }
    methods.add(
        new SelfDescription.Method(
            located.path(),
            descriptions(session, List.of(located.node())).getFirst(),
            Map.of(
                "objectId", spelled(session, owner.orElse(NodeId.NULL_VALUE)),
                "methodId", spelled(session, located.node())),
            inputs,
            outputs(session, signature),
            remarks));
  }

  private Optional<WireType> argumentType(ActiveSession session, Argument argument)
      throws UnansweredException {
    Optional<WireType> wireType =
        session.types().argument(session, argument, ValueType.STRING, deadline());
    boolean structure =
        wireType.filter(found -> found.type() == OpcUaDataType.ExtensionObject).isPresent();
    StructureTypes structures = session.types().structures();
    return structure && !structures.isUsable(session, argument.getDataType(), deadline())
        ? Optional.empty()
        : wireType;
  }

  private List<String> outputs(ActiveSession session, MethodSignature signature)
      throws UnansweredException {
    List<String> outputs = new ArrayList<>();
    for (Argument output : signature.outputs()) {
      outputs.add(named(output) + " (" + typeName(session, output.getDataType()) + ")");
    }
    return outputs;
  }

  private static String named(Argument argument) {
    return Objects.requireNonNullElse(argument.getName(), "");
  }

  private List<String> descriptions(ActiveSession session, List<NodeId> nodes)
      throws UnansweredException {
    List<ReadValueId> wanted =
        nodes.stream()
            .map(node -> AttributeReader.attribute(node, AttributeId.Description))
            .toList();
    return reads.values(session, wanted, deadline()).stream()
        .map(read -> read.getValue().value() instanceof LocalizedText said ? text(said) : "")
        .toList();
  }

  /** The name of a data type, for a sentence. */
  private String typeName(ActiveSession session, NodeId dataType) throws UnansweredException {
    OpcUaDataType standard =
        dataType.getNamespaceIndex().intValue() == 0 ? OpcUaDataType.fromNodeId(dataType) : null;
    if (standard != null) {
      return standard.name();
    }
    DataValue read =
        reads
            .values(
                session,
                List.of(AttributeReader.attribute(dataType, AttributeId.BrowseName)),
                deadline())
            .getFirst();
    return read.getValue().value() instanceof QualifiedName name && name.name() != null
        ? name.name()
        : spelled(session, dataType);
  }

  private static String text(@Nullable LocalizedText text) {
    return text == null || text.text() == null ? "" : text.text().strip();
  }

  private static String spelled(ActiveSession session, NodeId node) {
    NamespaceTable namespaces = session.namespaces();
    return node.expanded().absolute(namespaces).orElse(node.expanded()).toParseableString();
  }

  private void omit(Located located, String why) {
    omissions.add(new Omission(located.path(), why));
  }

  private Deadline deadline() {
    return Deadline.in(requestTime.multipliedBy(3), clock);
  }
}
