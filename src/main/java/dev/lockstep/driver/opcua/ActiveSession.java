package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.RequestHeader;

/**
 * An activated session on its secure channel, and what the server said of itself in it.
 *
 * @param namespaces of this session: indexes hold no longer than it does
 * @param limits how much one request may ask for
 * @param types what is known of nodes
 */
record ActiveSession(
    SecureChannelConnection connection,
    OpcUaSession session,
    EndpointDescription endpoint,
    NamespaceTable namespaces,
    OperationLimits limits,
    DataTypeCache types) {

  /** How much one request may hold. */
  MessageLimits messages() {
    return connection.socket().map(MessageLimits::of).orElseGet(() -> MessageLimits.of(0, 0, 0));
  }

  /** Sends a request in this session and waits for the answer. */
  <T extends UaResponseMessageType> ServiceResponse<T> ask(
      Deadline deadline, Class<T> answer, Function<RequestHeader, UaRequestMessageType> request) {
    return connection.ask(new SecureChannelConnection.Ask<>(session, deadline, answer, request));
  }
}
