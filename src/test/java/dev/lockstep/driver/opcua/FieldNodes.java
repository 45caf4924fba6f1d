package dev.lockstep.driver.opcua;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.QualifiedProperty;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;

/** Nodes of the unusual kinds, which say with properties and attributes what they take. */
final class FieldNodes extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:field";

  private static final String STANDARD = "http://opcfoundation.org/UA/";

  private final Map<String, UaVariableNode> variables = new ConcurrentHashMap<>();

  FieldNodes(OpcUaServer server) {
    super(server, URI);
    getLifecycleManager().addStartupTask(this::create);
  }

  Variant value(String name) {
    return variables.get(name).getValue().getValue();
  }

  void set(String name, DataValue value) {
    variables.get(name).setValue(value);
  }

  private void create() {
    variable("Float", NodeIds.Float, Variant.ofFloat(Float.NaN));
    variable("Recipe", NodeIds.Int32, Variant.ofInt32(7)); // the press has one too
    variable("Raw", NodeIds.Float, Variant.ofFloat(1));
    variable("Bytes", NodeIds.ByteString, Variant.NULL_VALUE).setValueRank(ValueRanks.OneDimension);
    variable("Text", NodeIds.String, Variant.ofString(null));
    variable("Open", NodeIds.BaseDataType, Variant.NULL_VALUE);
    variable("When", NodeIds.UtcTime, Variant.ofDateTime(DateTime.now()));
    variable("Halt", NodeIds.LocalizedText, text("de", "Halt"));
    variable("Plain", NodeIds.LocalizedText, text(null, "Halt"));
    UaVariableNode waiting = variable("Waiting", NodeIds.Int32, Variant.NULL_VALUE);
    waiting.setValue(new DataValue(Variant.NULL_VALUE, new StatusCode(0x80320000L)));
    array("Fixed", new Integer[] {1, 2, 3}, 3);
    array("Spare", new Integer[] {1, 2}, 4);
    array("Free", new Integer[] {1, 2}, 0);
    UaVariableNode matrix = array("Matrix", new Integer[] {1}, 2);
    matrix.setValueRank(2);
    matrix.setArrayDimensions(new UInteger[] {Unsigned.uint(2), Unsigned.uint(2)});
    matrix.setValue(new DataValue(Variant.ofMatrix(Matrix.ofInt32(new int[][] {{1, 2}, {3, 4}}))));
    UaVariableNode both = variable("Analog", NodeIds.Double, Variant.ofDouble(1));
    property(both, "EURange", NodeIds.Range, new Range(20.0, 80.0));
    property(both, "InstrumentRange", NodeIds.Range, new Range(0.0, 100.0));
    UaVariableNode normal = variable("Normal", NodeIds.Float, Variant.ofFloat(1));
    property(normal, "EURange", NodeIds.Range, new Range(0.1, 0.3));
    UaVariableNode unset = variable("Unset", NodeIds.Double, Variant.ofDouble(1));
    property(unset, "EURange", NodeIds.Range, new Range(0.0, 0.0));
    UaVariableNode mode = variable("Mode", NodeIds.UInt32, Variant.ofUInt32(Unsigned.uint(0)));
    LocalizedText[] words = {LocalizedText.english("Off"), LocalizedText.english("Auto")};
    property(mode, "EnumStrings", NodeIds.LocalizedText, words);
    UaVariableNode label = variable("Label", NodeIds.String, Variant.ofString(""));
    property(label, "MaxStringLength", NodeIds.UInt32, Unsigned.uint(4));
    method();
  }

  private static Variant text(String locale, String text) {
    return Variant.ofLocalizedText(new LocalizedText(locale, text));
  }

  private UaVariableNode array(String name, Integer[] initial, int dimension) {
    UaVariableNode node = variable(name, NodeIds.Int32, Variant.of(initial));
    node.setValueRank(ValueRanks.OneDimension);
    node.setArrayDimensions(new UInteger[] {Unsigned.uint(dimension)});
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

  @SuppressWarnings("unchecked")
  private static <T> void property(UaVariableNode node, String name, NodeId type, T value) {
    Class<T> javaType = (Class<T>) value.getClass();
    int rank = javaType.isArray() ? ValueRanks.OneDimension : ValueRanks.Scalar;
    node.setProperty(
        new QualifiedProperty<>(STANDARD, name, type.expanded(), rank, javaType), value);
  }

  private void method() {
    UaMethodNode node =
        UaMethodNode.builder(getNodeContext())
            .setNodeId(newNodeId("Mix"))
            .setBrowseName(newQualifiedName("Mix"))
            .setDisplayName(LocalizedText.english("Mix"))
            .build();
    UInteger[] three = {Unsigned.uint(3)};
    Argument[] inputs = {
      new Argument("list", NodeIds.Double, ValueRanks.OneDimension, three, LocalizedText.NULL_VALUE)
    };
    node.setInputArguments(inputs);
    node.setInvocationHandler(
        new AbstractMethodInvocationHandler(node) {
          @Override
          public Argument[] getInputArguments() {
            return inputs;
          }

          @Override
          public Argument[] getOutputArguments() {
            return new Argument[0];
          }

          @Override
          protected Variant[] invoke(InvocationContext context, Variant[] given) {
            return new Variant[0];
          }
        });
    getNodeManager().addNode(node);
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
