package dev.lockstep.driver.opcua;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * The meaning of a failed step of connecting, and what a person can do about it. A slow server, a
 * refused password and a refused certificate are told apart. Steps and codes are those of OPC
 * 10000-4 (5.6 SecureChannel, 5.7 Session) and OPC 10000-6 (7.1 Connection Protocol).
 */
final class ConnectionDiagnosis {
  private static final String SLOW =
      "%s was not answered within %s: the server is slow, busy or stopped, or the network loses"
          + " packets; it is tried again";

  private final OwnCertificate own;

  /**
   * @param own the certificate that a server must trust
   */
  ConnectionDiagnosis(OwnCertificate own) {
    this.own = own;
  }

  /** The TCP connection or the secure channel could not be opened. */
  UnansweredException opening(EndpointDescription endpoint, Throwable cause) {
    String url = Objects.requireNonNullElse(endpoint.getEndpointUrl(), "");
    Optional<UaException> known = UaException.extract(cause);
    if (known.isPresent()) {
      StatusCode status = known.get().getStatusCode();
      String sentence =
          endpoint.getSecurityMode() == MessageSecurityMode.None
              ? unsecured(status)
              : secured(status);
      return new UnansweredException(
          "%s: %s%s".formatted(url, sentence, said(known.get())), status);
    }
    boolean secured = endpoint.getSecurityMode() != MessageSecurityMode.None;
    StatusCode closed = new StatusCode(StatusCodes.Bad_ConnectionClosed);
    String sentence =
        switch (cause) {
          case ConnectTimeoutException silent ->
              "no answer to a TCP connection: is it switched on, is the address right, does a"
                  + " firewall let it through?";
          case NoRouteToHostException away ->
              "no route to it: is it switched on, are the network and the address right?";
          case ConnectException refused ->
              "nothing listens there (connection refused): is the server running, is the port"
                  + " right?";
          case IOException reset ->
              (secured ? secured(closed) : unsecured(closed)) + " (" + text(cause) + ")";
          default -> "cannot be opened: " + text(cause);
        };
    return new UnansweredException(url + ": " + sentence);
  }

  /** The deadline passed before the secure channel was open. */
  static UnansweredException openingLate(String url, Duration patience) {
    return new UnansweredException(
        SLOW.formatted(url + ": opening the secure channel", told(patience)));
  }

  private static String unsecured(StatusCode status) {
    long code = status.value();
    if (code == StatusCodes.Bad_TcpEndpointUrlInvalid) {
      return "the server knows no such endpoint: correct host, port or path of Endpoint";
    }
    if (code == StatusCodes.Bad_TcpServerTooBusy
        || code == StatusCodes.Bad_TcpNotEnoughResources
        || code == StatusCodes.Bad_MaxConnectionsReached) {
      return "the server has no room for another connection: close one there";
    }
    if (code == StatusCodes.Bad_ConnectionClosed) {
      return "it closed the connection at once: is that an OPC UA server, has it room for another"
          + " connection?";
    }
    if (code == StatusCodes.Bad_Timeout) {
      return "it took the connection and then said nothing: the server hangs, or it is none for"
          + " OPC UA";
    }
    if (code == StatusCodes.Bad_TcpMessageTypeInvalid
        || code == StatusCodes.Bad_TcpMessageTooLarge
        || code == StatusCodes.Bad_DecodingError) {
      return "what answers there does not speak OPC UA: is the port right?";
    }
    return "cannot be opened";
  }

  private String secured(StatusCode status) {
    long code = status.value();
    if (code == StatusCodes.Bad_SecurityPolicyRejected
        || code == StatusCodes.Bad_SecurityModeRejected) {
      return "the server offers this security, but refuses it now: look into its settings";
    }
    if (code == StatusCodes.Bad_ConnectionClosed || code == StatusCodes.Bad_SecurityChecksFailed) {
      return "the server ended the secured connection, mostly because it does not trust this"
          + " gateway's certificate yet: "
          + trustOurs();
    }
    return certificate(status).orElseGet(() -> unsecured(status));
  }

  /** Why the server refuses this gateway's certificate, where the status says so. */
  private Optional<String> certificate(StatusCode status) {
    long code = status.value();
    if (code == StatusCodes.Bad_CertificateTimeInvalid
        || code == StatusCodes.Bad_CertificateIssuerTimeInvalid) {
      String sentence =
          "by the server's clock this gateway's certificate is not valid; it is from %s to %s: set"
              + " the clocks of both, or renew it (%s)";
      return Optional.of(
          sentence.formatted(
              own.certificate().getNotBefore().toInstant(),
              own.certificate().getNotAfter().toInstant(),
              own.file()));
    }
    if (code == StatusCodes.Bad_CertificateUriInvalid) {
      String sentence =
          "the server finds another ApplicationUri in this gateway's certificate than the gateway"
              + " gives itself (%s in the certificate): lockstep.opcua.application-uri, or a new"
              + " certificate in place of %s";
      return Optional.of(sentence.formatted(ServerIdentity.uri(own.certificate()), own.file()));
    }
    if (code == StatusCodes.Bad_CertificateRevoked
        || code == StatusCodes.Bad_CertificateIssuerRevoked) {
      return Optional.of(
          "this gateway's certificate was revoked: put a new one in place of " + own.file());
    }
    if (code == StatusCodes.Bad_CertificatePolicyCheckFailed
        || code == StatusCodes.Bad_CertificateUseNotAllowed
        || code == StatusCodes.Bad_CertificateInvalid
        || code == StatusCodes.Bad_CertificateHostNameInvalid) {
      return Optional.of(
          "this gateway's certificate does not meet the server's rules: put another in place of "
              + own.file());
    }
    if (code == StatusCodes.Bad_CertificateUntrusted
        || code == StatusCodes.Bad_CertificateChainIncomplete
        || code == StatusCodes.Bad_CertificateRevocationUnknown
        || code == StatusCodes.Bad_CertificateIssuerRevocationUnknown
        || code == StatusCodes.Bad_NoValidCertificates) {
      return Optional.of(
          "the server does not trust this gateway's certificate yet: " + trustOurs());
    }
    return Optional.empty();
  }

  private String trustOurs() {
    String sentence =
        "trust it there (mostly: move it from rejected to trusted): thumbprint %s, %s";
    return sentence.formatted(ServerIdentity.thumbprint(own.certificate()), own.file());
  }

  /** CreateSession failed. */
  UnansweredException creating(ServiceResponse<?> reply, Duration patience) {
    return switch (reply) {
      case ServiceResponse.Faulted<?> faulted ->
          new UnansweredException(
              "no session: " + creating(faulted.status()) + in(faulted.status()), faulted.status());
      case ServiceResponse.NeverLeft<?> never ->
          new UnansweredException("no session: " + never.detail());
      case ServiceResponse.Lost<?> lost -> lost("CreateSession", lost, patience);
      case ServiceResponse.Answered<?> answered ->
          throw new IllegalStateException("no failure: " + answered.response());
    };
  }

  private String creating(StatusCode status) {
    long code = status.value();
    if (code == StatusCodes.Bad_TooManySessions) {
      return "the server has as many sessions as it allows: close one there (an HMI, a tool), or"
          + " allow more; this gateway keeps one for each device";
    }
    if (code == StatusCodes.Bad_SecurityChecksFailed) {
      return "the server does not trust this gateway's certificate yet: " + trustOurs();
    }
    return certificate(status).or(() -> readiness(status)).orElse("the server refuses it");
  }

  /** ActivateSession failed. */
  UnansweredException activating(ServiceResponse<?> reply, UserIdentity user, Duration patience) {
    return switch (reply) {
      case ServiceResponse.Faulted<?> faulted ->
          new UnansweredException(
              activating(faulted.status(), user) + in(faulted.status()), faulted.status());
      case ServiceResponse.NeverLeft<?> never ->
          new UnansweredException("not logged in: " + never.detail());
      case ServiceResponse.Lost<?> lost -> lost("ActivateSession", lost, patience);
      case ServiceResponse.Answered<?> answered ->
          throw new IllegalStateException("no failure: " + answered.response());
    };
  }

  private String activating(StatusCode status, UserIdentity user) {
    long code = status.value();
    if (code == StatusCodes.Bad_UserAccessDenied
        || code == StatusCodes.Bad_IdentityTokenRejected
        || code == StatusCodes.Bad_UserSignatureInvalid) {
      return "the server does not let this user in: " + remedy(user);
    }
    if (code == StatusCodes.Bad_IdentityTokenInvalid) {
      return "the server cannot use what proves the user, though it offers this kind: "
          + remedy(user);
    }
    if (user instanceof UserIdentity.Certified(var file, var _)
        && certificate(status).isPresent()) {
      return "the server does not trust the user's certificate: trust it there: " + file;
    }
    if (code == StatusCodes.Bad_ApplicationSignatureInvalid) {
      return "the server cannot verify this gateway's signature: is it the certificate of its key? "
          + own.file();
    }
    return certificate(status)
        .or(() -> readiness(status))
        .orElse("the server does not activate the session");
  }

  private static String remedy(UserIdentity user) {
    return switch (user) {
      case UserIdentity.Anonymous anonymous ->
          "it wants a user: set User, or UserCertificate and UserKey";
      case UserIdentity.Named named ->
          "check User (\"%s\"), its password (NAME.password in lockstep.secrets.folder) and its rights there"
              .formatted(named.user());
      case UserIdentity.Certified certified ->
          "check UserCertificate (%s), and trust it there".formatted(certified.certificate());
    };
  }

  /** A server that is not ready, rather than one that refuses. */
  private static Optional<String> readiness(StatusCode status) {
    long code = status.value();
    boolean busy =
        code == StatusCodes.Bad_ServerTooBusy
            || code == StatusCodes.Bad_TooManyOperations
            || code == StatusCodes.Bad_ResourceUnavailable
            || code == StatusCodes.Bad_OutOfMemory;
    boolean halted = code == StatusCodes.Bad_ServerHalted || code == StatusCodes.Bad_Shutdown;
    if (busy) {
      return Optional.of("the server is too busy: it is tried again");
    }
    if (halted) {
      return Optional.of("the server is starting or stopping: it is tried again");
    }
    return code == StatusCodes.Bad_Timeout
        ? Optional.of("the server was too slow by its own measure: it is tried again")
        : Optional.empty();
  }

  private static UnansweredException lost(
      String service, ServiceResponse.Lost<?> lost, Duration patience) {
    return new UnansweredException(
        lost.late()
            ? SLOW.formatted(service, told(patience))
            : "%s was sent, and the connection ended before its answer: %s"
                .formatted(service, lost.detail()));
  }

  /** In tenths of a second: what was left of a limit is a little less than it. */
  private static String told(Duration patience) {
    long tenths = Math.max(1, (patience.toMillis() + 50) / 100);
    return tenths % 10 == 0 ? tenths / 10 + " s" : "%d.%d s".formatted(tenths / 10, tenths % 10);
  }

  private static String in(StatusCode status) {
    return " (" + StatusName.of(status) + ")";
  }

  private static String said(UaException known) {
    String text = text(known);
    String name = StatusName.of(known.getStatusCode());
    return text.isEmpty() ? " (" + name + ")" : " (%s: %s)".formatted(name, text);
  }

  private static String text(Throwable cause) {
    return Objects.requireNonNullElse(cause.getMessage(), "");
  }
}
