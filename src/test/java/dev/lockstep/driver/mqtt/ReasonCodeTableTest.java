package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What is proved when no acknowledgement came. */
class ReasonCodeTableTest {
  @Test
  void notConnectedIsProofThatNothingLeft() {
    MqttClientStateException offline =
        new MqttClientStateException("MQTT client is not connected.");
    assertThat(ReasonCodeTable.of("a", new CompletionException(offline)))
        .isInstanceOf(PublishResult.Unsent.class);
  }

  @Test
  void lostConnectionProvesNothing() {
    IOException reset = new IOException("reset");
    assertThat(ReasonCodeTable.of("a", new ConnectionClosedException(reset)))
        .isInstanceOf(PublishResult.Lost.class);
    assertThat(ReasonCodeTable.of("a", new MqttSessionExpiredException("expired", reset)))
        .isInstanceOf(PublishResult.Lost.class);
  }
}
