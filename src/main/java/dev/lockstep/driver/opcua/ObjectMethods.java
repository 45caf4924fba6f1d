package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.driver.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.CallRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * Calls of methods that a companion model defines (OPC 10000-4, 5.12.2), with inputs and outputs as
 * that model has them: a profile says nothing of them.
 */
final class ObjectMethods {
  private ObjectMethods() {}

  /** A method of an object, and its name for messages. */
  record Method(String name, NodeId object, NodeId node) {}

  /**
   * @param sent by the tables of {@link StatusTable}
   * @param outputs in the method's order; none unless the method was accepted
   */
  record Answer(SendResult sent, List<Variant> outputs) {
    Answer {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * Why one of these methods cannot be called now, by its attributes (OPC 10000-3, 5.7); empty
   * where all can, as far as the server says.
   */
  static Optional<String> uncallable(
      ActiveSession session, List<Method> methods, AttributeReader reads, Deadline deadline)
      throws UnansweredException {
    List<ReadValueId> wanted = new ArrayList<>();
    for (Method each : methods) {
      wanted.add(AttributeReader.attribute(each.node(), AttributeId.Executable));
      wanted.add(AttributeReader.attribute(each.node(), AttributeId.UserExecutable));
    }
    List<DataValue> values = reads.values(session, wanted, deadline);
    for (int each = 0; each < methods.size(); each++) {
      String name = methods.get(each).name();
      if (isFalse(values.get(2 * each))) {
        return Optional.of(name + " cannot be called now: it is not executable");
      }
      if (isFalse(values.get(2 * each + 1))) {
        return Optional.of(name + " may not be called by this user");
      }
    }
    return Optional.empty();
  }

  private static boolean isFalse(DataValue value) {
    return value.getStatusCode().isGood() && Boolean.FALSE.equals(value.getValue().value());
  }

  static Answer call(
      ActiveSession session, Method method, List<Variant> inputs, Deadline deadline) {
    CallMethodRequest request =
        new CallMethodRequest(method.object(), method.node(), inputs.toArray(Variant[]::new));
    ServiceResponse<CallResponse> reply =
        session.ask(
            deadline,
            CallResponse.class,
            header -> new CallRequest(header, new CallMethodRequest[] {request}));
    return switch (reply) {
      case ServiceResponse.Answered<CallResponse> answered -> judged(method, answered.response());
      case ServiceResponse.Faulted<CallResponse> faulted ->
          none(
              StatusTable.sent(
                  StatusTable.ofCall(faulted.status()), faulted.status(), method.name()));
      case ServiceResponse.NeverLeft<CallResponse> never ->
          none(new SendResult.NotSent(method.name() + ": " + never.detail()));
      case ServiceResponse.Lost<CallResponse> lost ->
          none(new SendResult.Unknown(method.name() + ": " + lost.detail()));
    };
  }

  private static Answer judged(Method method, CallResponse response) {
    CallMethodResult[] results = response.getResults();
    if (results == null || results.length != 1) {
      return none(
          new SendResult.Unknown(method.name() + ": the answer is for another number of methods"));
    }
    StatusCode[] inputs = results[0].getInputArgumentResults();
    boolean refused = false;
    for (int each = 0; inputs != null && each < inputs.length; each++) {
      refused |= !inputs[each].isGood();
    }
    StatusCode status = results[0].getStatusCode();
    SendResult sent =
        StatusTable.sent(StatusTable.ofMethod(status, refused), status, method.name());
    Variant[] outputs = results[0].getOutputArguments();
    return new Answer(sent, outputs == null || status.isBad() ? List.of() : List.of(outputs));
  }

  private static Answer none(SendResult sent) {
    return new Answer(sent, List.of());
  }
}
