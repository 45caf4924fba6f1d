package dev.lockstep.driver.opcua;

import dev.lockstep.device.Deadline;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.identity.SignedIdentityToken;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
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
import org.eclipse.milo.opcua.stack.core.util.NonceUtil;
import org.eclipse.milo.opcua.stack.core.util.SignatureUtil;

/**
 * The session services (OPC 10000-4, 5.7) of one device. A session that was created and cannot be
 * used is closed at once: a controller has room for 4 to 10, and keeps a forgotten one until its
 * time-out.
 */
final class SessionServiceSet {
  private static final int NONCE_LENGTH = 32;
  private static final String PRODUCT_URI = "urn:dev.lockstep:lockstep";

  private final SecureChannelOpener.Shared shared;
  private final DeviceServer server;
  private final Credentials credentials;

  SessionServiceSet(
      SecureChannelOpener.Shared shared, DeviceServer server, Credentials credentials) {
    this.shared = shared;
    this.server = server;
    this.credentials = credentials;
  }

  /** Creates and activates a session; where that fails, none is left at the server. */
  OpcUaSession create(
      SecureChannelConnection connection, EndpointDescription endpoint, Deadline deadline)
      throws UnansweredException {
    credentials.check();
    ByteString nonce = NonceUtil.generateNonce(NONCE_LENGTH);
    CreateSessionResponse created = created(connection, endpoint, nonce, deadline);
    Duration timeout = Duration.ofMillis(Math.round(created.getRevisedSessionTimeout()));
    OpcUaSession session = new OpcUaSession(created.getAuthenticationToken(), timeout);
    session.begunWith(connection.own());
    boolean active = false;
    try {
      verify(endpoint, created, join(encoded(connection.own()), nonce));
      session.nonce(created.getServerNonce());
      activate(connection, endpoint, session, deadline);
      active = true;
      return session;
    } finally {
      if (!active) {
        close(connection, session, goodbye());
      }
    }
  }

  private CreateSessionResponse created(
      SecureChannelConnection connection,
      EndpointDescription endpoint,
      ByteString nonce,
      Deadline deadline)
      throws UnansweredException {
    Deadline end = within(deadline);
    Duration patience = end.left(shared.clock());
    ServiceResponse<CreateSessionResponse> reply =
        connection.ask(
            new SecureChannelConnection.Ask<>(
                OpcUaSession.NONE,
                end,
                CreateSessionResponse.class,
                header ->
                    new CreateSessionRequest(
                        header,
                        description(),
                        null,
                        endpoint.getEndpointUrl(),
                        shared.application().name(),
                        nonce,
                        encoded(connection.own()),
                        (double) shared.settings().times().sessionTimeout().toMillis(),
                        Unsigned.uint(0))));
    if (reply
        instanceof
        ServiceResponse.Answered<CreateSessionResponse>(CreateSessionResponse response)) {
      return response;
    }
    if (reply instanceof ServiceResponse.Lost<CreateSessionResponse>) {
      var late = connection.lateSession();
      shared.transport().executor().execute(() -> closeLate(connection, late));
    }
    throw new ConnectionDiagnosis(connection.own()).creating(reply, patience);
  }

  /** Closes the session that a slow server creates after all, as soon as it answers. */
  private void closeLate(
      SecureChannelConnection connection, CompletableFuture<CreateSessionResponse> late) {
    try (connection) {
      Duration most = shared.settings().times().sessionTimeout();
      CreateSessionResponse created = late.get(most.toNanos(), TimeUnit.NANOSECONDS);
      close(
          connection, new OpcUaSession(created.getAuthenticationToken(), Duration.ZERO), goodbye());
    } catch (TimeoutException | ExecutionException never) {
      // No session, as far as can be known; its time-out would end it.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts the session on this secure channel. From then on the server refuses it on any other. */
  void activate(
      SecureChannelConnection connection,
      EndpointDescription endpoint,
      OpcUaSession session,
      Deadline deadline)
      throws UnansweredException {
    SignedIdentityToken user =
        credentials.token(endpoint, session.nonce(), shared.trust().validator(server.keptFile()));
    SignatureData signature = signature(connection.own(), endpoint, session.nonce());
    Deadline end = within(deadline);
    Duration patience = end.left(shared.clock());
    ServiceResponse<ActivateSessionResponse> reply =
        connection.ask(
            new SecureChannelConnection.Ask<>(
                session,
                end,
                ActivateSessionResponse.class,
                header ->
                    new ActivateSessionRequest(
                        header,
                        signature,
                        new SignedSoftwareCertificate[0],
                        new String[0],
                        ExtensionObject.encode(DefaultEncodingContext.INSTANCE, user.getToken()),
                        user.getSignature())));
    if (!(reply instanceof ServiceResponse.Answered<ActivateSessionResponse>(var activated))) {
      throw new ConnectionDiagnosis(connection.own())
          .activating(reply, server.address().identity(), patience);
    }
    session.nonce(activated.getServerNonce());
  }

  /**
   * Closes the session at the server, with its subscriptions. Where the server does not answer, the
   * session's time-out ends it.
   *
   * @return whether the server confirmed it
   */
  boolean close(SecureChannelConnection connection, OpcUaSession session, Deadline deadline) {
    return connection.ask(
            new SecureChannelConnection.Ask<>(
                session,
                within(deadline),
                CloseSessionResponse.class,
                header -> new CloseSessionRequest(header, true)))
        instanceof ServiceResponse.Answered;
  }

  /** The deadline for a CloseSession, which does not depend on what the caller has left. */
  Deadline goodbye() {
    return Deadline.in(SecureChannelOpener.GOODBYE, shared.clock());
  }

  private Deadline within(Deadline deadline) {
    return deadline.within(shared.settings().times().requestTimeout(), shared.clock());
  }

  private ApplicationDescription description() {
    OpcUaApplication application = shared.application();
    return new ApplicationDescription(
        application.uri(),
        PRODUCT_URI,
        LocalizedText.english(application.name()),
        ApplicationType.Client,
        null,
        null,
        null);
  }

  private static ByteString encoded(OwnCertificate own) {
    try {
      return ByteString.of(own.certificate().getEncoded());
    } catch (CertificateEncodingException broken) {
      throw new IllegalStateException("a certificate that was read cannot be encoded", broken);
    }
  }

  /** Checks that the server holds the key of the trusted certificate (OPC 10000-4, 5.7.2). */
  private void verify(EndpointDescription endpoint, CreateSessionResponse created, byte[] signed)
      throws UnansweredException {
    List<X509Certificate> shown = Discovery.chain(created.getServerCertificate());
    server.check(shown);
    try {
      SecurityPolicy policy = SecurityPolicy.fromUri(endpoint.getSecurityPolicyUri());
      if (policy == SecurityPolicy.None) {
        return;
      }
      X509Certificate expected = first(endpoint.getServerCertificate());
      if (!expected.equals(first(created.getServerCertificate()))) {
        throw new UnansweredException(
            "the session's certificate is not the endpoint's: does a proxy stand in between?");
      }
      SignatureData signature = created.getServerSignature();
      SignatureUtil.verify(
          SecurityAlgorithm.fromUri(signature.getAlgorithm()),
          expected,
          signed,
          signature.getSignature().bytesOrEmpty());
    } catch (UaException failed) {
      throw new UnansweredException(
          "the server did not prove who it is: " + StatusName.of(failed.getStatusCode()));
    }
  }

  private static SignatureData signature(
      OwnCertificate own, EndpointDescription endpoint, ByteString nonce)
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
              algorithm, own.keys().getPrivate(), ByteBuffer.wrap(join(server, nonce)));
      return new SignatureData(algorithm.getUri(), ByteString.of(signed));
    } catch (UaException | CertificateEncodingException failed) {
      throw new UnansweredException("the session cannot be signed: " + failed.getMessage());
    }
  }

  private static X509Certificate first(ByteString encoded) throws UnansweredException {
    List<X509Certificate> chain = Discovery.chain(encoded);
    if (chain.isEmpty()) {
      throw new UnansweredException("the server shows no certificate");
    }
    return chain.getFirst();
  }

  private static byte[] join(ByteString left, ByteString right) {
    byte[] first = left.bytesOrEmpty();
    byte[] second = right.bytesOrEmpty();
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
