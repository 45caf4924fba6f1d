package dev.lockstep.rest;

import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Mapper from trust to the JSON of the API. */
final class TrustViewMapper {
  static final String OPC_UA = "OPC_UA";

  private final Instant now;

  /**
   * @param now from which days are counted
   */
  TrustViewMapper(Instant now) {
    this.now = now;
  }

  TrustViews.Certificate certificate(CertificateDetails details) {
    return new TrustViews.Certificate(
        details.thumbprint(),
        details.thumbprintSha1(),
        details.subject(),
        details.issuer(),
        details.applicationUri(),
        details.validFrom(),
        details.validUntil(),
        Math.floorDiv(Duration.between(now, details.validUntil()).toSeconds(), 86_400));
  }

  TrustViews.Own own(TrustStanding.Own own) {
    return new TrustViews.Own(
        OPC_UA,
        certificate(own.certificate()),
        own.newest(),
        Optional.of(own.file()),
        own.devices());
  }

  TrustViews.Own own(TlsCertificates.Own own) {
    return new TrustViews.Own(
        own.use().name(),
        certificate(CertificateDetails.of(own.certificate())),
        true,
        Optional.empty(),
        List.of());
  }

  TrustViews.Trusted trusted(TrustStanding.Trusted trusted) {
    return new TrustViews.Trusted(
        certificate(trusted.certificate()),
        trusted.devices(),
        trusted.decision().map(TrustViewMapper::decision));
  }

  TrustViews.Refused refused(TrustStanding.Refused refused) {
    return new TrustViews.Refused(
        certificate(refused.certificate()),
        refused.waits(),
        refused.sights().stream().map(TrustViewMapper::sight).toList(),
        refused.decision().map(TrustViewMapper::decision));
  }

  private static TrustViews.Sight sight(TrustStanding.Sight sight) {
    return new TrustViews.Sight(
        sight.device(),
        sight.endpoint(),
        sight.fault(),
        sight.why(),
        sight.first(),
        sight.last(),
        sight.times());
  }

  TrustViews.Device device(TrustStanding.OfDevice device) {
    return new TrustViews.Device(
        device.device(),
        device.endpoint(),
        device.source(),
        device.meant(),
        device.approved().map(this::certificate),
        device.decision().map(TrustViewMapper::decision),
        device.shown(),
        device.connected());
  }

  TrustViews.Client client(TlsCertificates.Roleless client) {
    return new TrustViews.Client(
        certificate(CertificateDetails.of(client.certificate())),
        client.address(),
        client.first(),
        client.last(),
        client.times(),
        "its authority is trusted, and no role is for its name: add the name to the file of"
            + " quarkus.http.auth.certificate-role-properties");
  }

  static TrustViews.Decision decision(TrustDecision decision) {
    return new TrustViews.Decision(
        decision.act(), decision.device(), decision.by(), decision.reason(), decision.at());
  }

  TrustViews.Change change(TrustChange.Made made) {
    return new TrustViews.Change(
        certificate(made.certificate()),
        made.decision().map(TrustViewMapper::decision),
        made.repeated(),
        made.earlier().map(TrustViewMapper::decision),
        made.remains(),
        made.detail());
  }
}
