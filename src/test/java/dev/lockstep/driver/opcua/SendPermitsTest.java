package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Deadline;
import dev.lockstep.driver.SendLease;
import java.time.Duration;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.CloseSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteResponse;
import org.junit.jupiter.api.Test;

class SendPermitsTest {
  private final ManualTimeSource clock = new ManualTimeSource();
  private final OutstandingRequests outstanding = new OutstandingRequests(10);
  private final SendPermits permits = new SendPermits(clock, SendLease.ALWAYS, outstanding);

  @Test
  void aWriteThatWaitsWhenTheChannelIsBarredNeverLeavesAndTheGoodbyeDoes() {
    try (TransportResources transport =
        new TransportResources(UsualSettings.of(OpcUaSettings.class).times())) {
      SecureChannelConnection channel =
          new SecureChannelConnection(transport, clock, SendLease.ALWAYS, outstanding);
      permits.issue(1, permit(true, WriteResponse.class));
      permits.issue(2, permit(true, WriteResponse.class));
      permits.issue(3, permit(false, CloseSessionResponse.class));
      assertThat(permits.pass(1, 11, channel)).isTrue();
      permits.bar();
      assertThat(permits.pass(2, 12, channel)).isFalse();
      assertThat(permits.pass(3, 13, channel)).isTrue();
    }
  }

  private SendPermit permit(boolean acts, Class<? extends UaResponseMessageType> answer) {
    return new SendPermit(
        Deadline.in(Duration.ofSeconds(5), clock), OpcUaSession.NONE, acts, answer);
  }
}
