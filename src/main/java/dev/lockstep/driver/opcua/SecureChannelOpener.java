package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
   */
  record Shared(
      OpcUaSettings settings,
      OpcUaApplication application,
      TransportResources transport,
      CertificateTrust trust,
      TimeSource clock) {}

  private final Shared shared;
  private final OpcUaAddress address;
  private final SessionServiceSet sessions;
  private final OutstandingRequests outstanding;

  SecureChannelOpener(
      Shared shared,
      OpcUaAddress address,
      Credentials credentials,
      OutstandingRequests outstanding) {
    this.shared = shared;
    this.address = address;
    this.sessions = new SessionServiceSet(shared, address, credentials);
    this.outstanding = outstanding;
  }

  SessionServiceSet sessions() {
    return sessions;
  }

  /** The server's endpoint with the user token policy to use, found and checked. */
  EndpointDescription discover(Deadline deadline) throws UnansweredException {
    try (SecureChannelConnection unsecured = connection()) {
      EndpointDescription plain = Discovery.unsecured(address.endpoint());
      unsecured.open(caller(plain), within(deadline));
      EndpointDescription found = Discovery.endpoint(unsecured, address, within(deadline));
      accept(found);
      return found;
    }
  }

  /** A new secure channel. */
  SecureChannelConnection open(EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    accept(endpoint);
    SecureChannelConnection connection = connection();
    connection.open(caller(endpoint), within(deadline));
    return connection;
  }

  /**
   * Checks that it is the server that is meant (ARCHITECTURE, P13), and that it is trusted where
   * its certificate protects anything: the secure channel, or a password on a channel without
   * security.
   */
  private void accept(EndpointDescription endpoint) throws UnansweredException {
    List<X509Certificate> chain = Discovery.chain(endpoint.getServerCertificate());
    address.server().check(address.endpoint(), endpoint.getServer(), chain);
    Optional<SecurityPolicy> policy =
        endpoint.getSecurityMode() == MessageSecurityMode.None
            ? EndpointSelection.passwordPolicy(endpoint)
            : SecurityPolicy.fromUriSafe(endpoint.getSecurityPolicyUri());
    if (policy.isPresent()) {
      ApplicationDescription server = endpoint.getServer();
      String uri = server == null ? "" : Objects.toString(server.getApplicationUri(), "");
      shared.trust().check(new CertificateDiagnosis.Certified(chain, uri, policy.get()));
    }
  }

  private SecureChannelConnection connection() {
    return new SecureChannelConnection(shared.transport(), shared.clock(), outstanding);
  }

  private Deadline within(Deadline deadline) {
    return deadline.within(shared.settings().times().requestTimeout(), shared.clock());
  }

  private ClientContext caller(EndpointDescription endpoint) throws UnansweredException {
    CertificateTrust trust = shared.trust();
    long timeout = shared.settings().times().connectTimeout().toMillis();
    return new ClientContext(endpoint, trust.own(), trust.validator(), Unsigned.uint(timeout));
  }
}
