package dev.lockstep.driver.opcua;

import dev.lockstep.device.CompanionModel;
import dev.lockstep.device.CompanionModel.Lock;
import dev.lockstep.device.CompanionModel.Nameplate;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.SelfDescription;
import dev.lockstep.device.SelfDescription.Omission;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.opcua.AddressSpaceWalk.Place;
import dev.lockstep.driver.opcua.NodeResolver.UnlocatedException;
import dev.lockstep.driver.opcua.TypeLineage.TypeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * The companion models that a machine follows, by the types of the objects that a walk has found:
 * locks and nameplates (OPC 10000-100), job orders (OPC 10031-4), state machines of PackML and of
 * Machinery. Reads only.
 */
final class CompanionModels {
  private static final TypeName LOCK = new TypeName(LockNodes.NAMESPACE, "LockingServicesType");
  private static final TypeName RECEIVER =
      new TypeName(JobStructures.NAMESPACE, JobOrderModel.RECEIVER);
  private static final TypeName PROVIDER =
      new TypeName(JobStructures.NAMESPACE, JobOrderModel.PROVIDER);

  /** What the patterns call themselves, or must never be called beside them. */
  private static final Map<TypeName, Set<String>> DRIVEN =
      Map.of(
          LOCK, Set.of("InitLock", "RenewLock", "ExitLock", "BreakLock"),
          RECEIVER,
              Set.of("Store", "StoreAndStart", "Start", "RevokeStart", "Cancel", "Clear", "Update"),
          PROVIDER, Set.of("RequestJobResponseByJobOrderID", "RequestJobResponseByJobOrderState"));

  private static final List<String> NAMEPLATE = List.of("Manufacturer", "Model", "SerialNumber");

  private final AttributeReader reads;
  private final TypeLineage lineage;
  private final JobOrderModel jobs;
  private final Duration requestTime;
  private final TimeSource clock;
  private Recognized recognized = new Recognized();

  CompanionModels(Duration requestTime, TimeSource clock) {
    this.reads = new AttributeReader(requestTime, clock);
    this.lineage = new TypeLineage(reads);
    this.jobs = new JobOrderModel(reads);
    this.requestTime = requestTime;
    this.clock = clock;
  }

  /** What one look at all objects has found. */
  private static final class Recognized {
    private final List<CompanionModel> models = new ArrayList<>();
    private final Map<String, TypeName> driven = new HashMap<>();
    private final Map<String, StateModel> numbers = new HashMap<>();
    private final List<Omission> omissions = new ArrayList<>();
  }

  /** Looks at these; where it fails, it may be called again. */
  void recognize(ActiveSession session, List<Place> objects, List<Place> found)
      throws UnansweredException {
    Recognized now = new Recognized();
    Map<ExpandedNodeId, List<Place>> variables =
        found.stream()
            .filter(each -> each.nodeClass() == NodeClass.Variable)
            .collect(Collectors.groupingBy(Place::parent));
    List<Place> receivers = new ArrayList<>();
    List<Place> providers = new ArrayList<>();
    for (Place each : objects) {
      ExpandedNodeId type = each.kind().type();
      Set<TypeName> types = type == null ? Set.of() : lineage.of(session, type, deadline());
      if (types.contains(LOCK)) {
        lock(session, each, now);
      } else if (types.contains(RECEIVER)) {
        receivers.add(each);
      } else if (types.contains(PROVIDER)) {
        providers.add(each);
      }
      StateModel.of(types).ifPresent(model -> state(model, each, variables, now));
    }
    for (Place each : receivers) {
      JobOrderModel.Asking asking = new JobOrderModel.Asking(session, deadline());
      now.models.add(jobs.of(asking, each, providers, found));
      drive(each, RECEIVER, now);
    }
    providers.forEach(each -> drive(each, PROVIDER, now));
    nameplates(session, found, now);
    recognized = now;
  }

  private void lock(ActiveSession session, Place place, Recognized now) throws UnansweredException {
    String address = place.node().toParseableString();
    try {
      var unused = LockNodes.find(session, NodeAddress.of(address, "lock"), deadline());
    } catch (NodeAddress.MalformedException | UnlocatedException unusable) {
      now.omissions.add(
          new Omission(place.path(), "is a lock that cannot be taken: " + unusable.detail()));
      return;
    }
    List<String> path = place.path();
    now.models.add(new Lock(path.subList(0, Math.max(0, path.size() - 1)), address));
    drive(place, LOCK, now);
  }

  private static void drive(Place object, TypeName type, Recognized now) {
    now.driven.put(object.node().toParseableString(), type);
    if (!object.path().isEmpty()) {
      now.omissions.add(
          new Omission(
              object.path(), "is used by a pattern of prepare: its methods are no commands"));
    }
  }

  private static void state(
      StateModel model, Place machine, Map<ExpandedNodeId, List<Place>> variables, Recognized now) {
    Optional<Place> current = child(machine, "CurrentState", variables);
    Optional<Place> number = current.flatMap(state -> child(state, "Number", variables));
    number.ifPresent(each -> now.numbers.put(each.node().toParseableString(), model));
    number
        .or(() -> current)
        .ifPresent(
            each -> now.models.add(model.at(machine.path(), each.path(), number.isPresent())));
  }

  private static Optional<Place> child(
      Place parent, String name, Map<ExpandedNodeId, List<Place>> variables) {
    return variables.getOrDefault(parent.node(), List.of()).stream()
        .filter(each -> each.name().equals(name))
        .findFirst();
  }

  private void nameplates(ActiveSession session, List<Place> found, Recognized now)
      throws UnansweredException {
    List<Place> properties =
        found.stream()
            .filter(each -> each.nodeClass() == NodeClass.Variable && !each.path().isEmpty())
            .filter(each -> each.kind().namespace().equals(LockNodes.NAMESPACE))
            .filter(each -> NAMEPLATE.contains(each.name()))
            .toList();
    List<ReadValueId> wanted = new ArrayList<>();
    for (Place each : properties) {
      NodeId node = each.node().toNodeId(session.namespaces()).orElse(NodeId.NULL_VALUE);
      wanted.add(AttributeReader.attribute(node, AttributeId.Value));
    }
    List<DataValue> read = wanted.isEmpty() ? List.of() : reads.values(session, wanted, deadline());
    Map<List<String>, Map<String, String>> plates = new LinkedHashMap<>();
    for (int each = 0; each < properties.size(); each++) {
      List<String> path = properties.get(each).path();
      String text = text(read.get(each));
      if (!text.isEmpty()) {
        plates
            .computeIfAbsent(path.subList(0, path.size() - 1), owner -> new HashMap<>())
            .put(path.getLast(), text);
      }
    }
    plates.forEach(
        (path, texts) ->
            now.models.add(
                new Nameplate(
                    path,
                    texts.getOrDefault("Manufacturer", ""),
                    texts.getOrDefault("Model", ""),
                    texts.getOrDefault("SerialNumber", ""))));
  }

  private static String text(DataValue read) {
    return switch (read.getValue().value()) {
      case String text -> text.strip();
      case LocalizedText text when text.text() != null -> text.text().strip();
      case null, default -> "";
    };
  }

  /** What was found, without what patterns call themselves, and with what the models say of it. */
  SelfDescription applied(SelfDescription found) {
    List<Omission> omissions = new ArrayList<>(found.omissions());
    omissions.addAll(recognized.omissions);
    return new SelfDescription(
        found.resources().stream().map(this::known).toList(),
        found.methods().stream().filter(each -> !isDriven(each)).toList(),
        omissions,
        found.unfinished(),
        recognized.models,
        found.rest());
  }

  private boolean isDriven(SelfDescription.Method method) {
    TypeName type = recognized.driven.get(String.valueOf(method.attributes().get("objectId")));
    return type != null && DRIVEN.getOrDefault(type, Set.of()).contains(method.path().getLast());
  }

  private SelfDescription.Found known(SelfDescription.Found each) {
    StateModel model = recognized.numbers.get(String.valueOf(each.attributes().get("nodeId")));
    if (model == null) {
      return each;
    }
    Map<String, Object> attributes = new HashMap<>(each.attributes());
    attributes.putAll(model.attributes());
    List<String> remarks = new ArrayList<>(each.remarks());
    remarks.add(model.remark());
    return new SelfDescription.Found(
        each.path(), each.description(), each.shape(), each.access(), attributes, remarks);
  }

  private Deadline deadline() {
    return Deadline.in(requestTime.multipliedBy(3), clock);
  }
}
