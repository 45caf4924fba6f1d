package dev.lockstep.driver.opcua;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/**
 * A machine that takes job orders (OPC 10031-4): the methods of a receiver and of a response
 * provider, whose faults a test chooses. A started job goes as far by itself as a test says.
 */
final class JobMachine extends ManagedNamespaceWithLifecycle {
  static final String URI = "urn:test:jobs";
  private final JobMemory memory;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Long> failing = new ConcurrentHashMap<>();
  private final Map<String, Long> refusing = new ConcurrentHashMap<>();
  private volatile JobState goesTo = JobState.ENDED;
  private volatile boolean forgetful;
  private volatile int most = 10;
  private volatile UaVariableNode list;
  private volatile UaVariableNode room;
  private final Map<String, UaMethodNode> methods = new ConcurrentHashMap<>();

  JobMachine(OpcUaServer server, JobMemory memory) {
    super(server, URI);
    this.memory = memory;
    getLifecycleManager().addStartupTask(this::create);
  }

  /** A job that may start goes on to this state at once; {@code ALLOWED_TO_START}: it waits. */
  void goesTo(JobState state) {
    goesTo = state;
  }

  /** Drops a job in the moment in which it has ended, as one whose list of responses is full. */
  void forgetful() {
    forgetful = true;
  }

  /** Takes that many orders. */
  void room(int orders) {
    most = orders;
    room.setValue(new DataValue(Variant.of(Unsigned.ushort(orders))));
  }

  /** Does the work of the method, and then fails so; Good ends that. */
  void failingAfter(String method, long status) {
    failing.put(method, status);
  }

  /** Answers that ReturnStatus, and does nothing; negative ends that. */
  void returning(String method, long status) {
    refusing.put(method, status);
  }

  /** Lets nobody call this method from now on. */
  void forbid(String method) {
    methods.get(method).setUserExecutable(false);
  }

  /** The methods that did something, in order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** How often a method was called, whatever came of it. */
  long asked(String method) {
    return asked.stream().filter(method::equals).count();
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  JobState state(String id) {
    return memory.state(id);
  }

  Map<String, Object> order(String id) {
    return memory.order(id);
  }

  /** An order of another client, or what the machine does by itself. */
  void put(String id, JobState state) {
    memory.put(id, state);
    show();
  }

  void forget() {
    memory.clear();
    show();
  }

  private long store(ExtensionObject given) throws UaException {
    Map<String, Object> order;
    try {
      order =
          JobStructures.decode(given, JobStructures.Type.ORDER, getServer().getNamespaceTable());
    } catch (UnansweredException broken) {
      throw new UaException(StatusCodes.Bad_InvalidArgument, broken);
    }
    return memory.store(order, most);
  }

  private long start(String id) {
    long status = memory.start(id, goesTo);
    if (forgetful && status == JobMemory.NO_ERROR) {
      memory.remove(id);
    }
    return status;
  }

  private long done(String method, Variant[] values) throws UaException {
    String id = String.valueOf(values[0].value());
    return switch (method) {
      case "Store" -> store((ExtensionObject) values[0].value());
      case "Start" -> start(id);
      case "RevokeStart" -> memory.revoke(id);
      case "Cancel" -> memory.cancel(id);
      default -> memory.clear(id);
    };
  }

  private Variant[] called(String method, Variant[] values) throws UaException {
    asked.add(method);
    long refusal = refusing.getOrDefault(method, -1L);
    if (refusal >= 0) {
      return new Variant[] {Variant.ofUInt64(Unsigned.ulong(refusal))};
    }
    long status = done(method, values);
    if (status == JobMemory.NO_ERROR) {
      calls.add(method);
    }
    show();
    long failure = failing.getOrDefault(method, StatusCodes.Good);
    if (failure != StatusCodes.Good) {
      throw new UaException(failure);
    }
    return new Variant[] {Variant.ofUInt64(Unsigned.ulong(status))};
  }

  private Variant[] response(String id) {
    JobState state = state(id);
    boolean known = state != null && state.hasBegun();
    Map<String, Object> response =
        Map.of("JobResponseID", "r-" + id, "JobOrderID", id, "JobState", known ? shown(state) : "");
    return new Variant[] {
      known ? Variant.of(encoded(response, JobStructures.Type.RESPONSE)) : Variant.NULL_VALUE,
      Variant.ofUInt64(Unsigned.ulong(known ? JobMemory.NO_ERROR : JobMemory.UNKNOWN_ORDER))
    };
  }

  private static List<Object> shown(JobState state) {
    return List.of(
        Map.<String, Object>of(
            "BrowsePath",
            Map.of("Elements", List.of()),
            "StateText",
            LocalizedText.english(state.name()),
            "StateNumber",
            Unsigned.uint(state.number())));
  }

  private ExtensionObject encoded(Map<String, Object> fields, JobStructures.Type type) {
    NodeId encoding = type.encodingIn(getServer().getNamespaceTable()).orElseThrow();
    return JobStructures.encode(fields, type, encoding);
  }

  private void show() {
    List<ExtensionObject> entries = new ArrayList<>();
    memory.each(
        (id, job) ->
            entries.add(
                encoded(
                    Map.of("JobOrder", job.order(), "State", shown(job.state())),
                    JobStructures.Type.ORDER_AND_STATE)));
    list.setValue(new DataValue(Variant.of(entries.toArray(ExtensionObject[]::new))));
  }

  private void create() {
    int model = getServer().getNamespaceTable().add(JobStructures.NAMESPACE).intValue();
    UaObjectNode machine =
        new UaObjectNode.UaObjectNodeBuilder(getNodeContext())
            .setNodeId(newNodeId("Jobs"))
            .setBrowseName(newQualifiedName("Jobs"))
            .setDisplayName(LocalizedText.english("Jobs"))
            .setTypeDefinition(NodeIds.BaseObjectType)
            .build();
    getNodeManager().addNode(machine);
    list = variable(machine, new QualifiedName(model, "JobOrderList"), NodeIds.Structure);
    room = variable(machine, new QualifiedName(model, "MaxDownloadableJobOrders"), NodeIds.UInt16);
    room(most);
    show();
    for (String each : List.of("Store", "Start", "RevokeStart", "Cancel", "Clear")) {
      method(machine, new QualifiedName(model, each), 2, List.of("ReturnStatus"));
    }
    method(
        machine,
        new QualifiedName(model, "RequestJobResponseByJobOrderID"),
        1,
        List.of("JobResponse", "ReturnStatus"));
  }

  private UaVariableNode variable(UaObjectNode owner, QualifiedName name, NodeId type) {
    UaVariableNode node =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId("Jobs." + name.name()))
            .setBrowseName(name)
            .setDisplayName(LocalizedText.english(name.name()))
            .setDataType(type)
            .setValueRank(ValueRanks.Any)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .build();
    getNodeManager().addNode(node);
    owner.addComponent(node);
    return node;
  }

  private void method(UaObjectNode owner, QualifiedName name, int inputs, List<String> outputs) {
    UaMethodNode node =
        UaMethodNode.builder(getNodeContext())
            .setNodeId(newNodeId("Jobs." + name.name()))
            .setBrowseName(name)
            .setDisplayName(LocalizedText.english(name.name()))
            .build();
    Argument[] given = new Argument[inputs];
    boolean store = "Store".equals(name.name());
    given[0] = argument("JobOrder", store ? NodeIds.Structure : NodeIds.String, ValueRanks.Scalar);
    if (inputs > 1) {
      given[1] = argument("Comment", NodeIds.LocalizedText, ValueRanks.OneDimension);
    }
    Argument[] answered =
        outputs.stream()
            .map(each -> argument(each, NodeIds.BaseDataType, ValueRanks.Scalar))
            .toArray(Argument[]::new);
    node.setInputArguments(given);
    node.setOutputArguments(answered);
    node.setInvocationHandler(
        new AbstractMethodInvocationHandler(node) {
          @Override
          public Argument[] getInputArguments() {
            return given;
          }

          @Override
          public Argument[] getOutputArguments() {
            return answered;
          }

          @Override
          protected Variant[] invoke(InvocationContext context, Variant[] values)
              throws UaException {
            return inputs == 1
                ? response(String.valueOf(values[0].value()))
                : called(name.name(), values);
          }
        });
    getNodeManager().addNode(node);
    owner.addComponent(node);
    methods.put(name.name(), node);
  }

  private static Argument argument(String name, NodeId type, int rank) {
    return new Argument(name, type, rank, null, LocalizedText.english(name));
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
