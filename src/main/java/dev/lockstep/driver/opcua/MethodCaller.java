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
import dev.lockstep.driver.CallResult;
import dev.lockstep.driver.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.CallRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallResponse;
import org.jspecify.annotations.Nullable;

/** The Call service (OPC 10000-4, 5.12.2): one method at a time, inputs cast to its arguments. */
final class MethodCaller {
  private static final StructureTypes.Read OUTPUT =
      new StructureTypes.Read(Scaling.NONE, ValueType.STRING);

  private final NodeResolver resolver;
  private final MethodSignatureReader signatures;
  private final Duration requestTime;
  private final TimeSource clock;

  MethodCaller(
      NodeResolver resolver, AttributeReader reads, Duration requestTime, TimeSource clock) {
    this.resolver = resolver;
    this.signatures = new MethodSignatureReader(reads);
    this.requestTime = requestTime;
    this.clock = clock;
  }

  CallResult call(ActiveSession session, Work.Call call, Deadline deadline) {
    String name = call.method().value();
    Ready ready;
    try {
      ready = ready(session, call, deadline.within(requestTime, clock));
    } catch (NodeResolver.UnlocatedException | MisfitException | UnansweredException fault) {
      return none(new SendResult.NotSent("%s: not sent: %s".formatted(name, fault.detail())));
    }
    ServiceResponse<CallResponse> reply =
        session.ask(
            deadline.within(requestTime, clock),
            CallResponse.class,
            header -> new CallRequest(header, new CallMethodRequest[] {ready.request()}));
    return switch (reply) {
      case ServiceResponse.Answered<CallResponse> answered ->
          judge(
              name,
              ready.signature(),
              answered.response().getResults(),
              output -> output(session, output, deadline));
      case ServiceResponse.Faulted<CallResponse> faulted ->
          none(StatusTable.sent(StatusTable.ofCall(faulted.status()), faulted.status(), name));
      case ServiceResponse.NeverLeft<CallResponse> never ->
          none(new SendResult.NotSent(name + ": " + never.detail()));
      case ServiceResponse.Lost<CallResponse> lost ->
          none(new SendResult.Unknown(name + ": " + lost.detail()));
    };
  }

  /** A request, with each input cast, and what the method says of itself. */
  record Ready(CallMethodRequest request, MethodSignature signature) {}

  /** Refused where count or types do not fit. */
  Ready ready(ActiveSession session, Work.Call call, Deadline deadline)
      throws NodeResolver.UnlocatedException, MisfitException, UnansweredException {
    Resource method = resolver.named(call.method());
    NodeId methodId = resolver.node(method, "methodId", session);
    NodeId objectId = resolver.node(method, "objectId", session);
    MethodSignature signature = signatures.of(session, methodId, deadline);
    List<Argument> arguments = signature.inputs();
    if (arguments.size() != call.inputs().size()) {
      throw new MisfitException(
          "the method takes %d inputs, the command gives %d"
              .formatted(arguments.size(), call.inputs().size()));
    }
    Variant[] inputs = new Variant[arguments.size()];
    for (int each = 0; each < inputs.length; each++) {
      inputs[each] = input(session, arguments.get(each), call.inputs().get(each), deadline);
    }
    return new Ready(new CallMethodRequest(objectId, methodId, inputs), signature);
  }

  private Variant input(
      ActiveSession session, Argument argument, Assignment given, Deadline deadline)
      throws NodeResolver.UnlocatedException, MisfitException, UnansweredException {
    Resource resource = resolver.named(given.resource());
    Optional<WireType> wireType =
        session.types().argument(session, argument, resource.type(), deadline);
    String fault = "input %s has a type that is not supported by this version yet";
    WireType known =
        wireType.orElseThrow(
            () -> new MisfitException(Code.UNSUPPORTED, fault.formatted(argument.getName())));
    StructureTypes.Write write = StructureTypes.Write.of(given.value(), resource, known);
    return session.types().structures().encoded(session, write, deadline);
  }

  static CallResult judge(
      String name,
      MethodSignature signature,
      CallMethodResult @Nullable [] results,
      Function<Variant, Optional<CallResult.Answer>> reader) {
    if (results == null || results.length != 1) {
      return none(new SendResult.Unknown(name + ": the answer is for another number of methods"));
    }
    CallMethodResult result = results[0];
    String bad = badInputs(result);
    StatusCode status = result.getStatusCode();
    StatusTable.Meaning meaning = StatusTable.ofMethod(status, !bad.isEmpty());
    SendResult sent = StatusTable.sent(meaning, status, name + bad);
    boolean accepted = sent instanceof SendResult.Accepted || sent instanceof SendResult.Pending;
    if (!accepted || result.getOutputArguments() == null) {
      return none(sent);
    }
    List<Optional<CallResult.Answer>> outputs = new ArrayList<>();
    for (Variant output : result.getOutputArguments()) {
      outputs.add(reader.apply(output));
    }
    return new CallResult(sent, outputs, signature.outputNames());
  }

  /** Empty for what has no value, or one that is not supported. A status is its name. */
  private Optional<CallResult.Answer> output(
      ActiveSession session, Variant output, Deadline deadline) {
    if (output.value() instanceof StatusCode status) {
      Value name = new Value.Text(StatusName.of(status));
      return Optional.of(new CallResult.Answer(name, Encoding.PLAIN));
    }
    try {
      ValueConversion.Decoded decoded =
          session
              .types()
              .structures()
              .decoded(session, output, OUTPUT, deadline.within(requestTime, clock));
      return Optional.of(new CallResult.Answer(decoded.value(), decoded.encoding()));
    } catch (MisfitException | UnansweredException unreadable) {
      return Optional.empty();
    }
  }

  private static String badInputs(CallMethodResult result) {
    StringBuilder bad = new StringBuilder();
    StatusCode[] inputs = result.getInputArgumentResults();
    for (int each = 0; inputs != null && each < inputs.length; each++) {
      if (!inputs[each].isGood()) {
        bad.append(": input %d %s".formatted(each + 1, StatusName.of(inputs[each])));
      }
    }
    return bad.toString();
  }

  private static CallResult none(SendResult sent) {
    return new CallResult(sent, List.of());
  }
}
