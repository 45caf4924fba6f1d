package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.IndexRange;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * Examines, before the vote, whether the parts of nodes that are to be written are there now, and
 * whether their nodes can be written in parts (ARCHITECTURE, P11). An array whose length varies may
 * be shorter today, and a server must not write a part of the range (OPC 10000-4, 7.27).
 */
final class PartExaminer {
  /** AccessLevelEx, bit 10 (OPC 10000-3, 8.58). */
  private static final long WRITE_FULL_ARRAY_ONLY = 1L << 10;

  private final NodeResolver resolver;
  private final AttributeReader reads;

  PartExaminer(NodeResolver resolver, AttributeReader reads) {
    this.resolver = resolver;
    this.reads = reads;
  }

  /**
   * One reason for each part that cannot be written now. Resources without a range are left out.
   */
  List<Reason> examine(ActiveSession session, List<NodeResolver.Located> located, Deadline deadline)
      throws UnansweredException {
    List<NodeResolver.Located> parts =
        located.stream().filter(each -> each.range().isPresent()).toList();
    List<ReadValueId> wanted = new ArrayList<>();
    for (NodeResolver.Located each : parts) {
      wanted.add(each.value());
      wanted.add(AttributeReader.attribute(each.node(), AttributeId.AccessLevelEx));
    }
    List<DataValue> values = reads.values(session, wanted, deadline);
    List<Reason> reasons = new ArrayList<>();
    for (int each = 0; each < parts.size(); each++) {
      DataValue value = values.get(2 * each);
      DataValue access = values.get(2 * each + 1);
      NodeResolver.Located part = parts.get(each);
      // Just learnt, when the value was cast: not asked for again.
      Optional<StatusCode> refusal =
          Optional.ofNullable(
                  session
                      .types()
                      .of(session, Set.of(part.variable()), deadline)
                      .get(part.variable()))
              .flatMap(wireType -> session.types().refusal(part.node(), wireType));
      indivisible(part, access, refusal).or(() -> absent(part, value)).ifPresent(reasons::add);
    }
    return reasons;
  }

  /** Where the server says, or has said in an answer, that it does not write parts of the node. */
  private Optional<Reason> indivisible(
      NodeResolver.Located part, DataValue access, Optional<StatusCode> refusal) {
    boolean whole =
        access.getStatusCode().isGood()
            && access.getValue().value() instanceof UInteger bits
            && (bits.longValue() & WRITE_FULL_ARRAY_ONLY) != 0;
    String answered = "the server has answered %s to a write of a part of this node";
    Optional<String> why =
        whole
            ? Optional.of("the node is written whole only (WriteFullArrayOnly)")
            : refusal.map(status -> answered.formatted(StatusName.of(status)));
    String remedy = "; leave indexRange out, and write the whole value";
    return why.map(
        detail -> resolver.reason(Code.NOT_WRITABLE, part.resource().name(), detail + remedy));
  }

  private static boolean isOfRange(StatusCode status) {
    long name = status.value() & 0xFFFF0000L;
    return name == StatusCodes.Bad_IndexRangeNoData || name == StatusCodes.Bad_IndexRangeInvalid;
  }

  /** A node that cannot be read, or has no value yet, says nothing of its length. */
  private Optional<Reason> absent(NodeResolver.Located part, DataValue read) {
    IndexRange range = part.range().orElseThrow();
    Optional<String> why = Optional.empty();
    Object raw = read.getValue().value();
    if (isOfRange(read.getStatusCode())) {
      String answer = "the server answers %s for the range %s";
      why = Optional.of(answer.formatted(StatusName.of(read.getStatusCode()), range));
    } else if (read.getStatusCode().isGood() && raw != null) {
      why = ValuePart.excess(range, raw).or(() -> ValuePart.shortfall(range, raw));
    }
    return why.map(detail -> resolver.reason(Code.OUT_OF_RANGE, part.resource().name(), detail));
  }
}
