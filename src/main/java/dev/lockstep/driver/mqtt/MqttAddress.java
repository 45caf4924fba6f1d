package dev.lockstep.driver.mqtt;

import dev.lockstep.driver.ServerAddress;
import java.util.Optional;

/**
 * Where a device is reached.
 *
 * @param tls whether the broker wants {@code mqtts}
 * @param user whose password the secrets know
 * @param commandTopic of the EdgeX convention, without a slash at its end
 * @param responsePrefix of the EdgeX convention: answers come below it
 * @param availability how the device says that it lives
 */
record MqttAddress(
    boolean tls,
    String host,
    int port,
    Optional<String> user,
    Optional<String> commandTopic,
    String responsePrefix,
    Optional<Availability> availability) {

  /** Birth and last will: a topic with two words. */
  record Availability(String topic, String online, String offline) {}

  /**
   * The broker in one spelling. With TLS and without it is the same one, where both listen at their
   * usual ports.
   */
  String server() {
    int usual = tls && port == MqttAddressReader.PORT_TLS ? MqttAddressReader.PORT : port;
    return ServerAddress.of("mqtt", host, usual);
  }

  String broker() {
    return "%s://%s:%d".formatted(tls ? "mqtts" : "mqtt", host, port);
  }
}
