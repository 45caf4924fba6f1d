package dev.lockstep.driver.opcua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNodeContext;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * A lock as OPC 10000-100, 7 has it: it belongs to an application, or, as up to version 1.02, to a
 * session, and goes with the session of who holds it. Its time does not run: a test lets it lapse.
 */
final class MachineLock {
  /** The remaining time that it shows while it is held. */
  private volatile double remaining = 60_000;

  private volatile boolean ofSessions;
  private final Supplier<Boolean> freeAbove;
  private final Map<String, UaVariableNode> properties = new HashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Long> answers = new HashMap<>();
  private Optional<String> owner = Optional.empty();
  private Optional<NodeId> session = Optional.empty();
  private String context = "";

  /**
   * @param freeAbove whether no lock of what this is a part of is held
   */
  MachineLock(Supplier<Boolean> freeAbove) {
    this.freeAbove = freeAbove;
  }

  /** What was called and how it was answered, in order: {@code InitLock 0}. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  synchronized Optional<String> owner() {
    return owner;
  }

  synchronized String context() {
    return context;
  }

  /** Belongs to sessions from now on. */
  void ofSessions() {
    ofSessions = true;
  }

  /** Shows that much time from now on; 0 where it does not say. */
  void remaining(double millis) {
    remaining = millis;
    show();
  }

  /** From now on this method does its work, and then fails so; Good ends that. */
  synchronized void answering(String method, long status) {
    answers.put(method, status);
  }

  /** Another application takes it, whoever had it before. */
  synchronized void takeAs(String client, String user) {
    owner = Optional.of(client);
    session = Optional.empty();
    show(user);
  }

  /** It lapses, or a person breaks it. */
  synchronized void lapse() {
    owner = Optional.empty();
    session = Optional.empty();
    context = "";
    show();
  }

  synchronized void closed(Session ended) {
    if (session.equals(Optional.of(ended.getSessionId()))) {
      lapse();
    }
  }

  /** What a change of the locked element by this session is answered with; empty where it may. */
  synchronized Optional<Long> objection(Session asking) {
    return owner.isEmpty()
        ? Optional.of(StatusCodes.Bad_RequiresLock)
        : isOwner(asking) ? Optional.empty() : Optional.of(StatusCodes.Bad_Locked);
  }

  private boolean isOwner(Session asking) {
    return ofSessions
        ? session.equals(Optional.of(asking.getSessionId()))
        : owner.equals(Optional.of(uri(asking)));
  }

  private static String uri(Session asking) {
    return asking.getClientDescription().getApplicationUri();
  }

  private synchronized int init(Session asking, String why) {
    if (owner.isPresent() || !freeAbove.get()) {
      return -1;
    }
    owner = Optional.of(uri(asking));
    session = Optional.of(asking.getSessionId());
    context = why;
    show();
    return 0;
  }

  private synchronized int renew(Session asking) throws UaException {
    if (owner.isEmpty()) {
      return -1;
    }
    if (!isOwner(asking)) {
      throw new UaException(StatusCodes.Bad_UserAccessDenied);
    }
    session = Optional.of(asking.getSessionId());
    return 0;
  }

  private synchronized int exit(Session asking) throws UaException {
    int renewed = renew(asking);
    if (renewed == 0) {
      lapse();
    }
    return renewed;
  }

  private void show() {
    show("");
  }

  private synchronized void show(String user) {
    set("Locked", owner.isPresent());
    set("LockingClient", owner.orElse(""));
    set("LockingUser", user);
    set("RemainingLockTime", owner.isPresent() ? remaining : 0.0);
  }

  private void set(String name, Object value) {
    properties.get(name).setValue(new DataValue(Variant.of(value)));
  }

  UaObjectNode create(UaNodeContext context, NodeId id, UaObjectNode element, int di) {
    UaObjectNode node =
        new UaObjectNode.UaObjectNodeBuilder(context)
            .setNodeId(id)
            .setBrowseName(new QualifiedName(di, "Lock"))
            .setDisplayName(LocalizedText.english("Lock"))
            .setTypeDefinition(NodeIds.BaseObjectType)
            .build();
    context.getNodeManager().addNode(node);
    element.addComponent(node);
    Map<String, Object> initial =
        Map.of("Locked", false, "LockingClient", "", "LockingUser", "", "RemainingLockTime", 0.0);
    initial.forEach((name, value) -> property(context, node, di, name, value));
    Argument why = argument("Context", NodeIds.String);
    method(context, node, di, "InitLock", List.of(why));
    method(context, node, di, "RenewLock", List.of());
    method(context, node, di, "ExitLock", List.of());
    return node;
  }

  private void property(UaNodeContext context, UaObjectNode owner, int di, String name, Object is) {
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(context)
            .setNodeId(below(owner, name))
            .setBrowseName(new QualifiedName(di, name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(NodeIds.BaseDataType)
            .setTypeDefinition(NodeIds.PropertyType)
            .build();
    node.setValue(new DataValue(Variant.of(is)));
    context.getNodeManager().addNode(node);
    owner.addReference(
        new Reference(owner.getNodeId(), NodeIds.HasProperty, node.getNodeId().expanded(), true));
    properties.put(name, node);
  }

  private static NodeId below(UaObjectNode owner, String name) {
    return new NodeId(
        owner.getNodeId().getNamespaceIndex(), owner.getNodeId().getIdentifier() + "." + name);
  }

  private void method(
      UaNodeContext context, UaObjectNode owner, int di, String name, List<Argument> inputs) {
    UaMethodNode node =
        UaMethodNode.builder(context)
            .setNodeId(below(owner, name))
            .setBrowseName(new QualifiedName(di, name))
            .setDisplayName(LocalizedText.english(name))
            .build();
    Argument[] given = inputs.toArray(Argument[]::new);
    Argument[] outputs = {argument(name + "Status", NodeIds.Int32)};
    node.setInputArguments(given);
    node.setOutputArguments(outputs);
    node.setInvocationHandler(
        new AbstractMethodInvocationHandler(node) {
          @Override
          public Argument[] getInputArguments() {
            return given;
          }

          @Override
          public Argument[] getOutputArguments() {
            return outputs;
          }

          @Override
          protected Variant[] invoke(InvocationContext invocation, Variant[] values)
              throws UaException {
            return called(name, invocation.getSession().orElseThrow(), values);
          }
        });
    context.getNodeManager().addNode(node);
    owner.addComponent(node);
  }

  private Variant[] called(String name, Session asking, Variant[] values) throws UaException {
    List<Integer> answer = new ArrayList<>();
    try {
      answer.add(
          switch (name) {
            case "InitLock" -> init(asking, String.valueOf(values[0].value()));
            case "RenewLock" -> renew(asking);
            default -> exit(asking);
          });
      calls.add(name + " " + answer.getFirst());
    } catch (UaException refused) {
      calls.add(name + " " + StatusName.of(refused.getStatusCode()));
      throw refused;
    }
    long status;
    synchronized (this) {
      status = answers.getOrDefault(name, StatusCodes.Good);
    }
    if (status != StatusCodes.Good) {
      throw new UaException(status);
    }
    return new Variant[] {Variant.ofInt32(answer.getFirst())};
  }

  private static Argument argument(String name, NodeId type) {
    return new Argument(name, type, ValueRanks.Scalar, null, LocalizedText.english(name));
  }
}
