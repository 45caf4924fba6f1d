package dev.lockstep.dashboard;

import dev.lockstep.device.PrintableText;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustStanding;
import dev.lockstep.rest.TrustAdministration;
import dev.lockstep.rest.TrustViews;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Mapper from what the API says of trust to what a page shows of it. */
@Singleton
final class TrustPages {
  private static final int CANDIDATES_MAX = 15;
  private static final int SIGHTS_MAX = 5;
  private static final int MACHINES_MAX = 50;
  private static final int TRUSTED_MAX = 30;
  private static final int TEXT_MAX = 300;
  private static final String OPC_UA = "OPC_UA";

  private final TrustAdministration trust;
  private final TimeSource clock;

  TrustPages(TrustAdministration trust, TimeSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  TrustPage page(Viewer viewer) {
    TrustViews.Standing standing = trust.standing();
    Instant now = clock.now().wall();
    List<TrustViews.Refused> waiting =
        standing.refused().stream().filter(TrustViews.Refused::waits).toList();
    List<TrustViews.Refused> others =
        standing.refused().stream().filter(each -> !each.waits()).toList();
    return new TrustPage(
        candidates(waiting, standing, now),
        candidates(others, standing, now),
        standing.clients().stream().limit(CANDIDATES_MAX).map(each -> client(each, now)).toList(),
        standing.devices().stream().limit(MACHINES_MAX).map(each -> machine(each, now)).toList(),
        standing.trusted().stream().limit(TRUSTED_MAX).map(each -> trusted(each, now)).toList(),
        standing.issuers().stream().limit(TRUSTED_MAX).map(each -> text(each, now)).toList(),
        standing.own().stream().map(each -> own(each, now)).toList(),
        new TrustPage.More(
            beyond(waiting, CANDIDATES_MAX) + standing.refusedDropped(),
            beyond(others, CANDIDATES_MAX),
            beyond(standing.clients(), CANDIDATES_MAX) + standing.clientsDropped(),
            beyond(standing.devices(), MACHINES_MAX),
            beyond(standing.trusted(), TRUSTED_MAX)),
        standing.warnings(),
        standing.faults(),
        viewer.operator());
  }

  private static int beyond(List<?> all, int most) {
    return Math.max(0, all.size() - most);
  }

  CertificateText text(TrustViews.Certificate certificate, Instant now) {
    return CertificateText.of(certificate, now, trust::endsSoon);
  }

  private List<TrustPage.Candidate> candidates(
      List<TrustViews.Refused> refused, TrustViews.Standing standing, Instant now) {
    return refused.stream()
        .limit(CANDIDATES_MAX)
        .map(each -> candidate(each, standing, now))
        .toList();
  }

  private TrustPage.Candidate candidate(
      TrustViews.Refused refused, TrustViews.Standing standing, Instant now) {
    boolean rejected =
        refused.decision().filter(each -> each.act() == TrustDecision.Act.REJECT).isPresent();
    return new TrustPage.Candidate(
        text(refused.certificate(), now),
        sights(refused, standing, now),
        decision(refused.decision(), now),
        !rejected);
  }

  static List<TrustPage.Sight> sights(
      TrustViews.Refused refused, TrustViews.Standing standing, Instant now) {
    Set<String> current =
        standing.devices().stream()
            .filter(each -> each.shown().equals(Optional.of(refused.certificate().thumbprint())))
            .map(TrustViews.Device::device)
            .collect(Collectors.toSet());
    return refused.sights().stream()
        .limit(SIGHTS_MAX)
        .map(each -> sight(each, current.contains(each.device()), now))
        .toList();
  }

  private static TrustPage.Sight sight(TrustViews.Sight sight, boolean current, Instant now) {
    return new TrustPage.Sight(
        sight.device(),
        Addresses.encoded(sight.device()),
        sight.endpoint(),
        FaultText.of(sight.fault()),
        why(sight),
        TimeText.of(sight.first(), now),
        TimeText.of(sight.last(), now),
        sight.times(),
        current);
  }

  /** For want of an approval alone there is nothing more to say: the file's name is for a shell. */
  private static String why(TrustViews.Sight sight) {
    return sight.fault() == CertificateFault.UNTRUSTED ? "" : sight.why();
  }

  private static TrustPage.Decision decision(Optional<TrustViews.Decision> decision, Instant now) {
    return decision
        .map(
            each ->
                new TrustPage.Decision(
                    did(each) + " by " + PrintableText.line(each.by(), TEXT_MAX),
                    TimeText.of(each.at(), now),
                    each.reason()))
        .orElse(TrustPage.Decision.NONE);
  }

  /** For example {@code approved for press-1}. */
  private static String did(TrustViews.Decision decision) {
    return verb(decision.act()) + decision.device().map(" for "::concat).orElse("");
  }

  static String verb(TrustDecision.Act act) {
    return switch (act) {
      case APPROVE -> "approved";
      case REJECT -> "rejected";
      case REVOKE -> "revoked";
      case RENEW -> "renewed";
    };
  }

  private TrustPage.Client client(TrustViews.Client client, Instant now) {
    return new TrustPage.Client(
        text(client.certificate(), now),
        client.address(),
        TimeText.of(client.first(), now),
        TimeText.of(client.last(), now),
        client.times(),
        client.why());
  }

  private TrustPage.Machine machine(TrustViews.Device device, Instant now) {
    return new TrustPage.Machine(
        device.device(),
        device.endpoint(),
        device.connected() ? Badge.good("connected") : Badge.warn("not connected"),
        meant(device),
        device.approved().map(each -> text(each, now)).stream().toList(),
        decision(device.decision(), now));
  }

  private static String meant(TrustViews.Device device) {
    String server = PrintableText.line(device.meant().orElse(""), TEXT_MAX);
    TrustStanding.Source source = device.source();
    return switch (source) {
      case DEVICE_FILE -> server + ", as its file says";
      case KNOWN -> server + ", kept since it was approved";
      case NOWHERE -> "none yet: it keeps the first one that is trusted";
      case UNREADABLE -> "not known: its file in pki/known cannot be read, so each is refused";
    };
  }

  private TrustPage.Trusted trusted(TrustViews.Trusted trusted, Instant now) {
    return new TrustPage.Trusted(
        text(trusted.certificate(), now),
        String.join(", ", trusted.devices()),
        decision(trusted.decision(), now));
  }

  private TrustPage.Own own(TrustViews.Own own, Instant now) {
    CertificateText certificate = text(own.certificate(), now);
    boolean renewable = own.use().equals(OPC_UA) && own.newest() && certificate.issuer().isEmpty();
    return new TrustPage.Own(
        use(own.use()),
        certificate,
        note(own, renewable),
        own.file().orElse(""),
        String.join(", ", own.devices()),
        renewable);
  }

  private static String use(String use) {
    return switch (use) {
      case OPC_UA -> "OPC UA";
      case "OUTBOUND" -> "outgoing calls";
      default -> use;
    };
  }

  private static String note(TrustViews.Own own, boolean renewable) {
    if (!own.use().equals(OPC_UA)) {
      return "replaced in its files";
    }
    if (!own.newest()) {
      return "the one before: kept for machines that do not trust the newest yet";
    }
    return renewable ? "" : "its issuer makes a new one: put certificate and key into pki/own";
  }
}
