package dev.lockstep.driver;

import java.util.List;
import java.util.Optional;

/** What came of an operator's request. Details are one or more sentences for that person. */
public sealed interface TrustChange {

  /**
   * It is so, and durable.
   *
   * @param decision that stands: of an earlier one where that was the same
   * @param repeated whether it was so before; nothing was changed then
   * @param earlier what was decided before about this certificate, where that was something else
   * @param remains what still keeps a device from its server, or a server from being kept out
   */
  record Made(
      CertificateDetails certificate,
      Optional<TrustDecision> decision,
      boolean repeated,
      Optional<TrustDecision> earlier,
      List<String> remains,
      String detail)
      implements TrustChange {}

  /** No such certificate was shown, and none lies in the folders. */
  record Unknown(String detail) implements TrustChange {}

  /** No device of this protocol has that name. */
  record NoDevice(String detail) implements TrustChange {}

  /**
   * The device's server shows another certificate by now: nothing was changed.
   *
   * @param asked the thumbprint that was to be approved
   * @param shown the thumbprint of what the server shows
   */
  record Changed(String detail, String asked, String shown) implements TrustChange {}

  /** It would change nothing, because of this fault of the certificate or its issuer. */
  record Useless(String detail, CertificateFault fault) implements TrustChange {}

  /** Somebody else has decided otherwise: nothing was changed. */
  record Contradicted(String detail, Optional<TrustDecision> standing) implements TrustChange {}

  /** The folders cannot be read or written: nothing is changed, or the rest can be done again. */
  record Failed(String detail) implements TrustChange {}

  String detail();
}
