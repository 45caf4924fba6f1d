package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.driver.CertificateFault;
import dev.lockstep.driver.TrustDecision;
import dev.lockstep.driver.TrustStanding;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** JSON shapes of answers about trust. Empty members are left out. */
@RegisterForReflection(
    targets = {
      TrustViews.Standing.class,
      TrustViews.Certificate.class,
      TrustViews.Own.class,
      TrustViews.Trusted.class,
      TrustViews.Refused.class,
      TrustViews.Sight.class,
      TrustViews.Device.class,
      TrustViews.Client.class,
      TrustViews.Decision.class,
      TrustViews.Change.class
    })
public final class TrustViews {
  private TrustViews() {}

  @Schema(name = "TrustStanding", description = "Whom this gateway trusts, and who wants in")
  public record Standing(
      @Schema(description = "of the gateway itself") @JsonInclude(JsonInclude.Include.ALWAYS)
          List<Own> own,
      @Schema(description = "servers, and authorities all of whose servers are trusted")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          List<Trusted> trusted,
      @Schema(description = "complete a chain, and are not trusted")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          List<Certificate> issuers,
      @Schema(description = "servers' certificates that are not accepted, the one shown last first")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          List<Refused> refused,
      @Schema(description = "of those, how many made room for others since the start")
          long refusedDropped,
      @Schema(description = "which server each device means")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          List<Device> devices,
      @Schema(description = "clients with a certificate of a known authority that no role is for")
          @JsonInclude(JsonInclude.Include.ALWAYS)
          List<Client> clients,
      @Schema(description = "of those, how many made room for others since the start")
          long clientsDropped,
      @Schema(description = "what runs out soon, or has; one sentence each, with the remedy")
          List<String> warnings,
      @Schema(description = "what of the folders cannot be used; one sentence each")
          List<String> faults) {}

  @Schema(name = "Certificate", description = "What people compare of a certificate")
  public record Certificate(
      @Schema(
              description = "SHA-256",
              examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
          String thumbprint,
      @Schema(
              description = "SHA-1, as OPC UA tools show it",
              examples = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3")
          String thumbprintSha1,
      @Schema(examples = "CN=press") String subject,
      @Schema(examples = "CN=Plant CA") String issuer,
      @Schema(examples = "urn:plant:press") Optional<String> applicationUri,
      Instant validFrom,
      Instant validUntil,
      @Schema(description = "whole days until it expires; negative since then", examples = "300")
          long daysLeft) {}

  @Schema(name = "OwnCertificate", description = "A certificate of the gateway itself")
  public record Own(
      @Schema(
              description = "for what",
              examples = {"OPC_UA", "HTTPS", "OUTBOUND"})
          String use,
      Certificate certificate,
      @Schema(
              description =
                  "false: kept for servers that do not trust the newest yet, after a renewal")
          boolean newest,
      @Schema(description = "where it lies") Optional<String> file,
      @Schema(description = "OPC UA devices whose session was begun with it")
          List<String> devices) {}

  @Schema(name = "TrustedCertificate", description = "A certificate that is trusted")
  public record Trusted(
      Certificate certificate,
      @Schema(description = "devices whose server was accepted by it last") List<String> devices,
      @Schema(description = "who approved it; not there: a person put the file there")
          Optional<Decision> decision) {}

  @Schema(name = "RefusedCertificate", description = "A server's certificate that is not accepted")
  public record Refused(
      Certificate certificate,
      @Schema(description = "true: a server shows it, and no operator has rejected it yet")
          boolean waits,
      @Schema(description = "where it was shown since the start; none: it lies there from before")
          List<Sight> sights,
      @Schema(description = "what a person said last about it") Optional<Decision> decision) {}

  @Schema(name = "CertificateSight", description = "How a device met a certificate")
  public record Sight(
      @Schema(examples = "press-1") String device,
      @Schema(examples = "opc.tcp://10.0.0.5:4840") String endpoint,
      CertificateFault fault,
      @Schema(description = "why it was refused, with the remedy") String why,
      Instant first,
      Instant last,
      @Schema(description = "since the start", examples = "1") long times) {}

  @Schema(name = "DeviceServer", description = "Which server a device means")
  public record Device(
      @Schema(examples = "press-1") String device,
      @Schema(examples = "opc.tcp://10.0.0.5:4840") String endpoint,
      TrustStanding.Source source,
      @Schema(description = "its ApplicationUri or thumbprint", examples = "urn:plant:press")
          Optional<String> meant,
      @Schema(description = "the certificate that is trusted for this device alone")
          Optional<Certificate> approved,
      @Schema(description = "who approved that one; not there: a person put the file there")
          Optional<Decision> decision,
      @Schema(description = "thumbprint (SHA-256) of what its server showed last")
          Optional<String> shown,
      boolean connected) {}

  @Schema(name = "RolelessClient", description = "A client's certificate that no role is for")
  public record Client(
      Certificate certificate,
      @Schema(description = "where it called from last") String address,
      Instant first,
      Instant last,
      long times,
      String why) {}

  @Schema(name = "TrustDecision", description = "What a person decided about a certificate")
  public record Decision(
      TrustDecision.Act act,
      @Schema(description = "for which alone; not there: for all") Optional<String> device,
      @Schema(examples = "otto") String by,
      @Schema(examples = "the thumbprint was compared at the machine") String reason,
      Instant at) {}

  @Schema(name = "TrustChange", description = "What came of a decision")
  public record Change(
      Certificate certificate,
      @Schema(description = "that stands; not there: a person put the file there")
          Optional<Decision> decision,
      @Schema(description = "true: it was so before, and nothing was changed") boolean repeated,
      @Schema(description = "what was decided before, where that was something else")
          Optional<Decision> earlier,
      @Schema(description = "what this does not change; one sentence each") List<String> remains,
      @Schema(examples = "press-1 keeps the server of \"CN=press\" from now on") String detail) {}
}
