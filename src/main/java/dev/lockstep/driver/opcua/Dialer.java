package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import dev.lockstep.device.TimeSource;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.eclipse.milo.opcua.sdk.client.identity.SignedIdentityToken;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.SecurityAlgorithm;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.ApplicationType;
import org.eclipse.milo.opcua.stack.core.types.structured.ActivateSessionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ActivateSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ApplicationDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.CloseSessionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CloseSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSessionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.SignatureData;
import org.eclipse.milo.opcua.stack.core.types.structured.SignedSoftwareCertificate;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.NonceUtil;
import org.eclipse.milo.opcua.stack.core.util.SignatureUtil;

/**
 * Opens ways and sessions, and moves a session to another way (OPC 10000-4, 5.7). Does what it is
 * told once; when to do it again is the {@link Connector}'s.
 */
final class Dialer {
  private static final int NONCE_LENGTH = 32;
  private static final String PRODUCT_URI = "urn:dev.lockstep:lockstep";

  /**
   * What all links of a driver share.
   *
   * @param wires threads
   * @param trust certificates
   */
  record Shared(OpcUaSettings settings, Wires wires, Trust trust, TimeSource clock) {}

  private final Shared shared;
  private final Address address;
  private final Credentials credentials;
  private final Unsettled unsettled;

  Dialer(Shared shared, Address address, Credentials credentials, Unsettled unsettled) {
    this.shared = shared;
    this.address = address;
    this.credentials = credentials;
    this.unsettled = unsettled;
  }

  /** The server's endpoint, found and trusted. */
  EndpointDescription discover(Deadline deadline) throws UnansweredException {
    try (Way unsecured = way()) {
      EndpointDescription plain = Discovery.unsecured(address.endpoint());
      unsecured.open(caller(plain, shared.trust().validator()), within(deadline));
      EndpointDescription found = Discovery.endpoint(unsecured, address, within(deadline));
      Discovery.trust(found, shared.trust());
      return found;
    }
  }

  /** A new secure channel. */
  Way open(EndpointDescription endpoint, Deadline deadline) throws UnansweredException {
    Way way = way();
    way.open(caller(endpoint, shared.trust().validator()), within(deadline));
    return way;
  }

  /** A new session on the way, activated. */
  Session create(Way way, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    ByteString nonce = NonceUtil.generateNonce(NONCE_LENGTH);
    CreateSessionResponse created =
        way.ask(
                new Way.Ask<>(
                    Session.NONE,
                    within(deadline),
                    CreateSessionResponse.class,
                    header ->
                        new CreateSessionRequest(
                            header,
                            description(),
                            null,
                            endpoint.getEndpointUrl(),
                            shared.settings().application().name(),
                            nonce,
                            ownCertificate(),
                            (double) shared.settings().times().session().toMillis(),
                            Unsigned.uint(0))))
            .orThrow();
    verify(endpoint, created, nonce);
    Duration timeout = Duration.ofMillis(Math.round(created.getRevisedSessionTimeout()));
    Session session = new Session(created.getAuthenticationToken(), timeout);
    session.nonce(created.getServerNonce());
    try {
      activate(way, endpoint, session, deadline);
    } catch (UnansweredException refused) {
      throw refused.during("the server does not let this user in");
    }
    return session;
  }

  /** Puts the session on this way. From now on the server refuses it by any other. */
  void activate(Way way, EndpointDescription endpoint, Session session, Deadline deadline)
      throws UnansweredException {
    SignedIdentityToken user =
        credentials.token(endpoint, session.nonce(), shared.trust().validator());
    SignatureData signature = signature(endpoint, session.nonce());
    ActivateSessionResponse activated =
        way.ask(
                new Way.Ask<>(
                    session,
                    within(deadline),
                    ActivateSessionResponse.class,
                    header ->
                        new ActivateSessionRequest(
                            header,
                            signature,
                            new SignedSoftwareCertificate[0],
                            new String[0],
                            ExtensionObject.encode(
                                DefaultEncodingContext.INSTANCE, user.getToken()),
                            user.getSignature())))
            .orThrow();
    session.nonce(activated.getServerNonce());
  }

  /** Ends the session at the server; a server that does not answer forgets it by itself. */
  boolean close(Way way, Session session, Deadline deadline) {
    return way.ask(
            new Way.Ask<>(
                session,
                within(deadline),
                CloseSessionResponse.class,
                header -> new CloseSessionRequest(header, true)))
        instanceof Reply.Answered;
  }

  private Way way() {
    return new Way(shared.wires(), shared.clock(), unsettled);
  }

  private Deadline within(Deadline deadline) {
    return deadline.within(shared.settings().times().request(), shared.clock());
  }

  private Caller caller(EndpointDescription endpoint, CertificateValidator validator) {
    OwnCertificate own = shared.trust().own();
    long timeout = shared.settings().times().connect().toMillis();
    return new Caller(endpoint, own.keys(), own.certificate(), validator, Unsigned.uint(timeout));
  }

  private ApplicationDescription description() {
    OpcUaSettings.Application application = shared.settings().application();
    return new ApplicationDescription(
        application.uri(),
        PRODUCT_URI,
        LocalizedText.english(application.name()),
        ApplicationType.Client,
        null,
        null,
        null);
  }

  private ByteString ownCertificate() {
    try {
      return ByteString.of(shared.trust().own().certificate().getEncoded());
    } catch (CertificateEncodingException broken) {
      throw new IllegalStateException("a certificate that was read cannot be encoded", broken);
    }
  }

  /** That who answers holds the key of the certificate that was trusted (OPC 10000-4, 5.7.2). */
  private void verify(EndpointDescription endpoint, CreateSessionResponse created, ByteString nonce)
      throws UnansweredException {
    try {
      SecurityPolicy policy = SecurityPolicy.fromUri(endpoint.getSecurityPolicyUri());
      if (policy == SecurityPolicy.None) {
        return;
      }
      X509Certificate expected = first(endpoint.getServerCertificate());
      if (!expected.equals(first(created.getServerCertificate()))) {
        throw new UnansweredException("the session's certificate is not the endpoint's");
      }
      SignatureData signature = created.getServerSignature();
      SignatureUtil.verify(
          SecurityAlgorithm.fromUri(signature.getAlgorithm()),
          expected,
          join(ownCertificate(), nonce),
          signature.getSignature().bytesOrEmpty());
    } catch (UaException failed) {
      throw new UnansweredException(
          "the server did not prove who it is: " + StatusTable.name(failed.getStatusCode()));
    }
  }

  private SignatureData signature(EndpointDescription endpoint, ByteString nonce)
      throws UnansweredException {
    try {
      SecurityPolicy policy = SecurityPolicy.fromUri(endpoint.getSecurityPolicyUri());
      if (policy == SecurityPolicy.None) {
        return new SignatureData(null, null);
      }
      NonceUtil.validateNonce(nonce, NONCE_LENGTH);
      SecurityAlgorithm algorithm = policy.getAsymmetricSignatureAlgorithm();
      ByteString server = ByteString.of(first(endpoint.getServerCertificate()).getEncoded());
      byte[] signed =
          SignatureUtil.sign(
              algorithm,
              shared.trust().own().keys().getPrivate(),
              ByteBuffer.wrap(join(server, nonce)));
      return new SignatureData(algorithm.getUri(), ByteString.of(signed));
    } catch (UaException | CertificateEncodingException failed) {
      throw new UnansweredException("the session cannot be signed: " + failed.getMessage());
    }
  }

  private static X509Certificate first(ByteString chain) throws UaException, UnansweredException {
    List<X509Certificate> certificates = CertificateUtil.decodeCertificates(chain.bytesOrEmpty());
    if (certificates.isEmpty()) {
      throw new UnansweredException("the server shows no certificate");
    }
    return certificates.getFirst();
  }

  private static byte[] join(ByteString left, ByteString right) {
    byte[] first = left.bytesOrEmpty();
    byte[] second = right.bytesOrEmpty();
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
