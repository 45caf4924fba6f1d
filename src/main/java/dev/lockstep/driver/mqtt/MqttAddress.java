package dev.lockstep.driver.mqtt;

import dev.lockstep.driver.ServerAddress;
import java.util.Optional;

/**
 * The MQTT address of a device.
 *
 * @param tls whether the scheme is {@code mqtts}
 * @param user whose password is in the secrets
 * @param commandTopic of the EdgeX convention, without a trailing slash
 * @param responsePrefix of the EdgeX convention: the topics of answers begin with it
 * @param availability the topic of birth and last will, where the device has one
 */
record MqttAddress(
    boolean tls,
    String host,
    int port,
    Optional<String> user,
    Optional<String> commandTopic,
    String responsePrefix,
    Optional<Availability> availability) {

  /** Birth and last will: a topic with its two payloads. */
  record Availability(String topic, String online, String offline) {}

  /**
   * The broker in one spelling. With and without TLS it counts as the same broker, where both use
   * their standard ports.
   */
  String server() {
    int usual = tls && port == MqttAddressReader.PORT_TLS ? MqttAddressReader.PORT : port;
    return ServerAddress.of("mqtt", host, usual);
  }

  String broker() {
    return "%s://%s:%d".formatted(tls ? "mqtts" : "mqtt", host, port);
  }
}
