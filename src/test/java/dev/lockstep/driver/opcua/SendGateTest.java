package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Deadline;
import dev.lockstep.driver.TestLease;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.RequestHeader;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;
import org.eclipse.milo.opcua.stack.transport.client.uasc.UascRequest;
import org.junit.jupiter.api.Test;

class SendGateTest {
  private final ManualTimeSource clock = new ManualTimeSource();
  private final TestLease lease = new TestLease();
  private final SendPermit permit =
      new SendPermit(
          Deadline.in(Duration.ofSeconds(5), clock), OpcUaSession.NONE, true, WriteResponse.class);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new SendGate((id, request) -> permit.pass(clock, lease)));

  @Test
  void letsAWriteThroughOnce() {
    assertThat(send().isSuccess()).isTrue();
    assertThat(permit.bar()).isFalse();
    assertThat(send().cause()).isInstanceOf(SendGate.BarredException.class);
    assertThat(channel.outboundMessages()).hasSize(1);
  }

  @Test
  void refusesAWriteWhoseCallerHasGivenUp() {
    assertThat(permit.bar()).isTrue();
    assertThat(send().cause()).isInstanceOf(SendGate.BarredException.class);
    assertThat(channel.outboundMessages()).isEmpty();
  }

  @Test
  void refusesAWriteWhoseDeadlineHasPassedWithoutBeingGivenUp() {
    clock.forward(Duration.ofSeconds(6));
    assertThat(send().cause()).isInstanceOf(SendGate.BarredException.class);
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(permit.bar()).isTrue();
  }

  @Test
  void refusesAWriteWhoseLeaseHasEnded() {
    lease.end();
    assertThat(send().cause()).isInstanceOf(SendGate.BarredException.class);
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(permit.bar()).isTrue();
  }

  private ChannelFuture send() {
    RequestHeader header =
        new RequestHeader(
            NodeId.NULL_VALUE,
            DateTime.now(),
            Unsigned.uint(1),
            Unsigned.uint(0),
            null,
            Unsigned.uint(0),
            null);
    WriteRequest write = new WriteRequest(header, new WriteValue[0]);
    return channel.writeAndFlush(new UascRequest(1, write));
  }
}
