package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What is proved when no acknowledgement came. */
class AcknowledgementTest {
  @Test
  void notConnectedIsProofThatNothingLeft() {
    MqttClientStateException offline =
        new MqttClientStateException("MQTT client is not connected.");
    assertThat(Acknowledgement.of("a", new CompletionException(offline)))
        .isInstanceOf(Handed.Unsent.class);
  }

  @Test
  void lostConnectionProvesNothing() {
    IOException reset = new IOException("reset");
    assertThat(Acknowledgement.of("a", new ConnectionClosedException(reset)))
        .isInstanceOf(Handed.Lost.class);
    assertThat(Acknowledgement.of("a", new MqttSessionExpiredException("expired", reset)))
        .isInstanceOf(Handed.Lost.class);
  }
}
