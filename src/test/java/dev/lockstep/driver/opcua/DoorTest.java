package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Deadline;
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

class DoorTest {
  private final HandClock clock = new HandClock();
  private final Ticket ticket =
      new Ticket(
          Deadline.in(Duration.ofSeconds(5), clock), Session.NONE, true, WriteResponse.class);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new Door((id, request) -> ticket.pass(clock)));

  @Test
  void letsAWriteThroughOnce() {
    assertThat(send().isSuccess()).isTrue();
    assertThat(ticket.bar()).isFalse();
    assertThat(send().cause()).isInstanceOf(Door.BarredException.class);
    assertThat(channel.outboundMessages()).hasSize(1);
  }

  @Test
  void refusesAWriteWhoseCallerHasGivenUp() {
    assertThat(ticket.bar()).isTrue();
    assertThat(send().cause()).isInstanceOf(Door.BarredException.class);
    assertThat(channel.outboundMessages()).isEmpty();
  }

  @Test
  void refusesAWriteWhoseDeadlineHasPassedThoughNobodySaidSo() {
    clock.forward(Duration.ofSeconds(6));
    assertThat(send().cause()).isInstanceOf(Door.BarredException.class);
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(ticket.bar()).isTrue();
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
