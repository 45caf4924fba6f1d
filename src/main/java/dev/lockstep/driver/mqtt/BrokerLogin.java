package dev.lockstep.driver.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a connection to a broker is made with.
 *
 * @param label of the log's lines, for example {@code device=conveyor}
 * @param clientId the same after every restart, and different for each gateway and device. By it
 *     the broker recognises that a connection replaces an earlier one (see {@link
 *     OutstandingPublishes})
 * @param password of the address's user; asked at every attempt
 */
record BrokerLogin(
    String label, MqttAddress address, String clientId, Supplier<Optional<String>> password) {

  /** The login of one device's own connection. */
  static BrokerLogin of(TopicMapping mapping, MqttSecrets secrets) {
    return new BrokerLogin(
        "device=" + mapping.device().name(),
        mapping.address(),
        clientId(mapping.gateway(), mapping.device().name().value()),
        () -> secrets.passwordOf(mapping.device().name()));
  }

  /** The client id of a gateway's connection for something with this name. */
  static String clientId(String gateway, String name) {
    UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return "lockstep." + gateway + "." + hash;
  }
}
