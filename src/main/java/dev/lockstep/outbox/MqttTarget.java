package dev.lockstep.outbox;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * An MQTT broker and a topic of it.
 *
 * @param broker {@code mqtt://host:port} or {@code mqtts://host:port}
 * @param trusted whom to trust over TLS; empty: whom Java trusts
 * @param shown the client certificate
 */
public record MqttTarget(
    URI broker,
    String topic,
    String clientId,
    Optional<Login> login,
    Optional<TrustOptions> trusted,
    Optional<KeyCertOptions> shown) {
  private static final int PORT = 1883;
  private static final int PORT_TLS = 8883;

  /** A user of the broker. */
  public record Login(String user, Optional<String> password) {
    @Override
    public String toString() {
      return user; // the password reaches no log
    }
  }

  /** Limits of a connection. */
  public record Limits(int windowMax, Duration answerMax, Duration pause, Duration pauseMax) {}

  boolean tls() {
    return "mqtts".equals(broker.getScheme());
  }

  String host() {
    return String.valueOf(broker.getHost()).replaceAll("[\\[\\]]", "");
  }

  int port() {
    return broker.getPort() > 0 ? broker.getPort() : tls() ? PORT_TLS : PORT;
  }
}
