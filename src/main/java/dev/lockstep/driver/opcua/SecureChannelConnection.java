package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.SendLease;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.UaServiceFaultException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.RequestHeader;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.core.util.Unit;
import org.eclipse.milo.opcua.stack.transport.client.AbstractUascClientTransport;
import org.eclipse.milo.opcua.stack.transport.client.ClientApplicationContext;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.eclipse.milo.opcua.stack.transport.client.uasc.ClientSecureChannel;

/**
 * One TCP connection with one secure channel on it (OPC 10000-6, 6.7). It never connects again, so
 * no request waits in it for a connection and is sent late (decision 3). Thread-safe.
 */
final class SecureChannelConnection extends AbstractUascClientTransport implements AutoCloseable {
  private final OpcTcpClientTransportConfig settings;
  private final TimeSource clock;
  private final SendLease lease;
  private final SendPermits permits;
  private final AtomicInteger handles = new AtomicInteger();
  private final CompletableFuture<Channel> channel = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final CompletableFuture<CreateSessionResponse> session = new CompletableFuture<>();
  private volatile Optional<OwnCertificate> own = Optional.empty();
  private volatile boolean awaited;

  /**
   * @param lease that writes and calls are sent under
   * @param outstanding where the writes and calls are noted that are sent on this channel
   */
  SecureChannelConnection(
      TransportResources transport,
      TimeSource clock,
      SendLease lease,
      OutstandingRequests outstanding) {
    super(transport.transport());
    this.settings = transport.transport();
    this.clock = clock;
    this.lease = lease;
    this.permits = new SendPermits(clock, lease, outstanding);
  }

  /** The socket; empty until there is one. */
  Optional<Channel> socket() {
    return Optional.ofNullable(channel.getNow(null));
  }

  /** The gateway's certificate that it is opened with. */
  OwnCertificate own() {
    return own.orElseThrow();
  }

  /** Connects and secures the channel. Blocks until the deadline at most. */
  void open(ClientContext context, Deadline deadline) throws UnansweredException {
    own = Optional.of(context.own());
    Duration patience = deadline.left(clock);
    String url = Optional.ofNullable(context.getEndpoint().getEndpointUrl()).orElse("");
    InetSocketAddress address =
        new InetSocketAddress(EndpointUtil.getHost(url), EndpointUtil.getPort(url));
    if (address.isUnresolved()) {
      throw new UnansweredException(
          "the host of %s is not known: correct its name, give its address, or repair name resolution"
              .formatted(url));
    }
    var handshake = new SecureChannelHandshake(settings, context, requestId::getAndIncrement);
    CompletableFuture<ClientSecureChannel> opened = handshake.begin(address, this);
    try {
      channel.complete(opened.get(left(deadline), TimeUnit.NANOSECONDS).getChannel());
    } catch (ExecutionException failed) {
      close("not opened");
      throw new ConnectionDiagnosis(context.own()).opening(context.getEndpoint(), cause(failed));
    } catch (TimeoutException late) {
      close("not opened in time");
      throw ConnectionDiagnosis.openingLate(url, patience);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      close("interrupted");
      throw new UnansweredException("interrupted while connecting to " + url);
    }
  }

  /** One request: its session, its deadline, the type of its answer, and its body. */
  record Ask<T extends UaResponseMessageType>(
      OpcUaSession session,
      Deadline deadline,
      Class<T> answer,
      Function<RequestHeader, UaRequestMessageType> request) {}

  /** Sends a request and waits for the answer, until the deadline at most. */
  <T extends UaResponseMessageType> ServiceResponse<T> ask(Ask<T> ask) {
    if (!isOpen()) {
      return new ServiceResponse.NeverLeft<>("not sent: " + ended.getNow("not connected"));
    }
    Duration left = ask.deadline().left(clock);
    long handle = Integer.toUnsignedLong(handles.incrementAndGet());
    // Rounded down, so that the server stops trying before the caller stops waiting.
    RequestHeader header =
        new RequestHeader(
            ask.session().token(),
            DateTime.now(),
            Unsigned.uint(handle),
            Unsigned.uint(0),
            null,
            Unsigned.uint(Math.max(1, left.toMillis())),
            null);
    UaRequestMessageType request = ask.request().apply(header);
    SendPermit permit =
        new SendPermit(ask.deadline(), ask.session(), SendGate.acts(request), ask.answer());
    if (!permits.issue(handle, permit)) {
      return new ServiceResponse.NeverLeft<>("not sent: too many earlier sends are unsettled");
    }
    try {
      UaResponseMessageType response =
          sendRequestMessage(request).get(left.toNanos(), TimeUnit.NANOSECONDS);
      return ask.answer().isInstance(response)
          ? new ServiceResponse.Answered<>(ask.answer().cast(response))
          : new ServiceResponse.Lost<>(
              "answered with " + response.getClass().getSimpleName(), false);
    } catch (ExecutionException failed) {
      return unanswered(permit, cause(failed));
    } catch (TimeoutException late) {
      return unanswered(permit, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return unanswered(permit, interrupted);
    } finally {
      permits.withdraw(handle);
    }
  }

  private <T> ServiceResponse<T> unanswered(SendPermit permit, Throwable cause) {
    if (cause instanceof UaServiceFaultException fault && fault.getStatusCode().isBad()) {
      return new ServiceResponse.Faulted<>(
          fault.getStatusCode(), StatusName.of(fault.getStatusCode()));
    }
    return permit.bar()
        ? new ServiceResponse.NeverLeft<>(
            permit.acts() && !lease.valid() ? SendLease.LOST : "not sent: " + why(cause))
        : new ServiceResponse.Lost<>(
            "sent, and not answered: " + why(cause), cause instanceof TimeoutException);
  }

  /**
   * Lets no write or call through any more, while the session can still be closed in order. What
   * was sent before may still be answered.
   */
  void bar() {
    permits.bar();
  }

  /** Whether the gate may let this request through; from then on it counts as sent. */
  boolean admits(long requestId, UaRequestMessageType request) {
    return !ended.isDone()
        && permits.pass(request.getRequestHeader().getRequestHandle().longValue(), requestId, this);
  }

  @Override
  public void handleResponse(long requestId, UaResponseMessageType response) {
    permits.answered(requestId, response);
    if (response instanceof CreateSessionResponse created) {
      session.complete(created);
    }
    // The caller waits in a virtual thread and is woken from here: Milo would start another thread
    // for that. An answer to a request that was given up has no future any more.
    CompletableFuture<UaResponseMessageType> asked = pendingRequests.remove(requestId);
    if (asked != null) {
      cancelRequestTimeout(requestId);
      asked.complete(response);
    }
  }

  @Override
  public void handleReceiveFailure(long requestId, UaException failure) {
    // Another failure, such as an aborted message, leaves open whether the server works at it.
    if (failure instanceof UaServiceFaultException fault && fault.getStatusCode().isBad()) {
      permits.settle(requestId);
    }
    super.handleReceiveFailure(requestId, failure);
  }

  @Override
  public void handleSendFailure(long requestId, UaException failure) {
    permits.unsent(requestId);
    super.handleSendFailure(requestId, failure);
  }

  @Override
  public void handleChannelError(UaException failure) {
    ended.complete("the server closed the channel: " + StatusName.of(failure.getStatusCode()));
    super.handleChannelError(failure);
  }

  boolean isOpen() {
    return channel.isDone() && !ended.isDone();
  }

  /** Completed with the reason when the channel has ended. */
  CompletableFuture<String> ended() {
    return ended;
  }

  /** Ends the channel: nothing more is sent. What was sent before may still arrive. */
  void close(String reason) {
    ended.complete(reason);
  }

  /**
   * The answer to CreateSession, also where it comes after its request was given up. The caller
   * ends the channel afterwards.
   */
  CompletableFuture<CreateSessionResponse> lateSession() {
    awaited = true;
    return session;
  }

  /** Ends a channel without a usable session, unless a late answer is waited for on it. */
  void abandon(String reason) {
    if (!awaited) {
      close(reason);
    }
  }

  @Override
  public void close() {
    close("closed");
  }

  @Override
  protected CompletableFuture<Channel> getChannel() {
    return isOpen()
        ? channel
        : CompletableFuture.failedFuture(new IOException(ended.getNow("not connected")));
  }

  @Override
  public OpcTcpClientTransportConfig getConfig() {
    return settings;
  }

  /** Not used: the channel is opened by {@link #open}. */
  @Override
  public CompletableFuture<Unit> connect(ClientApplicationContext caller) {
    return CompletableFuture.failedFuture(new UaException(StatusCodes.Bad_NotSupported));
  }

  @Override
  public CompletableFuture<Unit> disconnect() {
    close();
    return CompletableFuture.completedFuture(Unit.VALUE);
  }

  private long left(Deadline deadline) {
    return deadline.left(clock).toNanos();
  }

  private static String why(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    return UaException.extract(cause)
        .map(known -> StatusName.of(known.getStatusCode()) + reason(known))
        .orElseGet(() -> reason(cause).isEmpty() ? cause.getClass().getSimpleName() : text(cause));
  }

  private static Throwable cause(ExecutionException failed) {
    return Optional.ofNullable(failed.getCause()).orElse(failed);
  }

  private static String reason(Throwable cause) {
    String text = text(cause);
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private static String text(Throwable cause) {
    return Optional.ofNullable(cause.getMessage()).orElse("");
  }
}
