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
 * The last Netty handler before encoding: refuses each request that its caller has given up
 * (ARCHITECTURE, P5). A check before the call races with the queues behind it; this one runs on the
 * channel's event loop, after the last queue. Failing the promise removes the request from Milo's
 * table. What was refused here is proved not to have been sent.
 */
final class SendGate extends ChannelOutboundHandlerAdapter {

  /** A request was refused by the gate. */
  static final class BarredException extends IOException {
    private static final long serialVersionUID = 1L;

    BarredException(String message) {
      super(message);
    }
  }

  /** Decides whether a request may leave, and notes that it did. */
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
