package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateDetails.Digest;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.TrustStanding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What servers have shown since the start: for each device the last certificate, and those that
 * were refused, so many at most: a server may show another one each time. The one that was shown
 * least recently makes room. Thread-safe.
 */
final class ShownCertificates {
  private static final int REFUSED_MAX = 100;
  private static final int WHY_MAX = 1_000;

  private final RejectedCertificates rejected;
  private final TimeSource clock;

  /** By thumbprint, the one shown least recently first. */
  private final Map<String, Refused> refused = new LinkedHashMap<>();

  private final Map<DeviceName, String> last = new HashMap<>();
  private final Map<DeviceName, X509Certificate> accepted = new HashMap<>();
  private long dropped;
  private long version;

  /**
   * A certificate that was refused.
   *
   * @param certified as it was shown last
   * @param sights by device
   */
  record Refused(
      CertificateDiagnosis.Certified certified, Map<DeviceName, TrustStanding.Sight> sights) {
    X509Certificate certificate() {
      return certified.chain().getFirst();
    }
  }

  ShownCertificates(RejectedCertificates rejected, TimeSource clock) {
    this.rejected = rejected;
    this.clock = clock;
  }

  /**
   * Notes a refusal.
   *
   * @param certified with a chain that is not empty
   * @param why it was refused, with the remedy
   */
  synchronized void refused(
      DeviceName device,
      String endpoint,
      CertificateDiagnosis.Certified certified,
      CertificateFault fault,
      String why) {
    X509Certificate leaf = certified.chain().getFirst();
    String thumbprint = Digest.SHA256.of(leaf);
    boolean another = !thumbprint.equals(last.put(device, thumbprint));
    Refused before = refused.remove(thumbprint);
    Map<DeviceName, TrustStanding.Sight> sights =
        new TreeMap<>(before == null ? Map.of() : before.sights());
    Instant now = clock.now().wall();
    TrustStanding.Sight earlier = sights.get(device);
    TrustStanding.Sight sight =
        new TrustStanding.Sight(
            device.value(),
            endpoint,
            fault,
            PrintableText.line(why, WHY_MAX),
            earlier == null ? rejected.since(leaf).orElse(now) : earlier.first(),
            now,
            earlier == null ? 1 : earlier.times() + 1);
    sights.put(device, sight);
    version += another || !sight.sameRefusal(earlier) ? 1 : 0;
    refused.put(thumbprint, new Refused(certified, sights));
    if (refused.size() > REFUSED_MAX) {
      refused.remove(refused.keySet().iterator().next());
      dropped++;
    }
  }

  /** A device's server was accepted: whatever it showed before does not want in any more. */
  synchronized void accepted(DeviceName device, X509Certificate certificate) {
    last.put(device, Digest.SHA256.of(certificate));
    accepted.put(device, certificate);
    forgetRefused(device);
    version++;
  }

  /** A device is gone: what its server showed does not want in any more. */
  synchronized void removed(DeviceName device) {
    last.remove(device);
    accepted.remove(device);
    forgetRefused(device);
    version++;
  }

  private void forgetRefused(DeviceName device) {
    refused.values().forEach(each -> each.sights().remove(device));
    refused.values().removeIf(each -> each.sights().isEmpty());
  }

  /** Another number as soon as anything here is other than before, but for when and how often. */
  synchronized long version() {
    return version;
  }

  /** What was refused, the one shown last first. */
  synchronized List<Refused> refused() {
    List<Refused> all = new ArrayList<>();
    for (Refused each : refused.values()) {
      all.addFirst(new Refused(each.certified(), new TreeMap<>(each.sights())));
    }
    return List.copyOf(all);
  }

  /** All that are known: what was refused, and what was accepted last. */
  synchronized List<X509Certificate> certificates() {
    List<X509Certificate> all = new ArrayList<>(accepted.values());
    refused.values().forEach(each -> all.add(each.certificate()));
    return List.copyOf(all);
  }

  /** This certificate as it was shown, where it was refused. */
  synchronized Optional<CertificateDiagnosis.Certified> certified(X509Certificate certificate) {
    return Optional.ofNullable(refused.get(Digest.SHA256.of(certificate))).map(Refused::certified);
  }

  /** How many of the refused made room for others. */
  synchronized long dropped() {
    return dropped;
  }

  /** The thumbprint of what a device's server showed last, accepted or not. */
  synchronized Optional<String> last(DeviceName device) {
    return Optional.ofNullable(last.get(device));
  }

  /** The certificate by which a device's server was accepted last. */
  synchronized Optional<X509Certificate> accepted(DeviceName device) {
    return Optional.ofNullable(accepted.get(device));
  }

  /** The devices whose server was accepted by this certificate last. */
  synchronized List<String> acceptedBy(X509Certificate certificate) {
    return accepted.entrySet().stream()
        .filter(each -> each.getValue().equals(certificate))
        .map(each -> each.getKey().value())
        .sorted()
        .toList();
  }
}
