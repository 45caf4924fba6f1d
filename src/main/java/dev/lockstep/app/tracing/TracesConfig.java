package dev.lockstep.app.tracing;

import dev.lockstep.device.Range;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration keys under {@code lockstep.traces}: spans for an OTLP endpoint. */
public interface TracesConfig {
  @WithDefault("false")
  boolean enabled();

  /** Takes OTLP over HTTP in protobuf, for example a collector. TLS: quarkus.tls.traces.*. */
  @WithDefault("http://127.0.0.1:4318/v1/traces")
  URI endpoint();

  /** The share of traces begun here that are recorded; a caller's own decision is followed. */
  @WithDefault("1")
  double samplingRatio();

  /** Headers for the endpoint, lines of {@code Name: value}: a token, for example. */
  Optional<Path> headersFile();

  /** Spans that may wait to be sent; more are dropped. */
  @WithDefault("4096")
  @Range(least = "64", most = "65536")
  int queueMax();

  /** How long a span waits for company. */
  @WithDefault("2s")
  @Range(least = "10ms", most = "1m")
  Duration exportEvery();

  /** How long the endpoint may take to answer. */
  @WithDefault("5s")
  @Range(least = "10ms", most = "1m")
  Duration answerMax();
}
