package dev.lockstep.app.security;

import dev.lockstep.device.TimeSource;
import dev.lockstep.rest.TlsCertificates;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients whose certificate was believed and gave them no role, so many at most: the one that
 * called least recently makes room. One that the handshake refuses is not among them: TLS ends
 * before anything here hears of it. Thread-safe.
 */
@Singleton
final class RolelessClients {
  private static final int CLIENTS_MAX = 50;

  private final TimeSource clock;
  private final int most;

  /** The one that called least recently first. */
  private final Map<X509Certificate, TlsCertificates.Roleless> clients = new LinkedHashMap<>();

  private long dropped;

  @Inject
  RolelessClients(TimeSource clock) {
    this(clock, CLIENTS_MAX);
  }

  /**
   * @param most how many are kept
   */
  RolelessClients(TimeSource clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /** Such a client called. */
  synchronized void note(X509Certificate certificate, String address) {
    TlsCertificates.Roleless before = clients.remove(certificate);
    Instant now = clock.now().wall();
    clients.put(
        certificate,
        new TlsCertificates.Roleless(
            certificate,
            address,
            before == null ? now : before.first(),
            now,
            before == null ? 1 : before.times() + 1));
    if (clients.size() > most) {
      clients.remove(clients.keySet().iterator().next());
      dropped++;
    }
  }

  /** The latest first. */
  synchronized List<TlsCertificates.Roleless> all() {
    return new ArrayList<>(clients.values()).reversed();
  }

  synchronized long dropped() {
    return dropped;
  }
}
