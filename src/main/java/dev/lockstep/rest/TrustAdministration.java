package dev.lockstep.rest;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import dev.lockstep.participant.Operator;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whom the gateway trusts, and what operators decide about it, for the API and for pages. Each act
 * is recorded before it is done (P14). Thread-safe; every method reads or writes files.
 */
public final class TrustAdministration {
  private final Supplier<ServerTrust> servers;
  private final TlsCertificates tls;
  private final CertificateExpiry expiry;
  private final RequestGuard guard;
  private final TimeSource clock;

  /**
   * @param servers as they are when it is asked
   */
  public TrustAdministration(
      Supplier<ServerTrust> servers,
      TlsCertificates tls,
      CertificateExpiry expiry,
      RequestGuard guard,
      TimeSource clock) {
    this.servers = servers;
    this.tls = tls;
    this.expiry = expiry;
    this.guard = guard;
    this.clock = clock;
  }

  public TrustViews.Standing standing() {
    TrustStanding standing = servers.get().standing();
    TrustViewMapper views = views();
    return new TrustViews.Standing(
        Stream.concat(standing.own().stream().map(views::own), tls.own().stream().map(views::own))
            .toList(),
        standing.trusted().stream().map(views::trusted).toList(),
        standing.issuers().stream().map(views::certificate).toList(),
        standing.refused().stream().map(views::refused).toList(),
        standing.refusedDropped(),
        standing.devices().stream().map(views::device).toList(),
        tls.roleless().stream().map(views::client).toList(),
        tls.rolelessDropped(),
        expiry.warnings(),
        standing.faults());
  }

  /** A number that is another one as soon as something of the standing is; reads no list. */
  public long version() {
    List<String> clients =
        tls.roleless().stream()
            .map(each -> CertificateDetails.Digest.SHA256.of(each.certificate()))
            .toList();
    return Objects.hash(servers.get().version(), clients, tls.own(), expiry.warnings());
  }

  /** How many servers' certificates a person is to look at. */
  public int waiting() {
    return servers.get().waiting();
  }

  /** Whether a certificate that ends then is warned of. */
  public boolean endsSoon(Instant until) {
    return expiry.isSoon(until);
  }

  private TrustViewMapper views() {
    return new TrustViewMapper(clock.now().wall());
  }

  /**
   * Accepts a certificate.
   *
   * @param thumbprint as a person spells it
   * @param device for which alone; empty: for all that mean its server
   * @param operator who decides, as {@link RequestGuard#operator} names them, and why
   * @throws RequestRefusedException where nothing was changed, with the reason
   */
  public TrustViews.Change approve(String thumbprint, Optional<String> device, Operator operator) {
    TrustRequest request = request(thumbprint, device, operator);
    String subject = request.thumbprint() + device.map(each -> " for device " + each).orElse("");
    recorded("approve certificate", subject, operator);
    return answer(servers.get().approve(request));
  }

  /**
   * Notes that a certificate is not wanted.
   *
   * @throws RequestRefusedException where nothing was changed, with the reason
   */
  public TrustViews.Change reject(String thumbprint, Operator operator) {
    TrustRequest request = request(thumbprint, Optional.empty(), operator);
    recorded("reject certificate", request.thumbprint(), operator);
    return answer(servers.get().reject(request));
  }

  /**
   * Takes trust away; sessions that rest on it end.
   *
   * @throws RequestRefusedException where nothing was changed, with the reason
   */
  public TrustViews.Change revoke(String thumbprint, Operator operator) {
    TrustRequest request = request(thumbprint, Optional.empty(), operator);
    recorded("revoke certificate", request.thumbprint(), operator);
    return answer(servers.get().revoke(request));
  }

  /**
   * Makes a new OPC UA certificate of the gateway itself.
   *
   * @throws RequestRefusedException where none was made, with the reason
   */
  public TrustViews.Change renew(Operator operator) {
    recorded("renew certificate", "own", operator);
    return answer(servers.get().renew(operator.name(), operator.reason()));
  }

  private void recorded(String act, String subject, Operator operator) {
    var unused = guard.recorded(act, subject, operator);
  }

  private static TrustRequest request(
      String thumbprint, Optional<String> device, Operator operator) {
    String print =
        TrustRequest.thumbprint(thumbprint)
            .orElseThrow(
                () ->
                    RequestRefusedException.parameter(
                        "thumbprint",
                        "64 (SHA-256) or 40 (SHA-1) hexadecimal digits were expected, as GET"
                            + " /api/v1/trust shows them"));
    return new TrustRequest(
        print, device.map(TrustAdministration::named), operator.name(), operator.reason());
  }

  private static DeviceName named(String device) {
    try {
      return new DeviceName(device);
    } catch (IllegalArgumentException wrong) {
      throw new RequestRefusedException(
          ProblemType.UNKNOWN_DEVICE, String.valueOf(wrong.getMessage()));
    }
  }

  private TrustViews.Change answer(TrustChange change) {
    return switch (change) {
      case TrustChange.Made made -> views().change(made);
      case TrustChange.Unknown unknown -> throw refused(ProblemType.UNKNOWN_CERTIFICATE, unknown);
      case TrustChange.NoDevice none -> throw refused(ProblemType.UNKNOWN_DEVICE, none);
      case TrustChange.Changed changed ->
          throw refused(ProblemType.CERTIFICATE_CHANGED, changed)
              .with("asked", changed.asked())
              .with("shown", changed.shown());
      case TrustChange.Useless useless ->
          throw refused(ProblemType.CERTIFICATE_UNUSABLE, useless).with("fault", useless.fault());
      case TrustChange.Contradicted contradicted -> {
        RequestRefusedException refusal = refused(ProblemType.DECIDED_OTHERWISE, contradicted);
        contradicted
            .standing()
            .map(TrustViewMapper::decision)
            .ifPresent(each -> refusal.with("decision", each));
        throw refusal;
      }
      case TrustChange.Failed failed -> throw refused(ProblemType.TRUST_UNAVAILABLE, failed);
    };
  }

  private static RequestRefusedException refused(ProblemType type, TrustChange change) {
    return new RequestRefusedException(type, change.detail());
  }
}
