package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustDecision.Act;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Approves a certificate: for one device, or for all that mean its server. What would be refused
 * all the same is not approved: an approval that changes nothing would be taken for one that did.
 * Not thread-safe.
 */
final class TrustApproval {
  private final CertificateTrust trust;
  private final ShownCertificates shown;
  private final TrustFolders folders;
  private final DecisionAnswers answers;

  TrustApproval(
      CertificateTrust trust,
      ShownCertificates shown,
      TrustFolders folders,
      DecisionAnswers answers) {
    this.trust = trust;
    this.shown = shown;
    this.folders = folders;
    this.answers = answers;
  }

  /** This device keeps the server of this certificate from now on. */
  TrustChange forOne(TrustedMachine machine, TrustSubject subject)
      throws UnansweredException, IOException, CertificateEncodingException {
    DeviceServer server = machine.server();
    String thumbprint = subject.thumbprint();
    Optional<String> now = shown.last(server.device());
    if (now.filter(each -> !each.equals(thumbprint)).isPresent()) {
      return new TrustChange.Changed(
          "the server of %s shows another certificate by now, %s: look at that one"
              .formatted(server.device(), now.get()),
          thumbprint,
          now.get());
    }
    X509Certificate certificate = subject.certificate();
    Optional<String> named = server.objectionOfFile(certificate);
    if (named.isPresent()) {
      return new TrustChange.Useless(named.get(), CertificateFault.ANOTHER_SERVER);
    }
    TrustLists lists = trust.lists();
    boolean kept = certificate.equals(lists.kept().get(server.keptFile()));
    if (kept && server.objection(certificate).isEmpty()) {
      return answers.repeated(subject, Act.APPROVE, server.device() + " keeps this server already");
    }
    CertificateDiagnosis.Certified certified = certified(certificate, Optional.of(server));
    List<X509Certificate> issuers = TrustLists.issuersAmong(certified.chain());
    Optional<TrustChange> useless = useless(certified, lists.and(certificate, issuers));
    if (useless.isPresent()) {
      return useless.get();
    }
    Optional<TrustDecision> earlier = answers.last(subject);
    folders.issuers(issuers);
    server.adopt(certificate);
    trust.rejected().forget(certificate);
    machine.wake().run();
    return answers.made(
        subject,
        Act.APPROVE,
        earlier,
        List.of(),
        "%s keeps the server of %s from now on, and connects by itself"
            .formatted(server.device(), subject.name()));
  }

  /**
   * The certificate is trusted from now on, by each device that means its server.
   *
   * @param machines all that there are
   */
  TrustChange forAll(TrustSubject subject, Collection<TrustedMachine> machines)
      throws UnansweredException, IOException, CertificateEncodingException {
    X509Certificate certificate = subject.certificate();
    TrustLists lists = trust.lists();
    if (lists.trusted().contains(certificate)) {
      return answers.repeated(subject, Act.APPROVE, "it is trusted already");
    }
    boolean server = shown.certified(certificate).isPresent();
    if (!server && certificate.getBasicConstraints() >= 0 && isNamedNowhere(certificate)) {
      return new TrustChange.Useless(
          "%s is of an authority: to trust it is to trust all that it issued, so that is done by hand: move it to %s"
              .formatted(subject.name(), trust.pki().resolve("trusted/certs")),
          CertificateFault.UNUSABLE);
    }
    CertificateDiagnosis.Certified certified = certified(certificate, Optional.empty());
    List<X509Certificate> issuers = TrustLists.issuersAmong(certified.chain());
    Optional<TrustChange> useless = useless(certified, lists.and(certificate, issuers));
    if (useless.isPresent()) {
      return useless.get();
    }
    Optional<TrustDecision> earlier = answers.last(subject);
    folders.issuers(issuers);
    folders.trust(certificate);
    trust.rejected().forget(certificate);
    machines.forEach(each -> each.wake().run());
    return answers.made(
        subject,
        Act.APPROVE,
        earlier,
        objections(subject, machines),
        "%s is trusted from now on, by each device that means its server"
            .formatted(subject.name()));
  }

  private static boolean isNamedNowhere(X509Certificate certificate) {
    return CertificateDetails.applicationUri(certificate).isEmpty();
  }

  /** Of the devices whose server shows it. */
  private List<String> objections(TrustSubject subject, Collection<TrustedMachine> machines) {
    return machines.stream()
        .map(TrustedMachine::server)
        .filter(each -> shown.last(each.device()).equals(Optional.of(subject.thumbprint())))
        .flatMap(each -> each.objection(subject.certificate()).stream())
        .sorted()
        .toList();
  }

  /** As it was shown; else as far as it says itself. */
  CertificateDiagnosis.Certified certified(
      X509Certificate certificate, Optional<DeviceServer> server) {
    return shown
        .certified(certificate)
        .orElseGet(
            () ->
                new CertificateDiagnosis.Certified(
                    List.of(certificate),
                    ServerIdentity.uri(certificate),
                    server
                        .map(each -> each.address().policy())
                        .orElse(CertificateDiagnosis.USUAL_POLICY)));
  }

  /** What would keep it from being accepted all the same. */
  private Optional<TrustChange> useless(
      CertificateDiagnosis.Certified certified, TrustLists afterwards) {
    return trust
        .refusal(certified, afterwards)
        .map(CertificateTrust.Refusal::finding)
        .map(
            each ->
                new TrustChange.Useless(
                    CertificateTrust.sentence(certified.chain().getFirst(), each), each.fault()));
  }
}
