package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.ClosedConnections.Cause;
import dev.lockstep.device.Moment;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is let in by a listener, and who gives way. */
class ConnectionLimitTest {
  private static final Duration FIRST_HEAD = Duration.ofSeconds(10);
  private static final String COORDINATOR = "10.0.0.1";
  private static final String FLOOD = "10.0.0.66";

  private final AtomicLong ticks = new AtomicLong();
  private final ConnectionLimit limit =
      new ConnectionLimit(
          new ConnectionLimit.Limits(10, 4, FIRST_HEAD),
          () -> new Moment(Instant.EPOCH, ticks.get(), "run"));
  private final EmbeddedChannel listener = new EmbeddedChannel(limit);

  /** A connection as the listener accepts it. */
  private static final class Accepted extends EmbeddedChannel {
    private final SocketAddress from;

    private Accepted(String from, ChannelHandler... handlers) {
      super(handlers);
      this.from = new InetSocketAddress(from, 40_000);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return from;
    }
  }

  /** Its thread does not come to the close. */
  private static final class NeverClosed extends ChannelOutboundHandlerAdapter {
    @Override
    public void close(ChannelHandlerContext connection, ChannelPromise closed) {}
  }

  private EmbeddedChannel connect(String from) {
    EmbeddedChannel accepted = new Accepted(from);
    listener.writeInbound(accepted);
    assertThat(listener.<Object>readInbound() != null).isEqualTo(accepted.isOpen());
    return accepted;
  }

  private List<EmbeddedChannel> connect(int number, String from) {
    List<EmbeddedChannel> all = new ArrayList<>();
    for (int each = 0; each < number; each++) {
      all.add(connect(from));
    }
    return all;
  }

  private static void leave(EmbeddedChannel connection) {
    connection.close().syncUninterruptibly();
  }

  private void pass(Duration time) {
    ticks.addAndGet(time.toNanos());
    listener.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    listener.runScheduledPendingTasks();
  }

  private static long open(List<EmbeddedChannel> connections) {
    return connections.stream().filter(EmbeddedChannel::isOpen).count();
  }

  @Test
  void longestSilentOfAnAddressGivesWayToItsNext() {
    List<EmbeddedChannel> silent = connect(1_000, FLOOD);

    assertThat(open(silent)).isEqualTo(4);
    assertThat(silent.subList(996, 1_000)).allMatch(EmbeddedChannel::isOpen);
    assertThat(limit.open()).isEqualTo(4);
    assertThat(limit.closed().count(Cause.ADDRESS)).isEqualTo(996);
  }

  @Test
  void floodFromOneAddressTakesNothingFromAnother() {
    connect(1_000, FLOOD);

    assertThat(connect(4, COORDINATOR)).allMatch(EmbeddedChannel::isOpen);
    assertThat(limit.closed().count(Cause.TOTAL)).isZero();
  }

  @Test
  void floodFromManyAddressesGivesWayToWhoSpeaks() {
    EmbeddedChannel first = connect(COORDINATOR);
    ConnectionLimit.spoke(first);
    List<EmbeddedChannel> silent = new ArrayList<>();
    for (int each = 0; each < 200; each++) {
      silent.add(connect("10.0.1." + each));
    }
    EmbeddedChannel second = connect(COORDINATOR);

    assertThat(first.isOpen()).isTrue();
    assertThat(second.isOpen()).isTrue();
    assertThat(limit.open()).isEqualTo(10);
    assertThat(open(silent)).isEqualTo(8);
  }

  /** Its head is still on its way while the flood goes on. */
  @Test
  void floodFromSomeAddressesClosesItsOwnConnections() {
    EmbeddedChannel slow = connect(COORDINATOR);
    for (int each = 0; each < 1_000; each++) {
      connect("10.0.1." + each % 3);
    }

    assertThat(slow.isOpen()).isTrue();
    assertThat(limit.open()).isEqualTo(10);
    assertThat(limit.closed().count(Cause.TOTAL)).isPositive();
  }

  /** Those that are closed keep their descriptors until their threads come to it. */
  @Test
  void callerFromElsewhereComesInWhileTheFloodIsStillLeaving() {
    List<EmbeddedChannel> flood = new ArrayList<>();
    for (int each = 0; each < 100; each++) {
      EmbeddedChannel leavesLate = new Accepted("10.0.1." + each % 3, new NeverClosed());
      flood.add(leavesLate);
      listener.writeInbound(leavesLate);
    }

    assertThat(connect(COORDINATOR).isOpen()).isTrue();
    assertThat(open(flood)).as("with those that are leaving").isLessThan(14);
  }

  @Test
  void whoHasSpokenGivesWayToNobody() {
    List<EmbeddedChannel> working = connect(4, COORDINATOR);
    working.forEach(ConnectionLimit::spoke);

    assertThat(connect(COORDINATOR).isOpen()).isFalse();
    assertThat(working).allMatch(EmbeddedChannel::isOpen);
    assertThat(limit.closed().count(Cause.ADDRESS)).isEqualTo(1);

    connect(4, "10.0.0.2").forEach(ConnectionLimit::spoke);
    connect(2, "10.0.0.3").forEach(ConnectionLimit::spoke);
    assertThat(connect("10.0.0.4").isOpen()).isFalse();
    assertThat(limit.closed().count(Cause.TOTAL)).isEqualTo(1);
  }

  @Test
  void whoLeavesMakesRoom() {
    List<EmbeddedChannel> working = connect(4, COORDINATOR);
    working.forEach(ConnectionLimit::spoke);
    leave(working.getFirst());

    assertThat(connect(COORDINATOR).isOpen()).isTrue();
    assertThat(limit.open()).isEqualTo(4);
  }

  @Test
  void connectionWithoutACompleteHeadEndsInTime() {
    EmbeddedChannel early = connect(FLOOD);
    pass(Duration.ofSeconds(6));
    EmbeddedChannel late = connect(FLOOD);
    EmbeddedChannel spoken = connect(FLOOD);
    ConnectionLimit.spoke(spoken);
    assertThat(early.isOpen()).isTrue();

    pass(Duration.ofSeconds(5));

    assertThat(early.isOpen()).isFalse();
    assertThat(late.isOpen()).isTrue();

    pass(Duration.ofHours(1));

    assertThat(late.isOpen()).isFalse();
    assertThat(spoken.isOpen()).isTrue();
    assertThat(limit.silent()).isZero();
    assertThat(limit.open()).isEqualTo(1);
    assertThat(limit.closed().count(Cause.FIRST_HEAD)).isEqualTo(2);
  }

  @Test
  void nothingIsLeftOfConnectionsThatEnded() {
    connect(1_000, FLOOD).forEach(ConnectionLimitTest::leave);
    for (int each = 0; each < 200; each++) {
      leave(connect("10.0.1." + each));
    }

    assertThat(limit.open()).isZero();
    assertThat(limit.silent()).isZero();
  }

  @Test
  void limitOfNothingStopsTheStart() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> new ConnectionLimit.Limits(1, 0, FIRST_HEAD))
        .withMessageContaining("connections-per-address-max");
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> new ConnectionLimit.Limits(1, 1, Duration.ZERO));
  }
}
