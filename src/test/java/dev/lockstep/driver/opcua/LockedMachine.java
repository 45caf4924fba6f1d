package dev.lockstep.driver.opcua;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.SessionListener;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilter;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilterContext;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * A machine and a module of it, each with a lock (OPC 10000-100). Speed is written and Start called
 * under the module's lock alone.
 */
final class LockedMachine extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:machine";
  private static final double MAX_INACTIVE = 60_000;

  private final MachineLock whole = new MachineLock(() -> true);
  private final MachineLock module = new MachineLock(() -> whole.owner().isEmpty());
  private final AtomicInteger starts = new AtomicInteger();
  private volatile UaVariableNode speed;
  private volatile UaVariableNode maxInactive;

  LockedMachine(OpcUaServer server) {
    super(server, URI);
    getLifecycleManager().addStartupTask(this::create);
    server
        .getSessionManager()
        .addSessionListener(
            new SessionListener() {
              @Override
              public void onSessionClosed(Session session) {
                whole.closed(session);
                module.closed(session);
              }
            });
  }

  /** The lock of the machine, which holds for the module too. */
  MachineLock whole() {
    return whole;
  }

  MachineLock module() {
    return module;
  }

  Object speed() {
    return speed.getValue().getValue().value();
  }

  int starts() {
    return starts.get();
  }

  /** MaxInactiveLockTime in milliseconds. */
  void maxInactive(double millis) {
    maxInactive.setValue(new DataValue(Variant.ofDouble(millis)));
  }

  private void create() {
    int di = getServer().getNamespaceTable().add("http://opcfoundation.org/UA/DI/").intValue();
    UaObjectNode machine = object("Machine");
    UaObjectNode part = object("Machine.Module");
    machine.addComponent(part);
    whole.create(getNodeContext(), newNodeId("Machine.Lock"), machine, di);
    module.create(getNodeContext(), newNodeId("Machine.Module.Lock"), part, di);
    speed = variable("Speed", newQualifiedName("Speed"), 1);
    part.addComponent(speed);
    speed
        .getFilterChain()
        .addLast(
            new AttributeFilter() {
              @Override
              public void writeAttribute(
                  AttributeFilterContext context, AttributeId attribute, Object value)
                  throws UaException {
                if (attribute == AttributeId.Value && context.getSession().isPresent()) {
                  refuseUnlocked(context.getSession().get());
                }
                context.writeAttribute(attribute, value);
              }
            });
    maxInactive =
        variable("MaxInactive", new QualifiedName(di, "MaxInactiveLockTime"), MAX_INACTIVE);
    maxInactive.addReference(
        new Reference(
            maxInactive.getNodeId(),
            NodeIds.HasProperty,
            NodeIds.Server_ServerCapabilities.expanded(),
            false));
    start(part);
  }

  private void refuseUnlocked(Session session) throws UaException {
    if (module.objection(session).isPresent()) {
      throw new UaException(module.objection(session).get());
    }
  }

  private UaObjectNode object(String name) {
    UaObjectNode node =
        new UaObjectNode.UaObjectNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(name))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setTypeDefinition(NodeIds.BaseObjectType)
            .build();
    getNodeManager().addNode(node);
    return node;
  }

  private UaVariableNode variable(String name, QualifiedName browse, Object value) {
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(name))
            .setBrowseName(browse)
            .setDisplayName(LocalizedText.english(name))
            .setDataType(value instanceof Integer ? NodeIds.Int32 : NodeIds.Duration)
            .setValueRank(ValueRanks.Scalar)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .setAccessLevel(AccessLevel.READ_WRITE)
            .setUserAccessLevel(AccessLevel.READ_WRITE)
            .build();
    node.setValue(new DataValue(Variant.of(value)));
    getNodeManager().addNode(node);
    return node;
  }

  private void start(UaObjectNode part) {
    UaMethodNode node =
        UaMethodNode.builder(getNodeContext())
            .setNodeId(newNodeId("Machine.Module.Start"))
            .setBrowseName(newQualifiedName("Start"))
            .setDisplayName(LocalizedText.english("Start"))
            .build();
    Argument[] none = {};
    node.setInputArguments(none);
    node.setOutputArguments(none);
    node.setInvocationHandler(
        new AbstractMethodInvocationHandler(node) {
          @Override
          public Argument[] getInputArguments() {
            return none;
          }

          @Override
          public Argument[] getOutputArguments() {
            return none;
          }

          @Override
          protected Variant[] invoke(InvocationContext context, Variant[] given)
              throws UaException {
            refuseUnlocked(context.getSession().orElseThrow());
            starts.incrementAndGet();
            return new Variant[] {};
          }
        });
    getNodeManager().addNode(node);
    part.addComponent(node);
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
