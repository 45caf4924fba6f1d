package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustStanding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the folders hold, and what servers have shown, put together for people. */
final class TrustOverview {
  private final CertificateTrust trust;
  private final ShownCertificates shown;
  private final TrustDecisions decisions;

  TrustOverview(CertificateTrust trust, ShownCertificates shown, TrustDecisions decisions) {
    this.trust = trust;
    this.shown = shown;
    this.decisions = decisions;
  }

  TrustStanding of(Collection<TrustedMachine> machines) {
    List<String> faults = new ArrayList<>();
    faults.addAll(trust.own().troubles());
    TrustLists lists = lists(faults);
    return new TrustStanding(
        trust.own().standing(),
        lists.trusted().stream().distinct().map(this::trusted).toList(),
        lists.issuers().stream().distinct().map(CertificateDetails::of).toList(),
        refused(lists, faults),
        shown.dropped(),
        machines.stream()
            .sorted(Comparator.comparing(each -> each.server().device()))
            .map(each -> device(each, lists.kept()))
            .toList(),
        List.copyOf(faults));
  }

  private TrustLists lists(List<String> faults) {
    try {
      var _ = TrustLists.kept(trust.pki(), faults);
      return TrustLists.readable(trust.pki(), faults);
    } catch (IOException failed) {
      faults.add("the trust list cannot be read: " + failed);
      return new TrustLists(List.of(), List.of(), List.of(), Map.of());
    }
  }

  private TrustStanding.Trusted trusted(X509Certificate certificate) {
    CertificateDetails details = CertificateDetails.of(certificate);
    Optional<TrustDecision> decision =
        decisions
            .last(details.thumbprint())
            .filter(each -> each.act() == TrustDecision.Act.APPROVE);
    return new TrustStanding.Trusted(details, shown.acceptedBy(certificate), decision);
  }

  private TrustStanding.OfDevice device(TrustedMachine machine, Map<Path, X509Certificate> kept) {
    Optional<CertificateDetails> approved =
        Optional.ofNullable(kept.get(machine.server().keptFile())).map(CertificateDetails::of);
    Optional<String> name = Optional.of(machine.server().device().value());
    Optional<TrustDecision> decision =
        approved.stream()
            .flatMap(each -> decisions.of(each.thumbprint()).reversed().stream())
            .filter(each -> each.act() == TrustDecision.Act.APPROVE && each.device().equals(name))
            .findFirst();
    return machine.server().standing(approved, decision, machine.connected().getAsBoolean());
  }

  /** What was shown since the start, then what lies in the folder from before. */
  private List<TrustStanding.Refused> refused(TrustLists lists, List<String> faults) {
    List<TrustStanding.Refused> all = new ArrayList<>();
    Set<X509Certificate> listed = new HashSet<>(lists.trusted());
    listed.addAll(lists.issuers());
    for (ShownCertificates.Refused each : shown.refused()) {
      all.add(refused(each.certificate(), List.copyOf(each.sights().values())));
      listed.add(each.certificate());
    }
    try {
      trust.rejected().found().values().stream()
          .filter(listed::add)
          .map(each -> refused(each, List.of()))
          .forEach(all::add);
    } catch (IOException unreadable) {
      faults.add("%s cannot be read: %s".formatted(trust.rejected().folder(), unreadable));
    }
    return List.copyOf(all);
  }

  private TrustStanding.Refused refused(
      X509Certificate certificate, List<TrustStanding.Sight> sights) {
    CertificateDetails details = CertificateDetails.of(certificate);
    return new TrustStanding.Refused(details, sights, decisions.last(details.thumbprint()));
  }
}
