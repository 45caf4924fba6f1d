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
 * Opens ways and sessions, and moves a session to another way (OPC 10000-4, 5.7). Does what it is
 * told once; when to do it again is the {@link Connector}'s.
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

  /** The server's endpoint with the user token policy to use, found and accepted. */
  EndpointDescription discover(Deadline deadline) throws UnansweredException {
    try (SecureChannelConnection unsecured = way()) {
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
    SecureChannelConnection connection = way();
    connection.open(caller(endpoint), within(deadline));
    return connection;
  }

  /**
   * That it is the server that is meant, and, where its certificate protects anything, that it is
   * trusted: the channel, or a password on a channel that is not secured.
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

  private SecureChannelConnection way() {
    return new SecureChannelConnection(shared.transport(), shared.clock(), outstanding);
  }

  private Deadline within(Deadline deadline) {
    return deadline.within(shared.settings().times().request(), shared.clock());
  }

  private ClientContext caller(EndpointDescription endpoint) throws UnansweredException {
    CertificateTrust trust = shared.trust();
    long timeout = shared.settings().times().connect().toMillis();
    return new ClientContext(endpoint, trust.own(), trust.validator(), Unsigned.uint(timeout));
  }
}
