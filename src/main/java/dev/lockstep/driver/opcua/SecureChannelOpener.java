package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.ServerCertificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.ApplicationDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * Opens secure channels (OPC 10000-4, 5.6) to the endpoint that discovery finds, once it has been
 * checked that this is the server that is meant and that it is trusted. Each call makes one
 * attempt; the {@link Connector} decides when to make the next.
 */
final class SecureChannelOpener {
  /** How long an answer to CloseSession is waited for. */
  static final Duration GOODBYE = Duration.ofSeconds(1);

  /**
   * What all links of a driver share.
   *
   * @param transport threads
   * @param trust certificates
   * @param shown what servers have shown
   * @param watch whether they are trusted still
   * @param lease that writes and calls are sent under
   */
  record Shared(
      OpcUaSettings settings,
      OpcUaApplication application,
      TransportResources transport,
      CertificateTrust trust,
      ShownCertificates shown,
      TrustWatch watch,
      TimeSource clock,
      SendLease lease) {}

  private final Shared shared;
  private final DeviceServer server;
  private final SessionServiceSet sessions;
  private final OutstandingRequests outstanding;

  SecureChannelOpener(
      Shared shared,
      DeviceServer server,
      Credentials credentials,
      OutstandingRequests outstanding) {
    this.shared = shared;
    this.server = server;
    this.sessions = new SessionServiceSet(shared, server, credentials);
    this.outstanding = outstanding;
  }

  SessionServiceSet sessions() {
    return sessions;
  }

  /** The server's endpoint with the user token policy to use, found and checked. */
  EndpointDescription discover(Deadline deadline) throws UnansweredException {
    try (SecureChannelConnection unsecured = connection()) {
      EndpointDescription plain = Discovery.unsecured(server.address().endpoint());
      unsecured.open(caller(plain, own().newest()), within(deadline));
      EndpointDescription found = Discovery.endpoint(unsecured, server, within(deadline));
      accept(found);
      return found;
    }
  }

  /** The gateway's own certificates. */
  OwnCertificates own() {
    return shared.trust().own();
  }

  /**
   * This device's server has begun a session by this certificate.
   *
   * @param second whether another was tried before, and not taken
   */
  void begun(OwnCertificate with, boolean second) {
    own().begun(server.device(), with, second);
  }

  /** A new secure channel, to a server that this device keeps from now on. */
  SecureChannelConnection open(EndpointDescription endpoint, OwnCertificate with, Deadline deadline)
      throws UnansweredException {
    Optional<CertificateDiagnosis.Certified> certified = accept(endpoint);
    SecureChannelConnection connection = connection();
    connection.open(caller(endpoint, with), within(deadline));
    if (certified.isPresent()) {
      keep(connection, certified.get());
    }
    return connection;
  }

  private void keep(SecureChannelConnection connection, CertificateDiagnosis.Certified certified)
      throws UnansweredException {
    boolean kept = false;
    try {
      // Not before the channel is open: only then has the server proved that it has the key, and
      // an answer to GetEndpoints can be forged.
      server.approve(certified.chain());
      kept = true;
    } finally {
      if (!kept) {
        connection.close("another server is meant");
      }
    }
  }

  /**
   * Checks that it is the server that is meant (ARCHITECTURE, P13), and that it is trusted where
   * its certificate protects anything: the secure channel, or a password on a channel without
   * security.
   *
   * @return what it shows, where that protects anything
   */
  private Optional<CertificateDiagnosis.Certified> accept(EndpointDescription endpoint)
      throws UnansweredException {
    server.check(endpoint.getServer(), Discovery.chain(endpoint.getServerCertificate()));
    Optional<CertificateDiagnosis.Certified> certified = certified(endpoint);
    if (certified.isPresent()) {
      check(certified.get());
    }
    return certified;
  }

  private void check(CertificateDiagnosis.Certified certified) throws UnansweredException {
    CertificateTrust trust = shared.trust();
    Optional<CertificateTrust.Refusal> refusal =
        trust.refusal(certified, trust.lists().of(server.keptFile()));
    if (refusal.isPresent()) {
      UnansweredException told = trust.refused(certified, refusal.get());
      if (!certified.chain().isEmpty()) {
        server.refused(certified, refusal.get().finding().fault(), told.detail());
      }
      throw told;
    }
  }

  private static Optional<CertificateDiagnosis.Certified> certified(EndpointDescription endpoint)
      throws UnansweredException {
    List<X509Certificate> chain = Discovery.chain(endpoint.getServerCertificate());
    Optional<SecurityPolicy> policy =
        endpoint.getSecurityMode() == MessageSecurityMode.None
            ? EndpointSelection.passwordPolicy(endpoint)
            : SecurityPolicy.fromUriSafe(endpoint.getSecurityPolicyUri());
    ApplicationDescription described = endpoint.getServer();
    String uri = described == null ? "" : Objects.toString(described.getApplicationUri(), "");
    return policy.map(each -> new CertificateDiagnosis.Certified(chain, uri, each));
  }

  /**
   * Watches whether the server of this channel is trusted still, until the channel ends.
   *
   * @param distrusted is told why it is not
   */
  void watch(
      SecureChannelConnection connection, EndpointDescription endpoint, Consumer<String> distrusted)
      throws UnansweredException {
    certified(endpoint)
        .map(each -> new TrustWatch.Relied(each, server.keptFile()))
        .ifPresent(each -> shared.watch().add(connection.ended(), each, distrusted));
  }

  /** The certificate by which the server was accepted last. */
  Optional<ServerCertificate> accepted() {
    return server.accepted();
  }

  private SecureChannelConnection connection() {
    return new SecureChannelConnection(
        shared.transport(), shared.clock(), shared.lease(), outstanding);
  }

  private Deadline within(Deadline deadline) {
    return deadline.within(shared.settings().times().requestTimeout(), shared.clock());
  }

  private ClientContext caller(EndpointDescription endpoint, OwnCertificate with)
      throws UnansweredException {
    CertificateValidator validator = shared.trust().validator(server.keptFile());
    long timeout = shared.settings().times().connectTimeout().toMillis();
    return new ClientContext(endpoint, with, validator, Unsigned.uint(timeout));
  }
}
