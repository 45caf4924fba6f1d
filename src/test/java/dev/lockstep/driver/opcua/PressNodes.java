package dev.lockstep.driver.opcua;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilter;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilterContext;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/** The nodes of the press, and what they do when they are written. */
final class PressNodes extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:press";
  static final int CLAMPED_AT = 100;
  static final int STAGED_MAX = 1_000;

  /** What a node does with a written value. */
  @FunctionalInterface
  interface Behaviour {
    void write(AttributeFilterContext context, DataValue value) throws UaException;
  }

  private final Map<String, UaVariableNode> variables = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> writes = new ConcurrentHashMap<>();
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final SubscriptionModel subscriptions;
  private final AtomicInteger strokes = new AtomicInteger();
  private final AtomicInteger applications = new AtomicInteger();
  private volatile CountDownLatch slow = new CountDownLatch(0);
  private volatile UaFolderNode folder;
  private volatile Deed work;

  PressNodes(OpcUaServer server) {
    super(server, URI);
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(this::create);
  }

  /** Every write to Slow takes until the latch is open. */
  void slow(CountDownLatch latch) {
    slow = latch;
  }

  /** From now on the node does this when it is written. */
  void behave(String name, Behaviour behaviour) {
    behaviours.put(name, behaviour);
  }

  /** Takes the value, and calls it by that status. */
  static Behaviour taking(long status) {
    return (context, value) -> {
      context.writeAttribute(AttributeId.Value, value);
      throw new UaException(status);
    };
  }

  /** Leaves the value alone, and calls that by the status. */
  static Behaviour refusing(long status) {
    return (context, value) -> {
      throw new UaException(status);
    };
  }

  Object value(String name) {
    return variables.get(name).getValue().getValue().value();
  }

  void set(String name, Object value) {
    variables.get(name).setValue(new DataValue(Variant.of(value)));
  }

  void status(String name, long status) {
    UaVariableNode node = variables.get(name);
    node.setValue(new DataValue(node.getValue().getValue(), new StatusCode(status)));
  }

  int writes(String name) {
    return writes.get(name).get();
  }

  int strokes() {
    return strokes.get();
  }

  /** How often the handshake has applied what was staged. */
  int applications() {
    return applications.get();
  }

  private void create() {
    folder =
        new UaFolderNode(
            getNodeContext(),
            newNodeId("Press"),
            newQualifiedName("Press"),
            LocalizedText.english("Press"));
    getNodeManager().addNode(folder);
    folder.addReference(
        new Reference(
            folder.getNodeId(), NodeIds.Organizes, NodeIds.ObjectsFolder.expanded(), false));
    Behaviour plain = (context, value) -> context.writeAttribute(AttributeId.Value, value);
    variable("Recipe", NodeIds.Int32, 1, plain);
    variable("Pressure", NodeIds.Float, 20.5f, plain);
    variable("Label", NodeIds.String, "idle", plain);
    variable("Guard", NodeIds.Boolean, true, plain);
    variable("Small", NodeIds.Byte, Unsigned.ubyte(7), plain);
    variable(
        "Long",
        NodeIds.UtcTime,
        org.eclipse.milo.opcua.stack.core.types.builtin.DateTime.MIN_VALUE,
        plain);
    variable("Ramp", NodeIds.Int16, new Short[] {1, 2, 3}, plain);
    variable("Clamping", NodeIds.Int32, 1, PressNodes::clamp);
    variable("Sticky", NodeIds.Int32, 1, (context, value) -> {});
    variable("Odd", NodeIds.Int32, 1, refusing(StatusCodes.Bad_DeviceFailure));
    variable("Locked", NodeIds.Int32, 1, refusing(StatusCodes.Bad_Locked));
    variable("Slow", NodeIds.Int32, 1, this::waitThenWrite);
    variable("ReadOnly", NodeIds.Int32, 1, plain);
    variables.get("ReadOnly").setAccessLevel(AccessLevel.toValue(AccessLevel.READ_ONLY));
    variable("Staged", NodeIds.Int32, 0, plain);
    variable("Applied", NodeIds.Int32, 0, plain);
    variable("CommandId", NodeIds.String, "", this::prepare);
    variable("PreparedId", NodeIds.String, "", plain);
    variable("RejectedId", NodeIds.String, "", plain);
    variable("CommitId", NodeIds.String, "", this::commit);
    variable("LastAppliedId", NodeIds.String, "", plain);
    variable("AbortId", NodeIds.String, "", this::abort);
    variable("Busy", NodeIds.Boolean, false, plain);
    method();
    work = new Deed(this);
    work.create(getNodeContext(), folder, newNodeId("Press.Fire"), newQualifiedName("Fire"));
  }

  /** The method that can be made to misbehave. */
  Deed work() {
    return work;
  }

  /** Commits, and then calls it by that status. */
  Behaviour committing(long status) {
    return (context, value) -> {
      commit(context, value);
      throw new UaException(status);
    };
  }

  private static void clamp(AttributeFilterContext context, DataValue value) throws UaException {
    int wanted = (Integer) value.getValue().value();
    int clamped = Math.min(wanted, CLAMPED_AT);
    context.writeAttribute(AttributeId.Value, new DataValue(Variant.ofInt32(clamped)));
    if (clamped != wanted) {
      throw new UaException(StatusCodes.Good_Clamped);
    }
  }

  private void waitThenWrite(AttributeFilterContext context, DataValue value) throws UaException {
    try {
      slow.await();
    } catch (InterruptedException interrupted) {
      throw new UaException(StatusCodes.Bad_Shutdown, interrupted);
    }
    context.writeAttribute(AttributeId.Value, value);
  }

  private void prepare(AttributeFilterContext context, DataValue value) throws UaException {
    context.writeAttribute(AttributeId.Value, value);
    boolean fits = (Integer) value("Staged") <= STAGED_MAX;
    set(fits ? "PreparedId" : "RejectedId", value.getValue().value());
  }

  private void commit(AttributeFilterContext context, DataValue value) throws UaException {
    context.writeAttribute(AttributeId.Value, value);
    if (value.getValue().value().equals(value("PreparedId"))) {
      set("Applied", value("Staged"));
      applications.incrementAndGet();
      set("LastAppliedId", value.getValue().value());
      set("PreparedId", "");
    }
  }

  private void abort(AttributeFilterContext context, DataValue value) throws UaException {
    context.writeAttribute(AttributeId.Value, value);
    if (value.getValue().value().equals(value("PreparedId"))) {
      set("PreparedId", "");
    }
  }

  private void variable(String name, NodeId type, Object initial, Behaviour behaviour) {
    AtomicInteger count = new AtomicInteger();
    writes.put(name, count);
    behaviours.put(name, behaviour);
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(name))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(type)
            .setValueRank(
                initial.getClass().isArray() ? ValueRanks.OneDimension : ValueRanks.Scalar)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .setAccessLevel(AccessLevel.READ_WRITE)
            .setUserAccessLevel(AccessLevel.READ_WRITE)
            .build();
    node.setValue(new DataValue(Variant.of(initial)));
    node.getFilterChain()
        .addLast(
            new AttributeFilter() {
              @Override
              public void writeAttribute(
                  AttributeFilterContext context, AttributeId attribute, Object value)
                  throws UaException {
                if (attribute == AttributeId.Value && context.getSession().isPresent()) {
                  count.incrementAndGet();
                  behaviours.get(name).write(context, (DataValue) value);
                } else {
                  context.writeAttribute(attribute, value);
                }
              }
            });
    variables.put(name, node);
    getNodeManager().addNode(node);
    folder.addOrganizes(node);
  }

  private void method() {
    UaMethodNode node =
        UaMethodNode.builder(getNodeContext())
            .setNodeId(newNodeId("Press.Stroke"))
            .setBrowseName(newQualifiedName("Stroke"))
            .setDisplayName(LocalizedText.english("Stroke"))
            .build();
    Argument[] inputs = {argument("count", NodeIds.UInt16), argument("force", NodeIds.Double)};
    Argument[] outputs = {argument("total", NodeIds.Int32)};
    AbstractMethodInvocationHandler handler =
        new AbstractMethodInvocationHandler(node) {
          @Override
          public Argument[] getInputArguments() {
            return inputs;
          }

          @Override
          public Argument[] getOutputArguments() {
            return outputs;
          }

          @Override
          protected Variant[] invoke(InvocationContext context, Variant[] given)
              throws UaException {
            int count = ((Number) given[0].value()).intValue();
            if (count == 0) {
              throw new UaException(StatusCodes.Bad_InvalidState);
            }
            return new Variant[] {Variant.ofInt32(strokes.addAndGet(count))};
          }
        };
    node.setInputArguments(inputs);
    node.setOutputArguments(outputs);
    node.setInvocationHandler(handler);
    getNodeManager().addNode(node);
    node.addReference(
        new Reference(
            node.getNodeId(), NodeIds.HasComponent, folder.getNodeId().expanded(), false));
  }

  private static Argument argument(String name, NodeId type) {
    return new Argument(name, type, ValueRanks.Scalar, null, LocalizedText.english(name));
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
