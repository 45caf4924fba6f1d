package dev.lockstep.app.security;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.quarkus.arc.Arc;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Transport of Vert.x whose listening sockets have a {@link ConnectionLimit}. Vert.x and Quarkus
 * count a connection when it is set up: one with TLS after its handshake, one without it after its
 * first bytes while HTTP/2 is looked for. What sends nothing is counted nowhere there.
 */
public final class ListenerTransport implements VertxServiceProvider {
  @Override
  public void init(VertxBuilder builder) {
    builder.findTransport(new Limited());
  }

  private static final class Limited extends JDKTransport {
    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      ChannelFactory<? extends ServerChannel> usual = super.serverChannelFactory(domainSocket);
      return () -> {
        ServerChannel listener = usual.newChannel();
        // In front of what hands a connection on to the server.
        listener.pipeline().addLast(Arc.container().instance(ConnectionLimit.class).get());
        return listener;
      };
    }
  }
}
