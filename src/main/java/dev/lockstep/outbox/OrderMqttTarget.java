package dev.lockstep.outbox;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Optional;

/**
 * Who the gateway is to the MQTT broker of the orders, and whom it trusts there.
 *
 * @param clientId whose session the broker keeps
 * @param password empty: none
 * @param trusted whom to trust over TLS; empty: whom Java trusts
 * @param shown the client certificate
 */
public record OrderMqttTarget(
    String clientId,
    Optional<String> password,
    Optional<TrustOptions> trusted,
    Optional<KeyCertOptions> shown) {
  @Override
  public String toString() {
    return clientId; // the password reaches no log
  }
}
