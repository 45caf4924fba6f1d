package dev.lockstep.driver.opcua;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.CallRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteRequest;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascRequest;

/**
 * Sees each request as the last thing before it is encoded, on the channel's event loop, and
 * refuses those that nobody waits for any more (DESIGN P5, and hazard 1 of the stack notes: a check
 * before the call still races with queues behind it; this one does not). Failing the promise
 * removes the request from Milo's table. What was refused here is proved not to have been sent.
 */
final class SendGate extends ChannelOutboundHandlerAdapter {

  /** Says that a request was refused at the door. */
  static final class BarredException extends IOException {
    private static final long serialVersionUID = 1L;

    BarredException(String message) {
      super(message);
    }
  }

  /** Decides whether a request may leave, and remembers that it did. */
  @FunctionalInterface
  interface Guard {
    boolean admits(long requestId, UaRequestMessageType request);
  }

  private final Guard guard;

  SendGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof UascRequest request
        && !guard.admits(request.getRequestId(), request.getRequestMessage())) {
      promise.setFailure(new BarredException("given up before it was sent"));
      return;
    }
    var _ = context.write(message, promise);
  }

  /** Whether a request changes anything at a device. */
  static boolean acts(UaRequestMessageType request) {
    return request instanceof WriteRequest || request instanceof CallRequest;
  }
}
