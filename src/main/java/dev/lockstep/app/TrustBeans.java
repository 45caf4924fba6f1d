package dev.lockstep.app;

import dev.lockstep.app.config.Settings;
import dev.lockstep.device.TimeSource;
import dev.lockstep.rest.CertificateExpiry;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.TlsCertificates;
import dev.lockstep.rest.TrustAdministration;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** CDI producers of what deals with certificates. */
@Singleton
final class TrustBeans {

  @Produces
  @Singleton
  CertificateExpiry expiry(
      Gateway gateway,
      TlsCertificates tls,
      Settings settings,
      TimeSource clock,
      PartMetrics meters) {
    CertificateExpiry expiry =
        new CertificateExpiry(
            gateway::trust,
            tls,
            gateway.links(),
            settings.config().security().certificateWarning(),
            clock);
    meters.watch(expiry);
    return expiry;
  }

  @Produces
  @Singleton
  CertificateReminder reminder(CertificateExpiry expiry, SystemTime time) {
    return new CertificateReminder(expiry::warnings, time);
  }

  @Produces
  @Singleton
  TrustAdministration trust(
      Gateway gateway,
      TlsCertificates tls,
      CertificateExpiry expiry,
      RequestGuard guard,
      TimeSource clock) {
    return new TrustAdministration(gateway::trust, tls, expiry, guard, clock);
  }
}
