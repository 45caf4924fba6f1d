package dev.lockstep.app.security;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.HttpConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.ClosedConnections.Cause;
import dev.lockstep.device.TimeSource;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connection limit (Netty): connections are counted from accept on, all of them and those of one
 * address. A connection is silent until the head of its first request is here whole, also where it
 * sends a byte now and then. One that stays so too long is closed. Where there is no room, the
 * address with most silent connections loses the one that has been silent longest. So silent
 * connections, however many, keep out none that speaks, and a flood closes its own connections
 * before those of a caller whose first head is still on its way. Thread-safe: the listener's thread
 * adds, those of the connections take away.
 */
@Singleton
@ChannelHandler.Sharable
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  /** To be run when the first head is here. Of Java's own, for a reload in development mode. */
  private static final AttributeKey<Runnable> SILENT =
      AttributeKey.valueOf(ConnectionLimit.class, "silent");

  /** Runs before all other routes: whatever a request is answered, its head is here. */
  private static final int FIRST = -1_300;

  private static final long LOOK_EVERY_MILLIS = 500;

  /**
   * Part of all that may be leaving: closed, and no longer counted, while each still has its file
   * descriptor. Under a flood the threads that close them lag behind the one that accepts. Twice as
   * many may for a new one whose address has less than half of the most silent connections.
   */
  private static final int LEAVING_PART = 8;

  /**
   * @param all connections at once
   * @param perAddress of one address at once
   * @param firstHead how long one may be silent
   */
  record Limits(int all, int perAddress, Duration firstHead) {
    Limits {
      if (all < 1 || perAddress < 1 || firstHead.isNegative() || firstHead.isZero()) {
        throw new StartFailureException(
            "lockstep.http.connections-max, connections-per-address-max and first-head-max: each"
                + " must be more than zero");
      }
    }

    static Limits of(HttpConfig keys) {
      return new Limits(
          keys.connectionsMax(), keys.connectionsPerAddressMax(), keys.firstHeadMax());
    }
  }

  /** What is connected from one address. */
  private static final class Address {
    private int open;
    private final Set<Connection> silent = new LinkedHashSet<>();
  }

  /** One connection. */
  private static final class Connection {
    private final Channel channel;
    private final SocketAddress from;
    private final long since;
    private boolean counted = true;

    private Connection(Channel channel, SocketAddress from, long since) {
      this.channel = channel;
      this.from = from;
      this.since = since;
    }
  }

  private final Limits limits;
  private final TimeSource clock;
  private final ClosedConnections closed;
  private final Map<Object, Address> addresses = new HashMap<>();
  private final Set<Connection> silent = new LinkedHashSet<>();
  private int open;
  private int leaving;

  @Inject
  ConnectionLimit(GatewayConfig config, TimeSource clock) {
    this(Limits.of(config.http()), clock);
  }

  ConnectionLimit(Limits limits, TimeSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.closed = new ClosedConnections(clock);
  }

  void listen(@Observes Router router) {
    router.route().order(FIRST).handler(ConnectionLimit::headHasCome);
  }

  private static void headHasCome(RoutingContext call) {
    if (call.request().connection() instanceof ConnectionBase connection) {
      spoke(connection.channel());
    }
    call.next();
  }

  /** The head of its first request is here. */
  static void spoke(Channel channel) {
    Runnable spoke = channel.attr(SILENT).get();
    if (spoke != null) {
      channel.attr(SILENT).set(null);
      spoke.run();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext listener) throws Exception {
    var unused =
        listener
            .executor()
            .scheduleWithFixedDelay(
                this::closeOverdue, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    super.channelActive(listener);
  }

  @Override
  public void channelRead(ChannelHandlerContext listener, Object accepted) throws Exception {
    Channel channel = (Channel) accepted;
    if (enters(channel)) {
      super.channelRead(listener, accepted);
    } else {
      // Not handed on: the server has not heard of it yet.
      channel.unsafe().closeForcibly();
    }
  }

  private synchronized boolean enters(Channel channel) {
    SocketAddress from = from(channel);
    Address address = addresses.computeIfAbsent(host(from), unused -> new Address());
    boolean room =
        (address.open < limits.perAddress() || giveWay(address, address, Cause.ADDRESS))
            && (open < limits.all() || giveWay(mostSilent(), address, Cause.TOTAL));
    if (!room) {
      Cause cause = address.open < limits.perAddress() ? Cause.TOTAL : Cause.ADDRESS;
      closed.add(cause, host(from), open);
      forgetIfEmpty(from, address);
      return false;
    }
    Connection connection = new Connection(channel, from, clock.ticks());
    // Again, because the one that gave way may have been the last of the same address.
    Address kept = addresses.computeIfAbsent(host(from), unused -> address);
    kept.open++;
    open++;
    kept.silent.add(connection);
    silent.add(connection);
    channel.attr(SILENT).set(() -> noLongerSilent(connection));
    var unused = channel.closeFuture().addListener(end -> left(connection));
    return true;
  }

  private boolean giveWay(Address loser, Address winner, Cause cause) {
    boolean flooding = 2 * winner.silent.size() >= loser.silent.size();
    int leavingMax = limits.all() / LEAVING_PART * (flooding ? 1 : 2);
    if (loser.silent.isEmpty() || leaving > leavingMax) {
      return false;
    }
    close(loser.silent.iterator().next(), cause);
    return true;
  }

  /** Where several have as many, one of them. */
  private Address mostSilent() {
    Address most = new Address();
    for (Address each : addresses.values()) {
      most = each.silent.size() > most.silent.size() ? each : most;
    }
    return most;
  }

  private synchronized void closeOverdue() {
    long now = clock.ticks();
    while (!silent.isEmpty()) {
      Connection oldest = silent.iterator().next();
      if (now - oldest.since < limits.firstHead().toNanos()) {
        return;
      }
      close(oldest, Cause.FIRST_HEAD);
    }
  }

  private void close(Connection connection, Cause cause) {
    uncount(connection);
    closed.add(cause, host(connection.from), open);
    leaving++;
    var unused = connection.channel.close();
  }

  private synchronized void left(Connection connection) {
    if (connection.counted) {
      uncount(connection);
    } else {
      leaving--;
    }
  }

  private void uncount(Connection connection) {
    connection.counted = false;
    noLongerSilent(connection);
    open--;
    Address address = addresses.get(host(connection.from));
    if (address != null) {
      address.open--;
      forgetIfEmpty(connection.from, address);
    }
  }

  private void forgetIfEmpty(SocketAddress from, Address address) {
    if (address.open == 0) {
      addresses.remove(host(from));
    }
  }

  private synchronized void noLongerSilent(Connection connection) {
    silent.remove(connection);
    Address address = addresses.get(host(connection.from));
    if (address != null) {
      address.silent.remove(connection);
    }
  }

  /** Those that were closed here. */
  public ClosedConnections closed() {
    return closed;
  }

  /** How many are open. */
  public synchronized int open() {
    return open;
  }

  /** How many of them have not asked for anything yet. */
  public synchronized int silent() {
    return silent.size();
  }

  private static SocketAddress from(Channel channel) {
    @Nullable SocketAddress from = channel.remoteAddress();
    return from == null ? new InetSocketAddress(0) : from;
  }

  private static Object host(SocketAddress from) {
    return from instanceof InetSocketAddress address && address.getAddress() != null
        ? address.getAddress()
        : from;
  }
}
