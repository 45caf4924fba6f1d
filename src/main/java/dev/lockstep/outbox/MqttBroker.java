package dev.lockstep.outbox;

import io.smallrye.reactive.messaging.mqtt.session.ExponentialBackoffDelayOptions;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * An MQTT broker, who the gateway is to it, and whom it trusts there.
 *
 * @param address {@code mqtt://host:port} or {@code mqtts://host:port}
 * @param clientId whose session the broker keeps
 * @param trusted whom to trust over TLS; empty: whom Java trusts
 * @param shown the client certificate
 */
public record MqttBroker(
    URI address,
    String clientId,
    Optional<Login> login,
    Optional<TrustOptions> trusted,
    Optional<KeyCertOptions> shown) {
  private static final int PORT = 1883;
  private static final int PORT_TLS = 8883;
  private static final int CONNECT_MAX_MILLIS = 10_000;

  /** A user of the broker. */
  public record Login(String user, Optional<String> password) {
    @Override
    public String toString() {
      return user; // the password reaches no log
    }
  }

  /**
   * Limits of a connection.
   *
   * @param windowMax publications under way
   * @param answerMax for an acknowledgement
   * @param pause before the second attempt to connect; grows up to {@code pauseMax}
   */
  public record Limits(int windowMax, Duration answerMax, Duration pause, Duration pauseMax) {}

  boolean tls() {
    return "mqtts".equals(address.getScheme());
  }

  /** Of a session over MQTT 3.1.1 that connects again by itself. */
  MqttClientSessionOptions options(Limits limits) {
    int usual = tls() ? PORT_TLS : PORT;
    MqttClientSessionOptions options =
        new MqttClientSessionOptions()
            .setHostname(String.valueOf(address.getHost()).replaceAll("[\\[\\]]", ""))
            .setPort(address.getPort() > 0 ? address.getPort() : usual)
            .setClientId(clientId)
            .setConnectTimeout(CONNECT_MAX_MILLIS)
            .setMaxInflightQueue(limits.windowMax())
            .setAckTimeout((int) Math.max(1, limits.answerMax().toSeconds()))
            .setTcpNoDelay(true)
            .setReconnectDelay(
                new ExponentialBackoffDelayOptions()
                    .setMinimum(limits.pause())
                    .setIncrement(limits.pause())
                    .setMaximum(limits.pauseMax()));
    login.ifPresent(each -> options.setUsername(each.user()));
    login.flatMap(Login::password).ifPresent(options::setPassword);
    if (tls()) {
      options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      trusted.ifPresent(options::setTrustOptions);
      shown.ifPresent(options::setKeyCertOptions);
    }
    return options;
  }
}
