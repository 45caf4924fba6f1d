package dev.lockstep.driver.opcua;

import dev.lockstep.device.Assignment;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Encoding;
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
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
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
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;

/** Calls methods, one at a time, with inputs cast to what the method says it takes. */
final class Methods {
  private static final String INPUTS = "InputArguments";
  private static final String OUTPUTS = "OutputArguments";

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
    Ready ready;
    try {
      ready = ready(online, call, deadline.within(requestTime, clock));
    } catch (Resources.UnlocatedException | Casting.MisfitException | UnansweredException fault) {
      return none(new Sent.NotSent("%s: not sent: %s".formatted(name, fault.detail())));
    }
    Reply<CallResponse> reply =
        online.ask(
            deadline.within(requestTime, clock),
            CallResponse.class,
            header -> new CallRequest(header, new CallMethodRequest[] {ready.request()}));
    return switch (reply) {
      case Reply.Answered<CallResponse> answered ->
          judge(name, ready.signature(), answered.response().getResults());
      case Reply.Faulted<CallResponse> faulted ->
          none(StatusTable.sent(StatusTable.ofCall(faulted.status()), faulted.status(), name));
      case Reply.NeverLeft<CallResponse> never ->
          none(new Sent.NotSent(name + ": " + never.detail()));
      case Reply.Lost<CallResponse> lost -> none(new Sent.Unknown(name + ": " + lost.detail()));
    };
  }

  /** A request, with each input cast, and what the method says of itself. */
  record Ready(CallMethodRequest request, Signature signature) {}

  /** Refused where count or types do not fit. */
  Ready ready(Online online, Work.Call call, Deadline deadline)
      throws Resources.UnlocatedException, Casting.MisfitException, UnansweredException {
    Resource method = resources.named(call.method());
    NodeId methodId = resources.node(method, "methodId", online);
    NodeId objectId = resources.node(method, "objectId", online);
    Signature signature = signature(online, methodId, deadline);
    List<Argument> arguments = signature.inputs();
    if (arguments.size() != call.inputs().size()) {
      throw new Casting.MisfitException(
          "the method takes %d inputs, the command gives %d"
              .formatted(arguments.size(), call.inputs().size()));
    }
    Variant[] inputs = new Variant[arguments.size()];
    for (int each = 0; each < inputs.length; each++) {
      inputs[each] = input(online, arguments.get(each), call.inputs().get(each), deadline);
    }
    return new Ready(new CallMethodRequest(objectId, methodId, inputs), signature);
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

  /** What the method says of itself; empty lists where it says nothing. */
  private Signature signature(Online online, NodeId method, Deadline deadline)
      throws UnansweredException {
    BrowseDescription properties =
        new BrowseDescription(
            method,
            BrowseDirection.Forward,
            NodeIds.HasProperty,
            true,
            Unsigned.uint(0),
            Unsigned.uint(BrowseResultMask.BrowseName.getValue()));
    List<String> names = new ArrayList<>();
    List<ReadValueId> values = new ArrayList<>();
    for (ReferenceDescription property : Shapes.browse(online, properties, deadline)) {
      String name = property.getBrowseName().name();
      if (INPUTS.equals(name) || OUTPUTS.equals(name)) {
        NodeId node = property.getNodeId().toNodeId(online.namespaces()).orElse(NodeId.NULL_VALUE);
        names.add(name);
        values.add(Reads.attribute(node, AttributeId.Value));
      }
    }
    Signature signature = Signature.NONE;
    List<DataValue> read = values.isEmpty() ? List.of() : reads.values(online, values, deadline);
    for (int each = 0; each < read.size(); each++) {
      List<Argument> arguments = Signature.decoded(read.get(each));
      signature =
          INPUTS.equals(names.get(each))
              ? new Signature(arguments, signature.outputs())
              : new Signature(signature.inputs(), arguments);
    }
    return signature;
  }

  static Called judge(String name, Signature signature, CallMethodResult @Nullable [] results) {
    if (results == null || results.length != 1) {
      return none(new Sent.Unknown(name + ": the answer is for another number of methods"));
    }
    CallMethodResult result = results[0];
    String bad = badInputs(result);
    StatusCode status = result.getStatusCode();
    StatusTable.Meaning meaning = StatusTable.ofMethod(status, !bad.isEmpty());
    Sent sent = StatusTable.sent(meaning, status, name + bad);
    boolean accepted = sent instanceof Sent.Accepted || sent instanceof Sent.Pending;
    if (!accepted || result.getOutputArguments() == null) {
      return none(sent);
    }
    List<Optional<Called.Answer>> outputs = new ArrayList<>();
    for (Variant output : result.getOutputArguments()) {
      outputs.add(output(output));
    }
    return new Called(sent, outputs, signature.outputNames());
  }

  /** Empty for what has no value, or one that is not supported. A status is its name. */
  private static Optional<Called.Answer> output(Variant output) {
    if (output.value() instanceof StatusCode status) {
      Value name = new Value.Text(StatusTable.name(status));
      return Optional.of(new Called.Answer(name, Encoding.PLAIN));
    }
    try {
      Value value = Casting.fromWire(output, Scaling.NONE, ValueType.STRING);
      return Optional.of(new Called.Answer(value, Casting.encoding(output, Scaling.NONE)));
    } catch (Casting.MisfitException misfit) {
      return Optional.empty();
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
