package dev.lockstep.driver.opcua;

import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/** A request or a connection attempt failed outside of this program. The message is for people. */
final class UnansweredException extends OpcUaFailureException {
  private static final long serialVersionUID = 1L;
  private static final long NO_ANSWER = -1;

  private final long code;

  /** The server did not answer. */
  UnansweredException(String message) {
    super(message);
    this.code = NO_ANSWER;
  }

  /** The server answered with this status, or its certificate was found to deserve it. */
  UnansweredException(String message, StatusCode status) {
    super(message);
    this.code = status.value();
  }

  /** The same, preceded by what was being done. */
  UnansweredException during(String what) {
    String told = what + ": " + detail();
    return isRefusal()
        ? new UnansweredException(told, new StatusCode(code))
        : new UnansweredException(told);
  }

  /** Whether the server refused this gateway's certificate, as far as its status says so. */
  boolean isOfOurCertificate() {
    return code == StatusCodes.Bad_SecurityChecksFailed
        || code == StatusCodes.Bad_ApplicationSignatureInvalid
        || code == StatusCodes.Bad_NoValidCertificates
        || (code >= StatusCodes.Bad_CertificateInvalid
            && code <= StatusCodes.Bad_CertificateIssuerRevoked)
        || code == StatusCodes.Bad_CertificateChainIncomplete
        || code == StatusCodes.Bad_CertificatePolicyCheckFailed;
  }

  boolean is(long wanted) {
    return code == wanted;
  }

  /** Whether the server refused, rather than did not answer. */
  boolean isRefusal() {
    return code != NO_ANSWER;
  }
}
