package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Birth and death certificates of a host application: {@code STATE} messages (Sparkplug 3.0.0,
 * 6.4.25). The birth has the time of the will that was registered with its connection, so that a
 * will which arrives after the next birth is recognised as older.
 */
record HostCertificates(String topic, Instant connecting) {

  /** The will, which the broker publishes when it loses the connection. */
  Mqtt5Publish will() {
    return certificate(false, connecting);
  }

  Mqtt5Publish birth() {
    return certificate(true, connecting);
  }

  /** The death that is published before the host itself ends the connection. */
  Mqtt5Publish death(Instant now) {
    return certificate(false, now);
  }

  private Mqtt5Publish certificate(boolean online, Instant at) {
    String json = "{\"online\":%s,\"timestamp\":%d}".formatted(online, at.toEpochMilli());
    return Mqtt5Publish.builder()
        .topic(topic)
        .payload(json.getBytes(StandardCharsets.UTF_8))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .build();
  }
}
