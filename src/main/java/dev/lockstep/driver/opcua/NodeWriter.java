package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;

/**
 * The Write service (OPC 10000-4, 5.11.4). Sends the value alone, because many servers refuse a
 * status or timestamps with it. Where one value of a step cannot be sent, none is.
 */
final class NodeWriter {
  private final NodeResolver resolver;
  private final Duration requestTime;
  private final TimeSource clock;

  NodeWriter(NodeResolver resolver, Duration requestTime, TimeSource clock) {
    this.resolver = resolver;
    this.requestTime = requestTime;
    this.clock = clock;
  }

  /** An assignment that was checked and cast, ready to leave. */
  private record Ready(Assignment assignment, WriteValue value, WireType wireType) {
    long size() {
      return MessageLimits.size(value.getValue().getValue().value());
    }
  }

  List<SendResult> write(ActiveSession session, List<Assignment> assignments, Deadline deadline) {
    Prepared prepared;
    try {
      prepared = prepare(session, assignments, deadline);
    } catch (UnansweredException silent) {
      return notSent(assignments, "the nodes' types are not known: " + silent.detail());
    }
    Map<Assignment, String> faults = prepared.faults();
    if (!faults.isEmpty()) {
      String first = faults.values().iterator().next();
      return assignments.stream()
          .<SendResult>map(
              each -> new SendResult.NotSent(faults.getOrDefault(each, "not sent: " + first)))
          .toList();
    }
    return send(session, prepared.ready(), deadline);
  }

  /** What can leave, and why the rest cannot. */
  private record Prepared(List<Ready> ready, Map<Assignment, String> faults) {}

  private Prepared prepare(ActiveSession session, List<Assignment> assignments, Deadline deadline)
      throws UnansweredException {
    List<Ready> ready = new ArrayList<>();
    Map<Assignment, String> faults = new LinkedHashMap<>();
    Map<Assignment, NodeResolver.Located> located = new LinkedHashMap<>();
    for (Assignment each : assignments) {
      try {
        NodeResolver.Located found = resolver.variable(each.resource(), session);
        located.put(each, found);
      } catch (NodeResolver.UnlocatedException unlocated) {
        faults.put(each, each.resource() + ": " + unlocated.detail());
      }
    }
    Deadline within = deadline.within(requestTime, clock);
    Map<DataTypeCache.Variable, WireType> shapes =
        session
            .types()
            .of(
                session,
                located.values().stream()
                    .map(NodeResolver.Located::variable)
                    .collect(Collectors.toCollection(LinkedHashSet::new)),
                within);
    for (Assignment each : assignments) {
      NodeResolver.Located found = located.get(each);
      if (found != null) {
        try {
          Optional<WireType> wireType = Optional.ofNullable(shapes.get(found.variable()));
          StructureTypes.Write write = write(each, found, wireType);
          Variant raw = session.types().structures().encoded(session, write, within);
          DataValue alone = DataValue.valueOnly(raw);
          UInteger attribute = AttributeId.Value.uid();
          WriteValue value = new WriteValue(found.node(), attribute, found.text(), alone);
          ready.add(new Ready(each, value, known(wireType)));
        } catch (MisfitException misfit) {
          faults.put(each, each.resource() + ": " + misfit.detail());
        }
      }
    }
    return new Prepared(ready, faults);
  }

  private static StructureTypes.Write write(
      Assignment assignment, NodeResolver.Located located, Optional<WireType> wireType)
      throws MisfitException {
    return StructureTypes.Write.of(assignment.value(), located, known(wireType));
  }

  private static WireType known(Optional<WireType> wireType) throws MisfitException {
    return wireType.orElseThrow(
        () -> new MisfitException(Code.UNSUPPORTED, "no variable of a known type is there"));
  }

  private List<SendResult> send(ActiveSession session, List<Ready> ready, Deadline deadline) {
    List<SendResult> sent = new ArrayList<>();
    while (sent.size() < ready.size()) {
      List<Ready> part = part(session, ready.subList(sent.size(), ready.size()));
      WriteValue[] values = part.stream().map(Ready::value).toArray(WriteValue[]::new);
      ServiceResponse<WriteResponse> reply =
          session.ask(
              deadline.within(requestTime, clock),
              WriteResponse.class,
              header -> new WriteRequest(header, values));
      boolean tooMany =
          reply instanceof ServiceResponse.Faulted<WriteResponse> faulted
              && faulted.status().value() == StatusCodes.Bad_TooManyOperations;
      if (tooMany && part.size() > 1) {
        // Nothing of the request was carried out, so asking for less is no second try.
        session.limits().tooManyWrites(part.size());
        continue;
      }
      sent.addAll(judge(session, part, reply));
      if (!(reply instanceof ServiceResponse.Answered)) {
        List<Ready> rest = ready.subList(sent.size(), ready.size());
        List<Assignment> left = rest.stream().map(Ready::assignment).toList();
        sent.addAll(notSent(left, "not sent: an earlier part of the same write was not answered"));
      }
    }
    return sent;
  }

  /** As many as one request may hold, by their number and by their size, and at least one. */
  private static List<Ready> part(ActiveSession session, List<Ready> left) {
    int most = Math.min(left.size(), session.limits().writes());
    long octets = session.messages().octets();
    int until = 0;
    while (until < most && (until == 0 || octets >= left.get(until).size())) {
      octets -= left.get(until).size();
      until++;
    }
    return left.subList(0, until);
  }

  private static List<SendResult> judge(
      ActiveSession session, List<Ready> part, ServiceResponse<WriteResponse> reply) {
    return switch (reply) {
      case ServiceResponse.Answered<WriteResponse> answered ->
          perNode(session, part, answered.response());
      case ServiceResponse.Faulted<WriteResponse> faulted ->
          part.stream().map(each -> sent(faulted.status(), each)).toList();
      case ServiceResponse.NeverLeft<WriteResponse> never ->
          part.stream()
              .<SendResult>map(each -> new SendResult.NotSent(name(each) + ": " + never.detail()))
              .toList();
      case ServiceResponse.Lost<WriteResponse> lost ->
          part.stream()
              .<SendResult>map(each -> new SendResult.Unknown(name(each) + ": " + lost.detail()))
              .toList();
    };
  }

  private static List<SendResult> perNode(
      ActiveSession session, List<Ready> part, WriteResponse response) {
    StatusCode[] results = response.getResults();
    List<SendResult> sent = new ArrayList<>();
    for (int each = 0; each < part.size(); each++) {
      if (results == null || results.length != part.size()) {
        sent.add(new SendResult.Unknown(name(part.get(each)) + ": the answer is for other nodes"));
        continue;
      }
      learn(session, part.get(each), results[each]);
      sent.add(sent(results[each], part.get(each)));
    }
    return sent;
  }

  /** What an answer tells of the node, beside what became of the write. */
  private static void learn(ActiveSession session, Ready ready, StatusCode status) {
    NodeId node = ready.value().getNodeId();
    boolean mismatch = status.value() == StatusCodes.Bad_TypeMismatch;
    boolean whole = ready.value().getIndexRange() == null;
    if (!whole && (mismatch || status.value() == StatusCodes.Bad_WriteNotSupported)) {
      session.types().partRefused(node, status, ready.wireType());
    }
    if (mismatch) {
      session.types().forget(node);
    }
  }

  private static SendResult sent(StatusCode status, Ready ready) {
    return StatusTable.sent(StatusTable.ofWrite(status), status, name(ready));
  }

  private static String name(Ready ready) {
    return ready.assignment().resource().value();
  }

  static List<SendResult> notSent(List<Assignment> assignments, String detail) {
    return assignments.stream().<SendResult>map(each -> new SendResult.NotSent(detail)).toList();
  }
}
