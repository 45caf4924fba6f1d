package dev.lockstep.driver.opcua;

import dev.lockstep.device.CompanionModel.JobOrders;
import dev.lockstep.device.CompanionModel.WorkMaster;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.SelfDescription.Argument;
import dev.lockstep.device.SelfDescription.Shape;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.AddressSpaceWalk.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of job orders as a walk finds it (OPC 10031-4, 6.2.1): the nearest provider of its
 * responses, and the work masters that it says it takes.
 */
final class JobOrderModel {
  static final String RECEIVER = "ISA95JobOrderReceiverObjectType";
  static final String PROVIDER = "ISA95JobResponseProviderObjectType";
  private static final String WORK_MASTER = "WorkMaster";

  private final AttributeReader reads;

  JobOrderModel(AttributeReader reads) {
    this.reads = reads;
  }

  /** Who is asked, and until when. */
  record Asking(ActiveSession session, Deadline deadline) {}

  /**
   * @param providers all that were found
   * @param variables all that were found
   */
  JobOrders of(Asking asking, Place receiver, List<Place> providers, List<Place> variables)
      throws UnansweredException {
    List<String> responses =
        providers.stream()
            .sorted(Comparator.comparingInt(each -> -common(receiver.path(), each.path())))
            .map(each -> each.node().toParseableString())
            .toList();
    Optional<Place> workMasters =
        variables.stream()
            .filter(each -> each.parent().equals(receiver.node()))
            .filter(each -> each.name().equals(WORK_MASTER))
            .filter(each -> each.kind().namespace().equals(JobStructures.NAMESPACE))
            .findFirst();
    return new JobOrders(
        receiver.path(),
        receiver.node().toParseableString(),
        responses,
        workMasters.isEmpty() ? List.of() : workMasters(asking, workMasters.get().node()));
  }

  /** How many names two ways begin with in common. */
  static int common(List<String> one, List<String> other) {
    int common = 0;
    while (common < Math.min(one.size(), other.size())
        && one.get(common).equals(other.get(common))) {
      common++;
    }
    return common;
  }

  private List<WorkMaster> workMasters(Asking asking, ExpandedNodeId variable)
      throws UnansweredException {
    Optional<NodeId> node = variable.toNodeId(asking.session().namespaces());
    List<WorkMaster> found = new ArrayList<>();
    if (node.isPresent() && value(asking, node.get()) instanceof ExtensionObject[] entries) {
      for (ExtensionObject each : entries) {
        workMaster(each, asking.session()).ifPresent(found::add);
      }
    }
    return found;
  }

  private @Nullable Object value(Asking asking, NodeId node) throws UnansweredException {
    List<ReadValueId> wanted = List.of(AttributeReader.attribute(node, AttributeId.Value));
    DataValue read = reads.values(asking.session(), wanted, asking.deadline()).getFirst();
    return read.getStatusCode().isGood() ? read.getValue().value() : null;
  }

  private static Optional<WorkMaster> workMaster(ExtensionObject entry, ActiveSession session) {
    Map<String, Object> fields;
    try {
      fields = JobStructures.decode(entry, JobStructures.Type.WORK_MASTER, session.namespaces());
    } catch (UnansweredException undecodable) {
      return Optional.empty(); // what may be ordered is then for a person to say
    }
    List<Argument> parameters = new ArrayList<>();
    if (fields.get("Parameters") instanceof List<?> listed) {
      for (Object each : listed) {
        if (each instanceof Map<?, ?> parameter) {
          parameter(parameter).ifPresent(parameters::add);
        }
      }
    }
    return String.valueOf(fields.get("ID")).isBlank()
        ? Optional.empty()
        : Optional.of(
            new WorkMaster(
                String.valueOf(fields.get("ID")), text(fields.get("Description")), parameters));
  }

  private static Optional<Argument> parameter(Map<?, ?> fields) {
    String id = String.valueOf(fields.get("ID"));
    if (id.isBlank() || !(fields.get("Value") instanceof Variant value)) {
      return Optional.empty();
    }
    String description =
        fields.get("Description") instanceof List<?> texts && !texts.isEmpty()
            ? text(texts.getFirst())
            : "";
    return value
        .getDataType()
        .flatMap(
            type ->
                ProfileTypes.of(
                    new WireType(
                        type, value.value() != null && value.value().getClass().isArray())))
        .filter(type -> type != ValueType.OBJECT && type != ValueType.OBJECT_ARRAY)
        .map(type -> new Argument(id, description, Shape.of(type)));
  }

  private static String text(@Nullable Object text) {
    return text instanceof LocalizedText known && known.text() != null ? known.text() : "";
  }
}
