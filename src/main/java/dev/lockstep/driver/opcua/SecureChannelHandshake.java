package dev.lockstep.driver.opcua;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.stack.transport.client.ClientApplicationContext;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.eclipse.milo.opcua.stack.transport.client.uasc.ClientSecureChannel;
import org.eclipse.milo.opcua.stack.transport.client.uasc.InboundUascResponseHandler.DelegatingUascResponseHandler;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascClientAcknowledgeHandler;

/**
 * Opens a TCP connection and a secure channel on it (OPC 10000-6, 7.1.3 and 6.7.4), by Milo's
 * handlers. The {@link SendGate} is the last of them before encoding.
 */
final class SecureChannelHandshake {
  private final OpcTcpClientTransportConfig settings;
  private final ClientApplicationContext caller;
  private final Supplier<Long> requestIds;

  SecureChannelHandshake(
      OpcTcpClientTransportConfig settings,
      ClientApplicationContext caller,
      Supplier<Long> requestIds) {
    this.settings = settings;
    this.caller = caller;
    this.requestIds = requestIds;
  }

  /**
   * Begins to connect. Does not block.
   *
   * @param connection gets the responses, and is ended with the socket; where it is ended first,
   *     the socket is closed, also one that opens later
   */
  CompletableFuture<ClientSecureChannel> begin(
      InetSocketAddress address, SecureChannelConnection connection) {
    CompletableFuture<ClientSecureChannel> opened = new CompletableFuture<>();
    new Bootstrap()
        .channel(NioSocketChannel.class)
        .group(settings.getEventLoop())
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.getConnectTimeout().longValue()))
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel socket) {
                install(socket, connection, opened);
              }
            })
        .connect(address)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                opened.completeExceptionally(done.cause());
              }
            });
    return opened;
  }

  private void install(
      SocketChannel socket,
      SecureChannelConnection connection,
      CompletableFuture<ClientSecureChannel> opened) {
    socket
        .pipeline()
        .addLast(new MessageLimits.Acknowledged())
        .addLast(new DelegatingUascResponseHandler(connection))
        .addLast(new UascClientAcknowledgeHandler(settings, caller, requestIds, opened))
        .addLast(new SendGate(connection::admits));
    socket.closeFuture().addListener(done -> connection.close("connection closed"));
    var _ =
        connection
            .ended()
            .thenAccept(
                reason -> {
                  var _ = socket.close();
                });
  }
}
