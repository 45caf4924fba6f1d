package dev.lockstep.outbox;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of a way to an MQTT broker; its TLS is Quarkus' own, under a name. */
public interface MqttConnectionSettings {
  @WithDefault("false")
  boolean enabled();

  /** {@code mqtt://host:port} or {@code mqtts://host:port}. */
  @WithDefault("mqtt://127.0.0.1:1883")
  URI broker();

  /** Who the gateway is to the broker; else {@code lockstep-}, the part and the gateway's name. */
  Optional<String> clientId();

  Optional<String> user();

  Optional<Path> passwordFile();
}
