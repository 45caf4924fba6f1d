package dev.lockstep.driver.opcua;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;

/**
 * The threads that all links of a driver share: two event loops for the network, one timer, and
 * virtual threads for work that may wait. Milo's own are global and cannot be closed.
 */
final class TransportResources implements AutoCloseable {
  private static final int EVENT_LOOPS = 2;
  private static final Duration CHANNEL_LIFETIME = Duration.ofHours(1);

  private final EventLoopGroup eventLoop = new NioEventLoopGroup(EVENT_LOOPS);
  private final HashedWheelTimer timer = new HashedWheelTimer();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("opcua-", 0).factory());
  private final ScheduledExecutorService scheduled = Executors.newSingleThreadScheduledExecutor();
  private final OpcTcpClientTransportConfig transport;

  TransportResources(OpcUaSettings.Times times) {
    this.transport =
        OpcTcpClientTransportConfig.newBuilder()
            .setConnectTimeout(Unsigned.uint(times.connectTimeout().toMillis()))
            .setAcknowledgeTimeout(Unsigned.uint(times.connectTimeout().toMillis()))
            .setChannelLifetime(Unsigned.uint(CHANNEL_LIFETIME.toMillis()))
            .setExecutor(executor)
            .setScheduledExecutor(scheduled)
            .setEventLoop(eventLoop)
            .setWheelTimer(timer)
            .build();
  }

  OpcTcpClientTransportConfig transport() {
    return transport;
  }

  ExecutorService executor() {
    return executor;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    scheduled.shutdownNow();
    timer.stop();
    var _ = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
