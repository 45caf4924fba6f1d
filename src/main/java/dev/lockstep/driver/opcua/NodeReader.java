package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** Reads resources. Only a value whose status is Good becomes a reading with a value. */
final class NodeReader {
  private final NodeResolver resolver;
  private final AttributeReader reads;

  NodeReader(NodeResolver resolver, AttributeReader reads) {
    this.resolver = resolver;
    this.reads = reads;
  }

  List<Reading> read(ActiveSession session, List<ResourceName> names, Deadline deadline) {
    Map<Integer, Reading> readings = new HashMap<>();
    List<Integer> asked = new ArrayList<>();
    List<Resource> located = new ArrayList<>();
    List<ReadValueId> wanted = new ArrayList<>();
    for (int each = 0; each < names.size(); each++) {
      try {
        NodeResolver.Located found = resolver.variable(names.get(each), session);
        wanted.add(found.value());
        located.add(found.resource());
        asked.add(each);
      } catch (NodeResolver.UnlocatedException unlocated) {
        Reading unseen = unseen(names.get(each), Code.UNREADABLE, unlocated.detail());
        readings.put(each, unseen);
      }
    }
    try {
      List<DataValue> values = reads.values(session, wanted, deadline);
      for (int each = 0; each < values.size(); each++) {
        Reading reading = reading(session, located.get(each), values.get(each), deadline);
        readings.put(asked.get(each), reading);
      }
    } catch (UnansweredException silent) {
      asked.forEach(
          each -> readings.put(each, unseen(names.get(each), Code.UNREADABLE, silent.detail())));
    }
    List<Reading> inOrder = new ArrayList<>();
    for (int each = 0; each < names.size(); each++) {
      inOrder.add(readings.getOrDefault(each, unseen(names.get(each), Code.UNREADABLE, "lost")));
    }
    return inOrder;
  }

  /**
   * The reading for a value that was read. Uncertain is not Good: a last usable value is an old
   * one, and a substitute value was never measured.
   */
  Reading reading(ActiveSession session, Resource resource, DataValue read, Deadline deadline) {
    String status = StatusName.of(read.getStatusCode());
    if (!read.getStatusCode().isGood()) {
      boolean unset = StatusTable.isUnset(read.getStatusCode());
      String about = range(resource).map(range -> " for the range " + range).orElse("");
      Reason reason = resolver.reason(Code.UNREADABLE, resource.name(), status + about);
      return new Reading.Unseen(resource.name(), reason, unset);
    }
    try {
      StructureTypes.Read as = new StructureTypes.Read(resource.scaling(), resource.type());
      Optional<IndexRange> range = range(resource);
      Variant value =
          range.isPresent()
              ? ValuePart.read(read.getValue(), range.get(), resource.type())
              : read.getValue();
      ValueConversion.Decoded decoded =
          session.types().structures().decoded(session, value, as, deadline);
      return new Reading.Seen(
          resource.name(), decoded.value(), status, sourceTime(read), decoded.encoding());
    } catch (MisfitException misfit) {
      return unseen(resource.name(), Code.UNREADABLE, status + ", but " + misfit.detail());
    } catch (UnansweredException silent) {
      String detail = status + ", but its type is not known: " + silent.detail();
      return unseen(resource.name(), Code.UNREADABLE, detail);
    }
  }

  /** A malformed one has no node here, and so is never read. */
  private static Optional<IndexRange> range(Resource resource) {
    try {
      return NodePart.of(resource);
    } catch (NodeAddress.MalformedException malformed) {
      return Optional.empty();
    }
  }

  Reading unseen(ResourceName name, Code code, String detail) {
    return new Reading.Unseen(name, resolver.reason(code, name, detail));
  }

  private static Optional<Instant> sourceTime(DataValue read) {
    return read.getSourceTime() != null && read.getSourceTime().isValid()
        ? Optional.of(read.getSourceTime().getJavaInstant())
        : Optional.empty();
  }
}
