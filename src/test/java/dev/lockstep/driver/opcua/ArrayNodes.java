package dev.lockstep.driver.opcua;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.AccessLevelExType;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;

/** Nodes whose values have parts; what each Write request held is kept. */
final class ArrayNodes extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:arrays";

  private final Map<String, UaVariableNode> variables = new ConcurrentHashMap<>();
  private final Map<String, Object> initials = new ConcurrentHashMap<>();
  private final Map<String, StatusCode> refusals = new ConcurrentHashMap<>();
  private volatile Runnable after = () -> {};
  private final List<List<String>> requests = new CopyOnWriteArrayList<>();
  private final SubscriptionModel subscriptions;

  ArrayNodes(OpcUaServer server) {
    super(server, URI);
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(this::create);
  }

  Object value(String name) {
    return variables.get(name).getValue().getValue().value();
  }

  void set(String name, Object value) {
    variables.get(name).setValue(new DataValue(Variant.of(value)));
  }

  /** Every value as it was, and nothing refused or written. */
  void asAtFirst() {
    initials.forEach(this::set);
    refusals.clear();
    after = () -> {};
    requests.clear();
  }

  /** From now on a write to a part of the node is answered with this status, and not done. */
  void refuseParts(String name, long status) {
    refusals.put(name, new StatusCode(status));
  }

  /** What another client does as soon as something was written. */
  void after(Runnable deed) {
    after = deed;
  }

  /** The writes of each request, as {@code NODE[RANGE]}. */
  List<List<String>> requests() {
    return requests;
  }

  private void create() {
    array("Levels", NodeIds.Int32, new Integer[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10);
    array("Loose", NodeIds.Int32, new Integer[] {10, 11, 12, 13}, 0);
    array("Firm", NodeIds.Int32, new Integer[] {0, 1, 2}, 3);
    array("Stubborn", NodeIds.Int32, new Integer[] {0, 1, 2}, 3);
    array("Whole", NodeIds.Int32, new Integer[] {1, 2, 3}, 3);
    array("Names", NodeIds.String, new String[] {"alpha", "beta5", "gamma"}, 3);
    UByte[] octets = {Unsigned.ubyte(1), Unsigned.ubyte(2), Unsigned.ubyte(3), Unsigned.ubyte(4)};
    array("Octets", NodeIds.Byte, octets, 4);
    array("Blobs", NodeIds.ByteString, new ByteString[] {bytes("abcd"), bytes("efgh")}, 2);
    variable("Label", NodeIds.String, "0123456789");
    variable("Image", NodeIds.ByteString, bytes("0123456789"));
    variable("Single", NodeIds.Int32, 5);
    variable("Open", NodeIds.BaseDataType, new Double[] {0.5, 1.5, 2.5})
        .setValueRank(ValueRanks.Any);
    variables
        .get("Whole")
        .setAccessLevelEx(
            AccessLevelExType.of(
                AccessLevelExType.Field.CurrentRead,
                AccessLevelExType.Field.CurrentWrite,
                AccessLevelExType.Field.WriteFullArrayOnly));
  }

  static ByteString bytes(String text) {
    return ByteString.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private UaVariableNode array(String name, NodeId type, Object[] initial, int dimension) {
    UaVariableNode node = variable(name, type, initial);
    node.setValueRank(ValueRanks.OneDimension);
    node.setArrayDimensions(new UInteger[] {Unsigned.uint(dimension)});
    return node;
  }

  private UaVariableNode variable(String name, NodeId type, Object initial) {
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
    node.setValue(new DataValue(Variant.of(initial)));
    variables.put(name, node);
    initials.put(name, initial);
    getNodeManager().addNode(node);
    node.addReference(
        new Reference(
            node.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
    return node;
  }

  @Override
  public List<StatusCode> write(WriteContext context, List<WriteValue> values) {
    requests.add(
        values.stream()
            .map(
                each ->
                    name(each) + "[" + Objects.requireNonNullElse(each.getIndexRange(), "") + "]")
            .toList());
    List<StatusCode> answers = values.stream().map(each -> answer(context, each)).toList();
    after.run();
    return answers;
  }

  private StatusCode answer(WriteContext context, WriteValue value) {
    StatusCode refusal = refusals.get(name(value));
    return refusal != null && value.getIndexRange() != null
        ? refusal
        : super.write(context, List.of(value)).getFirst();
  }

  private static String name(WriteValue value) {
    return String.valueOf(value.getNodeId().getIdentifier());
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {
    subscriptions.onDataItemsCreated(items);
  }

  @Override
  public void onDataItemsModified(List<DataItem> items) {
    subscriptions.onDataItemsModified(items);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {
    subscriptions.onDataItemsDeleted(items);
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {
    subscriptions.onMonitoringModeChanged(items);
  }
}
