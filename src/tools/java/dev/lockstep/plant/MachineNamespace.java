package dev.lockstep.plant;

import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/** The address space of one machine: an object of its name, with its tags and methods below. */
final class MachineNamespace extends ManagedNamespaceWithLifecycle {
  private final String machine;
  private final UaObjectNode object;
  private final SubscriptionModel subscriptions;

  /** What a method does; throws to refuse with a status. */
  @FunctionalInterface
  interface Act {
    void run() throws UaException;
  }

  /** What a method does with its one input. */
  @FunctionalInterface
  interface ActWith {
    void run(Variant input) throws UaException;
  }

  MachineNamespace(OpcUaServer server, String uri, String machine) {
    super(server, uri);
    this.machine = machine;
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    object =
        UaObjectNode.build(
            getNodeContext(),
            node ->
                node.setNodeId(newNodeId(machine))
                    .setBrowseName(newQualifiedName(machine))
                    .setDisplayName(LocalizedText.english(machine))
                    .setTypeDefinition(NodeIds.BaseObjectType)
                    .buildAndAdd());
    object.addReference(
        new Reference(
            object.getNodeId(),
            NodeIds.Organizes,
            NodeIds.ObjectsFolder.expanded(),
            Reference.Direction.INVERSE));
  }

  /** A variable that the machine alone sets. */
  <T> Tag<T> shown(String name, OpcUaDataType type, T initial) {
    return tag(name, type, initial, AccessLevel.READ_ONLY);
  }

  /** A variable that clients may write. */
  <T> Tag<T> writable(String name, OpcUaDataType type, T initial) {
    return tag(name, type, initial, AccessLevel.READ_WRITE);
  }

  /** A method without arguments. */
  void method(String name, Act act) {
    method(name, new Argument[0], inputs -> act.run());
  }

  /** A method with one input. */
  void method(String name, String input, OpcUaDataType type, ActWith act) {
    var argument = new Argument(input, type.getNodeId(), -1, null, LocalizedText.english(input));
    method(name, new Argument[] {argument}, inputs -> act.run(inputs[0]));
  }

  private void method(String name, Argument[] inputs, Handling handling) {
    UaMethodNode method =
        UaMethodNode.builder(getNodeContext())
            .setNodeId(newNodeId(machine + "." + name))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setExecutable(true)
            .setUserExecutable(true)
            .buildAndAdd();
    method.setInputArguments(inputs);
    method.setOutputArguments(new Argument[0]);
    method.setInvocationHandler(new Handler(method, inputs, handling));
    object.addComponent(method);
  }

  private <T> Tag<T> tag(String name, OpcUaDataType type, T initial, Set<AccessLevel> access) {
    UaVariableNode node =
        UaVariableNode.build(
            getNodeContext(),
            variable ->
                variable
                    .setNodeId(newNodeId(machine + "." + name))
                    .setBrowseName(newQualifiedName(name))
                    .setDisplayName(LocalizedText.english(name))
                    .setDataType(type.getNodeId())
                    .setTypeDefinition(NodeIds.BaseDataVariableType)
                    .setAccessLevel(access)
                    .setUserAccessLevel(access)
                    .buildAndAdd());
    object.addComponent(node);
    @SuppressWarnings("unchecked") // the class of a T is a Class<T>: these types have no parameters
    Class<T> shape = (Class<T>) initial.getClass();
    return new Tag<>(node, shape, initial);
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

  @FunctionalInterface
  private interface Handling {
    void run(Variant[] inputs) throws UaException;
  }

  private static final class Handler extends AbstractMethodInvocationHandler {
    private final Argument[] inputs;
    private final Handling handling;

    Handler(UaMethodNode node, Argument[] inputs, Handling handling) {
      super(node);
      this.inputs = inputs;
      this.handling = handling;
    }

    @Override
    public Argument[] getInputArguments() {
      return inputs;
    }

    @Override
    public Argument[] getOutputArguments() {
      return new Argument[0];
    }

    @Override
    protected Variant[] invoke(InvocationContext context, Variant[] given) throws UaException {
      handling.run(given);
      return new Variant[0];
    }
  }
}
