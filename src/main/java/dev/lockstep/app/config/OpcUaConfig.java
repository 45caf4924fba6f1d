package dev.lockstep.app.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration keys under {@code lockstep.opcua}: the OPC UA driver. */
public interface OpcUaConfig {
  @WithDefault("pki")
  Path pki();

  /** Unique in the plant; stands in the gateway's certificate. */
  Optional<String> applicationUri();

  @WithDefault("3s")
  Duration connectTimeout();

  @WithDefault("5s")
  Duration requestTimeout();

  @WithDefault("20s")
  Duration sessionTimeout();

  @WithDefault("500ms")
  Duration reconnectPauseMin();

  @WithDefault("10s")
  Duration reconnectPauseMax();

  @WithDefault("3s")
  Duration keepAlive();

  @WithDefault("250ms")
  Duration publishing();

  @WithDefault("25ms")
  Duration poll();

  @WithDefault("10s")
  Duration answerMax();

  @WithDefault("5s")
  Duration trustCheck();

  @WithDefault("500")
  int nodesPerCall();

  @WithDefault("1000")
  int unsettledMax();

  @WithDefault("2000")
  int watchedMax();
}
