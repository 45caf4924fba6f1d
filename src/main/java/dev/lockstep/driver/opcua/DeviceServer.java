package dev.lockstep.driver.opcua;

import dev.lockstep.device.DeviceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.ServerCertificate;
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
  private final TimeSource clock;
  private volatile Optional<ServerCertificate> accepted = Optional.empty();

  DeviceServer(DeviceName device, OpcUaAddress address, KnownServers known, TimeSource clock) {
    this.device = device;
    this.address = address;
    this.known = known;
    this.clock = clock;
  }

  OpcUaAddress address() {
    return address;
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
      throw another(difference.get(), kept);
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
      throw another(difference.get(), kept);
    }
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
    X509Certificate shown = chain.getFirst();
    // Read again where another connection was faster, or a person has just deleted the file.
    while (!address.server().names() && known.of(device).isEmpty()) {
      var _ = known.approve(KnownServer.of(device, shown, address.endpoint(), clock.now().wall()));
    }
    check(chain);
    accepted =
        Optional.of(
            new ServerCertificate(
                Optional.of(ServerIdentity.uri(shown)).filter(uri -> !uri.isEmpty()),
                ServerIdentity.thumbprint(shown),
                shown.getNotAfter().toInstant()));
  }

  private Optional<KnownServer> kept() throws UnansweredException {
    return address.server().names() ? Optional.empty() : known.of(device);
  }

  private ServerIdentity meant(Optional<KnownServer> kept) {
    return kept.map(KnownServer::identity).orElse(address.server());
  }

  private UnansweredException another(
      ServerIdentity.Difference difference, Optional<KnownServer> kept) {
    String found =
        difference.found().isEmpty() ? "one that gives no ApplicationUri" : difference.found();
    String begin =
        "another server stands at %s: it is %s, and ".formatted(address.endpoint(), found);
    if (kept.isEmpty()) {
      String named =
          "the device means %s (%s); nothing was sent to it: mend Endpoint, or %s where the server"
              + " was replaced";
      return new UnansweredException(
          begin + named.formatted(difference.meant(), difference.key(), difference.key()));
    }
    KnownServer first = kept.get();
    boolean moved = !first.endpoint().equals(address.endpoint());
    String sentence =
        "the one of %s is %s (%s), since it was approved on %s%s; no password was sent to it: mend"
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
