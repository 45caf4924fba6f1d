package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.ServerCertificate;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustStanding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.structured.ApplicationDescription;
import org.jspecify.annotations.Nullable;

/**
 * The server of one device (ARCHITECTURE, P13): the one that its file names; where it names none,
 * the one that was first approved for it. A trusted server that is another one is refused.
 * Thread-safe.
 */
final class DeviceServer {
  private final DeviceName device;
  private final OpcUaAddress address;
  private final KnownServers known;
  private final ShownCertificates shown;
  private final TimeSource clock;
  private volatile Optional<ServerCertificate> accepted = Optional.empty();

  DeviceServer(
      DeviceName device,
      OpcUaAddress address,
      KnownServers known,
      ShownCertificates shown,
      TimeSource clock) {
    this.device = device;
    this.address = address;
    this.known = known;
    this.shown = shown;
    this.clock = clock;
  }

  DeviceName device() {
    return device;
  }

  OpcUaAddress address() {
    return address;
  }

  /** Where the certificate lies that is trusted for this device alone. */
  Path keptFile() {
    return known.certificate(device);
  }

  /** Notes that a certificate of its server was refused. */
  void refused(CertificateDiagnosis.Certified certified, CertificateFault fault, String why) {
    Optional<X509Certificate> before = shown.accepted(device);
    X509Certificate now = certified.chain().getFirst();
    boolean another =
        before.map(each -> !each.equals(now)).orElseGet(() -> Files.exists(keptFile()));
    boolean changed = fault == CertificateFault.UNTRUSTED && another;
    String sentence =
        changed
            ? why
                + "; the one that was accepted before was another"
                + before.map(DeviceServer::told).orElse("")
            : why;
    shown.refused(
        device,
        address.endpoint(),
        certified,
        changed ? CertificateFault.CHANGED : fault,
        sentence);
  }

  /** The certificate by which the server was accepted last; empty until there was one. */
  Optional<ServerCertificate> accepted() {
    return accepted;
  }

  /**
   * Checks what a server says about itself in an endpoint, before anything secret is sent to it.
   *
   * @param described as the endpoint describes it
   * @param chain its certificate and those of its issuers; empty where it shows none
   * @throws UnansweredException naming the server that is meant and the one that answers, or the
   *     file that does not say which is meant
   */
  void check(@Nullable ApplicationDescription described, List<X509Certificate> chain)
      throws UnansweredException {
    Optional<KnownServer> kept = kept();
    Optional<ServerIdentity.Difference> difference = meant(kept).difference(described, chain);
    if (difference.isPresent()) {
      throw another(difference.get(), kept, chain);
    }
  }

  /**
   * Checks the certificate alone, which a session without security need not show.
   *
   * @throws UnansweredException as {@link #check(ApplicationDescription, List)}
   */
  void check(List<X509Certificate> chain) throws UnansweredException {
    Optional<KnownServer> kept = kept();
    Optional<ServerIdentity.Difference> difference = meant(kept).difference(chain);
    if (difference.isPresent()) {
      throw another(difference.get(), kept, chain);
    }
  }

  /** Why the device's own file does not allow this certificate. */
  Optional<String> objectionOfFile(X509Certificate certificate) {
    ServerIdentity named = address.server();
    return named
        .difference(List.of(certificate))
        .map(
            each ->
                "the file of %s means %s (%s), and this is %s: change it there"
                    .formatted(device, each.meant(), each.key(), each.found()));
  }

  /** Why the device does not take this certificate for its server's, trusted or not. */
  Optional<String> objection(X509Certificate certificate) {
    try {
      return meant(kept())
          .difference(List.of(certificate))
          .map(
              each ->
                  "%s keeps another server, %s: approve it for this device"
                      .formatted(device, each.meant()));
    } catch (UnansweredException unreadable) {
      return Optional.of(unreadable.detail());
    }
  }

  /**
   * Keeps the server of this certificate because a person said so, in the place of the one before,
   * and trusts the certificate for this device alone. Where the device's file names its server, the
   * certificate alone is kept.
   */
  void adopt(X509Certificate certificate) throws IOException, CertificateEncodingException {
    // The certificate first: if power fails in between, it is still refused as another server's.
    known.keep(device, certificate);
    boolean another = objection(certificate).isPresent() || Files.notExists(known.file(device));
    if (!address.server().names() && another) {
      known.replace(KnownServer.of(device, certificate, address.endpoint(), clock.now().wall()));
    }
  }

  /**
   * How it stands, for a person.
   *
   * @param decision who approved it
   */
  TrustStanding.OfDevice standing(
      Optional<CertificateDetails> approved, Optional<TrustDecision> decision, boolean connected) {
    Optional<ServerIdentity> meant = Optional.of(address.server());
    TrustStanding.Source source = TrustStanding.Source.DEVICE_FILE;
    if (!address.server().names()) {
      try {
        meant = known.of(device).map(KnownServer::identity);
        source = meant.isPresent() ? TrustStanding.Source.KNOWN : TrustStanding.Source.NOWHERE;
      } catch (UnansweredException unreadable) {
        meant = Optional.empty();
        source = TrustStanding.Source.UNREADABLE;
      }
    }
    return new TrustStanding.OfDevice(
        device.value(),
        address.endpoint(),
        source,
        meant.flatMap(each -> each.applicationUri().or(each::thumbprint)),
        approved,
        decision,
        shown.last(device),
        connected);
  }

  /**
   * Keeps the server as the one of this device, where its file names none and none was kept before.
   * To be called when the server has proved that the certificate is its own, as far as anything
   * proves that, and before a password leaves.
   *
   * @param chain its certificate first; not empty, and trusted
   * @throws UnansweredException where it cannot be kept, or another one was kept meanwhile
   */
  void approve(List<X509Certificate> chain) throws UnansweredException {
    X509Certificate certificate = chain.getFirst();
    // Read again where another connection was faster, or a person has just deleted the file.
    while (!address.server().names() && known.of(device).isEmpty()) {
      var _ =
          known.approve(
              KnownServer.of(device, certificate, address.endpoint(), clock.now().wall()));
    }
    check(chain);
    accepted =
        Optional.of(
            new ServerCertificate(
                CertificateDetails.applicationUri(certificate),
                ServerIdentity.thumbprint(certificate),
                certificate.getNotAfter().toInstant()));
    shown.accepted(device, certificate);
  }

  private static String told(X509Certificate before) {
    return " (%s)".formatted(ServerIdentity.thumbprint(before));
  }

  private Optional<KnownServer> kept() throws UnansweredException {
    return address.server().names() ? Optional.empty() : known.of(device);
  }

  private ServerIdentity meant(Optional<KnownServer> kept) {
    return kept.map(KnownServer::identity).orElse(address.server());
  }

  private UnansweredException another(
      ServerIdentity.Difference difference,
      Optional<KnownServer> kept,
      List<X509Certificate> chain) {
    UnansweredException told = another(difference, kept);
    if (!chain.isEmpty()) {
      String uri = ServerIdentity.uri(chain.getFirst());
      refused(
          new CertificateDiagnosis.Certified(chain, uri, address.policy()),
          CertificateFault.ANOTHER_SERVER,
          told.detail());
    }
    return told;
  }

  private UnansweredException another(
      ServerIdentity.Difference difference, Optional<KnownServer> kept) {
    String found =
        difference.found().isEmpty() ? "one that gives no ApplicationUri" : difference.found();
    String begin =
        "another server stands at %s: it is %s, and ".formatted(address.endpoint(), found);
    if (kept.isEmpty()) {
      String named =
          "the device means %s (%s); nothing was sent to it: correct Endpoint, or %s where the server"
              + " was replaced";
      return new UnansweredException(
          begin + named.formatted(difference.meant(), difference.key(), difference.key()));
    }
    KnownServer first = kept.get();
    boolean moved = !first.endpoint().equals(address.endpoint());
    String sentence =
        "the one of %s is %s (%s), since it was approved on %s%s; no password was sent to it: correct"
            + " Endpoint, or, where the machine was replaced, delete %s or set ApplicationUri";
    return new UnansweredException(
        begin
            + sentence.formatted(
                device,
                first.value(),
                first.key(),
                first.approved(),
                moved ? " at " + first.endpoint() : "",
                known.file(device)));
  }
}
