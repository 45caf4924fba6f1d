package dev.lockstep.driver;

/** Why a server's certificate is refused (the checks of OPC 10000-4, 6.1.3, Table 100). */
public enum CertificateFault {
  /** Neither it nor an issuer of it is trusted. */
  UNTRUSTED,
  /** It is not trusted, and the device's server showed another one that was, before. */
  CHANGED,
  /** It is of another server than the one that the device means. */
  ANOTHER_SERVER,
  EXPIRED,
  NOT_YET_VALID,
  /** Its key is of another kind, or shorter, than the security policy asks for. */
  WEAK_KEY,
  /** The certificate of its issuer is not here. */
  ISSUER_UNKNOWN,
  REVOKED,
  /** There is no current revocation list of its issuer. */
  REVOCATION_UNKNOWN,
  /** It is for another ApplicationUri than the server gives itself. */
  APPLICATION_URI,
  HOST_NAME,
  /** Its key usage does not allow it. */
  USE_NOT_ALLOWED,
  /** Any other, such as a weak signature. */
  UNUSABLE
}
