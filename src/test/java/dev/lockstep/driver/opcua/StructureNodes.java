package dev.lockstep.driver.opcua;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaDataTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DiagnosticInfo;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.StructureType;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;

/** Structures of the unusual kinds: undescribed, abstract, recursive, and not as described. */
final class StructureNodes extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:structures";

  private final Map<String, UaVariableNode> variables = new ConcurrentHashMap<>();
  private final Map<String, UaDataTypeNode> types = new ConcurrentHashMap<>();

  StructureNodes(OpcUaServer server) {
    super(server, URI);
    getLifecycleManager().addStartupTask(this::create);
  }

  private void create() {
    StructureField temperature = field("temperature", NodeIds.Float);
    StructureField duration = field("duration", NodeIds.UInt32);
    type("Step", NodeIds.Structure, StructureType.Structure, temperature, duration);
    type("HeatStep", type("Step"), StructureType.Structure, field("power", NodeIds.Double));
    bare("Loose", NodeIds.Structure, false);
    bare("Shape", NodeIds.Structure, true);
    type("Circle", type("Shape"), StructureType.Structure, field("radius", NodeIds.Double));
    type(
        "Square",
        type("Shape"),
        StructureType.Structure,
        field("side", NodeIds.Double),
        field("title", NodeIds.LocalizedText));
    type(
        "Drawing",
        NodeIds.Structure,
        StructureType.Structure,
        list("shapes", type("Shape")),
        field("more", NodeIds.Structure),
        new StructureField(
            "grid", LocalizedText.NULL_VALUE, NodeIds.Double, 2, lengths(2, 2), null, false));
    type(
        "Tree",
        NodeIds.Structure,
        StructureType.Structure,
        field("name", NodeIds.String),
        list("below", type("Tree")));
    type(
        "Choice",
        NodeIds.Union,
        StructureType.Union,
        field("number", NodeIds.Int32),
        field("step", type("Step")));
    type("Lie", NodeIds.Structure, StructureType.Structure, field("a", NodeIds.Int32));
    type(
        "Partly",
        NodeIds.Structure,
        StructureType.Structure,
        field("x", NodeIds.Int32),
        field("loose", type("Loose")));
    type(
        "Fixed",
        NodeIds.Structure,
        StructureType.Structure,
        new StructureField(
            "label", LocalizedText.NULL_VALUE, NodeIds.String, -1, null, Unsigned.uint(4), false),
        new StructureField(
            "ramp", LocalizedText.NULL_VALUE, NodeIds.Int16, 1, lengths(3), null, false));
    variable("Step", type("Step"), object("Step", this::step));
    variable("HeatStep", type("HeatStep"), Variant.NULL_VALUE);
    type("Changing", NodeIds.Structure, StructureType.Structure, temperature, duration);
    variable("Changing", type("Changing"), object("Changing", this::step));
    variable("Loose", type("Loose"), object("Loose", this::step));
    variable("Shape", type("Shape"), object("Circle", out -> out.encodeDouble(1.5)));
    variable("NoShape", type("Shape"), Variant.NULL_VALUE);
    variable("Open", NodeIds.BaseDataType, object("Step", this::step));
    variable("Square", type("Square"), object("Square", StructureNodes::square));
    variable("Drawing", type("Drawing"), Variant.NULL_VALUE);
    variable("Tree", type("Tree"), Variant.NULL_VALUE);
    variable("Choice", type("Choice"), Variant.NULL_VALUE);
    variable("Lie", type("Lie"), object("Lie", this::step));
    variable("Partly", type("Partly"), Variant.NULL_VALUE);
    variable("Fixed", type("Fixed"), Variant.NULL_VALUE);
    UaVariableNode grid = variable("StepGrid", type("Step"), Variant.NULL_VALUE);
    grid.setValueRank(2);
    grid.setArrayDimensions(lengths(0, 2));
    method();
  }

  private void step(OpcUaBinaryEncoder out) {
    out.encodeFloat(20.5f);
    out.encodeUInt32(Unsigned.uint(60));
  }

  private static void square(OpcUaBinaryEncoder out) {
    out.encodeDouble(2.0);
    out.encodeLocalizedText(new LocalizedText("de", "Quadrat"));
  }

  /** The server's idea of a type changes while clients are connected. */
  void redefine(String name, StructureField... fields) {
    types.get(name).setDataTypeDefinition(definition(name, StructureType.Structure, fields));
  }

  void set(String name, String type, Consumer<OpcUaBinaryEncoder> content) {
    variables.get(name).setValue(new DataValue(object(type, content)));
  }

  Object value(String name) {
    return variables.get(name).getValue().getValue().value();
  }

  private Variant object(String type, Consumer<OpcUaBinaryEncoder> content) {
    ByteBuf buffer = Unpooled.buffer();
    content.accept(new OpcUaBinaryEncoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer));
    byte[] octets = new byte[buffer.readableBytes()];
    buffer.readBytes(octets);
    return Variant.of(ExtensionObject.of(ByteString.of(octets), encoding(type)));
  }

  static StructureField field(String name, NodeId type) {
    return new StructureField(name, LocalizedText.NULL_VALUE, type, -1, null, null, false);
  }

  private static StructureField list(String name, NodeId type) {
    return new StructureField(name, LocalizedText.NULL_VALUE, type, 1, null, null, false);
  }

  private static UInteger[] lengths(int... lengths) {
    UInteger[] all = new UInteger[lengths.length];
    for (int each = 0; each < lengths.length; each++) {
      all[each] = Unsigned.uint(lengths[each]);
    }
    return all;
  }

  private NodeId type(String name) {
    return newNodeId("Type." + name);
  }

  private NodeId encoding(String name) {
    return newNodeId("Encoding." + name);
  }

  private void type(String name, NodeId base, StructureType kind, StructureField... fields) {
    bare(name, base, false).setDataTypeDefinition(definition(name, kind, fields));
  }

  /** Without the id of its encoding, which is then to be found by its reference. */
  private StructureDefinition definition(
      String name, StructureType kind, StructureField... fields) {
    NodeId base = name.equals("HeatStep") ? type("Step") : NodeIds.Structure;
    return new StructureDefinition(
        name.equals("Step") ? encoding(name) : NodeId.NULL_VALUE, base, kind, fields);
  }

  private UaDataTypeNode bare(String name, NodeId base, boolean isAbstract) {
    UaDataTypeNode node =
        new UaDataTypeNode(
            getNodeContext(),
            type(name),
            newQualifiedName(name),
            LocalizedText.english(name),
            LocalizedText.NULL_VALUE,
            Unsigned.uint(0),
            Unsigned.uint(0),
            isAbstract);
    getNodeManager().addNode(node);
    node.addReference(new Reference(node.getNodeId(), NodeIds.HasSubtype, base.expanded(), false));
    UaObjectNode encoding =
        new UaObjectNode.UaObjectNodeBuilder(getNodeContext())
            .setNodeId(encoding(name))
            .setBrowseName(new QualifiedName(0, "Default Binary"))
            .setDisplayName(LocalizedText.english("Default Binary"))
            .setTypeDefinition(NodeIds.DataTypeEncodingType)
            .build();
    getNodeManager().addNode(encoding);
    node.addReference(
        new Reference(
            node.getNodeId(), NodeIds.HasEncoding, encoding.getNodeId().expanded(), true));
    types.put(name, node);
    return node;
  }

  private UaVariableNode variable(String name, NodeId type, Variant initial) {
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(name))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(type)
            .setValueRank(ValueRanks.Scalar)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .setAccessLevel(AccessLevel.READ_WRITE)
            .setUserAccessLevel(AccessLevel.READ_WRITE)
            .build();
    node.setValue(new DataValue(initial));
    variables.put(name, node);
    getNodeManager().addNode(node);
    node.addReference(
        new Reference(
            node.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
    return node;
  }

  /** Gives back the step that it is given. */
  private void method() {
    UaMethodNode node =
        UaMethodNode.builder(getNodeContext())
            .setNodeId(newNodeId("Echo"))
            .setBrowseName(newQualifiedName("Echo"))
            .setDisplayName(LocalizedText.english("Echo"))
            .build();
    Argument[] inputs = {
      new Argument("step", type("Step"), ValueRanks.Scalar, null, LocalizedText.NULL_VALUE),
      new Argument("grid", NodeIds.Double, 2, lengths(2, 2), LocalizedText.NULL_VALUE)
    };
    Argument[] outputs = {
      new Argument("step", type("Step"), ValueRanks.Scalar, null, LocalizedText.NULL_VALUE),
      new Argument("grid", NodeIds.Double, 2, lengths(2, 2), LocalizedText.NULL_VALUE)
    };
    node.setInputArguments(inputs);
    node.setOutputArguments(outputs);
    // Milo's own handler, which checks the inputs first, fails on a matrix.
    node.setInvocationHandler(
        (context, request) ->
            new CallMethodResult(
                StatusCode.GOOD,
                new StatusCode[0],
                new DiagnosticInfo[0],
                request.getInputArguments()));
    getNodeManager().addNode(node);
    node.addReference(
        new Reference(
            node.getNodeId(), NodeIds.HasComponent, NodeIds.ObjectsFolder.expanded(), false));
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {}

  @Override
  public void onDataItemsModified(List<DataItem> items) {}

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {}

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {}
}
