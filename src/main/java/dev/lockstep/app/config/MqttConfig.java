package dev.lockstep.app.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration keys under {@code lockstep.mqtt}: the MQTT driver. */
public interface MqttConfig {
  @WithDefault("5s")
  Duration connectTimeout();

  @WithDefault("10s")
  Duration keepAlive();

  @WithDefault("250ms")
  Duration reconnectPauseMin();

  @WithDefault("30s")
  Duration reconnectPauseMax();

  @WithDefault("1")
  int qos();

  @WithDefault("10s")
  Duration expiryMax();

  @WithDefault("2s")
  Duration fenceMargin();

  @WithDefault("1s")
  Duration stateWithin();

  @WithDefault("16384")
  int payloadMax();

  @WithDefault("1048576")
  int packetMax();

  @WithDefault("64")
  int pendingMax();

  @WithDefault("1000")
  int topicsMax();

  Optional<Path> trustStore();

  Optional<Path> keyStore();

  /** A file with the stores' password. */
  Optional<Path> storePasswordFile();
}
