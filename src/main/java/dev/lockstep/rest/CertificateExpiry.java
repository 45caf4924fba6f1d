package dev.lockstep.rest;

import dev.lockstep.device.TimeSource;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.participant.DeviceLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Certificates that run out: those of the gateway, and those by which its devices' servers were
 * accepted. Asks no server, and reads no folder. Thread-safe.
 */
public final class CertificateExpiry {

  /** Whose certificate it is. */
  public enum Kind {
    /** The gateway's own, as an OPC UA application. */
    OPC_UA,
    /** The one that callers are shown. */
    HTTPS,
    /** The one that the gateway shows where it calls. */
    OUTBOUND,
    /** The one of these that ends first, by which a device's server was accepted. */
    SERVERS
  }

  private final Supplier<ServerTrust> servers;
  private final TlsCertificates tls;
  private final DeviceLinks links;
  private final Duration warnedBefore;
  private final TimeSource clock;

  /**
   * @param servers as they are when it is asked
   * @param warnedBefore how long before its end a certificate is warned of
   */
  public CertificateExpiry(
      Supplier<ServerTrust> servers,
      TlsCertificates tls,
      DeviceLinks links,
      Duration warnedBefore,
      TimeSource clock) {
    this.servers = servers;
    this.tls = tls;
    this.links = links;
    this.warnedBefore = warnedBefore;
    this.clock = clock;
  }

  /** A certificate's end, and what is to be done before. */
  private record End(Kind kind, String what, Instant until, String remedy) {}

  /** Time until the certificate of this kind ends, negative since then; empty: there is none. */
  public Optional<Duration> left(Kind kind) {
    Instant now = clock.now().wall();
    return ends()
        .filter(each -> each.kind() == kind)
        .map(End::until)
        .min(Comparator.naturalOrder())
        .map(until -> Duration.between(now, until));
  }

  /** Whether a certificate that ends then is warned of, or has ended. */
  public boolean isSoon(Instant until) {
    return until.isBefore(clock.now().wall().plus(warnedBefore));
  }

  /** What runs out soon, or has; one sentence each, with the remedy; the most urgent first. */
  public List<String> warnings() {
    Instant now = clock.now().wall();
    List<String> warnings =
        new ArrayList<>(
            ends()
                .filter(each -> isSoon(each.until()))
                .sorted(Comparator.comparing(End::until))
                .map(each -> sentence(each, now))
                .toList());
    warnings.addAll(servers.get().ownTroubles());
    return List.copyOf(warnings);
  }

  private static String sentence(End end, Instant now) {
    long days = Duration.between(now, end.until()).toDays();
    return end.until().isBefore(now)
        ? "%s expired on %s: %s".formatted(end.what(), end.until(), end.remedy())
        : "%s expires on %s, in %d days: %s".formatted(end.what(), end.until(), days, end.remedy());
  }

  private Stream<End> ends() {
    Stream<End> opcua =
        servers.get().own().stream()
            .limit(1)
            .map(
                each ->
                    new End(
                        Kind.OPC_UA,
                        "this gateway's OPC UA certificate",
                        each.validUntil(),
                        "POST /api/v1/trust/own/renew makes a new one, or put a new pair into pki/own"));
    Stream<End> http =
        tls.own().stream()
            .map(each -> http(each.use(), each.certificate().getNotAfter().toInstant()));
    Stream<End> machines =
        links.all().stream()
            .flatMap(
                each ->
                    each.link().server().stream()
                        .map(
                            server ->
                                new End(
                                    Kind.SERVERS,
                                    "the certificate of the server of " + each.device().name(),
                                    server.validUntil(),
                                    "renew it on the server, and approve the new one here")));
    return Stream.of(opcua, http, machines).flatMap(each -> each);
  }

  private static End http(TlsCertificates.Use use, Instant until) {
    return switch (use) {
      case HTTPS ->
          new End(
              Kind.HTTPS,
              "this gateway's HTTPS certificate",
              until,
              "replace its files; quarkus.tls.reload-period says when they are read again");
      case OUTBOUND ->
          new End(
              Kind.OUTBOUND,
              "the certificate that this gateway shows where it calls",
              until,
              "replace its files; quarkus.tls.outbound.reload-period says when they are read again");
    };
  }
}
