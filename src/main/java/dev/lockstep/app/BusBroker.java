package dev.lockstep.app;

import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.app.security.Passwords;
import dev.lockstep.outbox.MqttBroker;
import dev.lockstep.outbox.MqttConnectionSettings;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** The plant's MQTT broker, as a part of the gateway is set up for it. */
final class BusBroker {
  private BusBroker() {}

  /**
   * With login and certificates.
   *
   * @param part {@code outbox} or {@code orders}: also the name of its TLS configuration
   * @throws StartFailureException where the password cannot be read
   */
  static MqttBroker of(
      String part, MqttConnectionSettings keys, String gateway, TlsConfigurationRegistry registry) {
    Optional<TlsConfiguration> tls = registry.get(part);
    return new MqttBroker(
        keys.broker(),
        keys.clientId().orElse("lockstep-%s-%s".formatted(part, gateway)),
        keys.user().map(user -> new MqttBroker.Login(user, password(part, keys))),
        tls.map(TlsConfiguration::getTrustStoreOptions),
        tls.map(TlsConfiguration::getKeyStoreOptions));
  }

  private static Optional<String> password(String part, MqttConnectionSettings keys) {
    return keys.passwordFile().map(file -> read(part, file));
  }

  private static String read(String part, Path file) {
    try {
      return Passwords.read(file)
          .orElseThrow(() -> failure(part, "%s is not there; correct it".formatted(file)));
    } catch (UncheckedIOException unreadable) {
      throw failure(part, String.valueOf(unreadable.getMessage()));
    }
  }

  private static StartFailureException failure(String part, String what) {
    return new StartFailureException("lockstep.%s.mqtt.password-file: %s".formatted(part, what));
  }
}
