package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.Called;
import dev.lockstep.driver.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.CallRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;

/** Calls methods, one at a time, with inputs cast to what the method says it takes. */
final class Methods {
  private final Resources resources;
  private final Reads reads;
  private final Duration requestTime;
  private final TimeSource clock;

  Methods(Resources resources, Reads reads, Duration requestTime, TimeSource clock) {
    this.resources = resources;
    this.reads = reads;
    this.requestTime = requestTime;
    this.clock = clock;
  }

  Called call(Online online, Work.Call call, Deadline deadline) {
    String name = call.method().value();
    CallMethodRequest request;
    try {
      request = request(online, call, deadline.within(requestTime, clock));
    } catch (Resources.UnlocatedException | Casting.MisfitException | UnansweredException fault) {
      return none(new Sent.NotSent("%s: not sent: %s".formatted(name, fault.detail())));
    }
    Reply<CallResponse> reply =
        online.ask(
            deadline.within(requestTime, clock),
            CallResponse.class,
            header -> new CallRequest(header, new CallMethodRequest[] {request}));
    return switch (reply) {
      case Reply.Answered<CallResponse> answered -> judge(name, answered.response().getResults());
      case Reply.Faulted<CallResponse> faulted -> none(StatusTable.sent(faulted.status(), name));
      case Reply.NeverLeft<CallResponse> never ->
          none(new Sent.NotSent(name + ": " + never.detail()));
      case Reply.Lost<CallResponse> lost -> none(new Sent.Unknown(name + ": " + lost.detail()));
    };
  }

  /** The request, with each input cast; refused where count or types do not fit. */
  CallMethodRequest request(Online online, Work.Call call, Deadline deadline)
      throws Resources.UnlocatedException, Casting.MisfitException, UnansweredException {
    Resource method = resources.named(call.method());
    NodeId methodId = resources.node(method, "methodId", online);
    NodeId objectId = resources.node(method, "objectId", online);
    List<Argument> arguments = arguments(online, methodId, deadline);
    if (arguments.size() != call.inputs().size()) {
      throw new Casting.MisfitException(
          "the method takes %d inputs, the command gives %d"
              .formatted(arguments.size(), call.inputs().size()));
    }
    Variant[] inputs = new Variant[arguments.size()];
    for (int each = 0; each < inputs.length; each++) {
      inputs[each] = input(online, arguments.get(each), call.inputs().get(each), deadline);
    }
    return new CallMethodRequest(objectId, methodId, inputs);
  }

  private Variant input(Online online, Argument argument, Assignment given, Deadline deadline)
      throws Resources.UnlocatedException, Casting.MisfitException, UnansweredException {
    Resource resource = resources.named(given.resource());
    Optional<Shape> shape =
        online
            .shapes()
            .argument(online, argument, resource.type(), deadline)
            .map(found -> found.in(resource));
    String fault = "input %s has a type that is not supported by this version yet";
    return Casting.toWire(
        given.value(),
        resource.scaling(),
        shape.orElseThrow(
            () ->
                new Casting.MisfitException(
                    Code.UNSUPPORTED, fault.formatted(argument.getName()))));
  }

  /** What the method says it takes: its property InputArguments; none where it has no such. */
  List<Argument> arguments(Online online, NodeId method, Deadline deadline)
      throws UnansweredException {
    BrowseDescription properties =
        new BrowseDescription(
            method,
            BrowseDirection.Forward,
            NodeIds.HasProperty,
            true,
            Unsigned.uint(0),
            Unsigned.uint(BrowseResultMask.BrowseName.getValue()));
    for (ReferenceDescription property : Shapes.browse(online, properties, deadline)) {
      if ("InputArguments".equals(property.getBrowseName().name())) {
        NodeId node = property.getNodeId().toNodeId(online.namespaces()).orElse(NodeId.NULL_VALUE);
        DataValue read =
            reads
                .values(online, List.of(Reads.attribute(node, AttributeId.Value)), deadline)
                .getFirst();
        return decoded(read);
      }
    }
    return List.of();
  }

  private static List<Argument> decoded(DataValue read) throws UnansweredException {
    List<Argument> arguments = new ArrayList<>();
    try {
      if (read.getValue().value() instanceof ExtensionObject[] objects) {
        for (ExtensionObject each : objects) {
          if (each.decode(DefaultEncodingContext.INSTANCE) instanceof Argument argument) {
            arguments.add(argument);
          }
        }
      }
      return arguments;
    } catch (UaSerializationException broken) {
      throw new UnansweredException("the method's arguments cannot be decoded");
    }
  }

  static Called judge(String name, CallMethodResult @Nullable [] results) {
    if (results == null || results.length != 1) {
      return none(new Sent.Unknown(name + ": the answer is for another number of methods"));
    }
    CallMethodResult result = results[0];
    String bad = badInputs(result);
    Sent sent = StatusTable.sent(result.getStatusCode(), name + bad);
    if (!bad.isEmpty() && !(sent instanceof Sent.Rejected)) {
      return none(new Sent.Unknown(sent.detail()));
    }
    boolean accepted = sent instanceof Sent.Accepted || sent instanceof Sent.Pending;
    if (!accepted || result.getOutputArguments() == null) {
      return none(sent);
    }
    List<Value> outputs = new ArrayList<>();
    try {
      for (Variant output : result.getOutputArguments()) {
        outputs.add(Casting.fromWire(output, Scaling.NONE, ValueType.STRING));
      }
      return new Called(sent, outputs);
    } catch (Casting.MisfitException misfit) {
      String detail = sent.detail() + "; outputs not shown: " + misfit.detail();
      return none(
          sent instanceof Sent.Pending ? new Sent.Pending(detail) : new Sent.Accepted(detail));
    }
  }

  private static String badInputs(CallMethodResult result) {
    StringBuilder bad = new StringBuilder();
    StatusCode[] inputs = result.getInputArgumentResults();
    for (int each = 0; inputs != null && each < inputs.length; each++) {
      if (!inputs[each].isGood()) {
        bad.append(": input %d %s".formatted(each + 1, StatusTable.name(inputs[each])));
      }
    }
    return bad.toString();
  }

  private static Called none(Sent sent) {
    return new Called(sent, List.of());
  }
}
