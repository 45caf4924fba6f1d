package dev.lockstep.driver;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom a driver's devices trust, at one moment.
 *
 * @param own the gateway's own certificates; the one that new sessions use first
 * @param trusted servers, and authorities all of whose servers are trusted
 * @param issuers that complete a chain, and are not trusted
 * @param refused what was shown, or lies in the folder of the rejected, and is not accepted; the
 *     one shown last first
 * @param refusedDropped how many of them were forgotten for want of room since the start
 * @param devices in the order of their names
 * @param faults of the folders; one sentence each, with the remedy
 */
public record TrustStanding(
    List<Own> own,
    List<Trusted> trusted,
    List<CertificateDetails> issuers,
    List<Refused> refused,
    long refusedDropped,
    List<OfDevice> devices,
    List<String> faults) {
  /** Where there is nothing to trust. */
  public static final TrustStanding NONE =
      new TrustStanding(List.of(), List.of(), List.of(), List.of(), 0, List.of(), List.of());

  /**
   * A certificate of the gateway itself.
   *
   * @param file where it lies
   * @param newest whether new sessions begin with it; else it is kept for servers that do not trust
   *     the newest yet
   * @param devices whose session was begun with it
   */
  public record Own(
      CertificateDetails certificate, String file, boolean newest, List<String> devices) {}

  /**
   * A trusted certificate.
   *
   * @param devices whose server was accepted by it last
   * @param decision who approved it; empty where a person moved a file
   */
  public record Trusted(
      CertificateDetails certificate, List<String> devices, Optional<TrustDecision> decision) {}

  /**
   * A certificate that is not accepted.
   *
   * @param sights where it was shown since the start
   * @param decision what a person said last about it
   */
  public record Refused(
      CertificateDetails certificate, List<Sight> sights, Optional<TrustDecision> decision) {
    /** Whether a person is to look at it: no operator has rejected it yet. */
    public boolean waits() {
      return !sights.isEmpty()
          && decision.filter(each -> each.act() == TrustDecision.Act.REJECT).isEmpty();
    }
  }

  /**
   * How a device met a certificate.
   *
   * @param why it was refused, with the remedy
   * @param first when it was shown first; of an earlier run by the file that was kept then
   * @param times how often since the start
   */
  public record Sight(
      String device,
      String endpoint,
      CertificateFault fault,
      String why,
      Instant first,
      Instant last,
      long times) {
    /** Whether the other, where there is one, tells the same but for when and how often. */
    public boolean sameRefusal(@Nullable Sight other) {
      return other != null
          && fault == other.fault
          && why.equals(other.why)
          && endpoint.equals(other.endpoint);
    }
  }

  /**
   * The server of a device (ARCHITECTURE, P13).
   *
   * @param source where it stands which server is meant
   * @param meant its ApplicationUri or thumbprint; empty where nothing is said yet
   * @param approved the certificate that is trusted for this device alone
   * @param decision who approved that; empty where a person put the file there
   * @param shown the thumbprint of what its server showed last
   */
  public record OfDevice(
      String device,
      String endpoint,
      Source source,
      Optional<String> meant,
      Optional<CertificateDetails> approved,
      Optional<TrustDecision> decision,
      Optional<String> shown,
      boolean connected) {}

  /** Where it stands which server a device means. */
  public enum Source {
    /** In the device's file. */
    DEVICE_FILE,
    /** In {@code pki/known}: the one that was approved first, or by a person. */
    KNOWN,
    /** Nowhere yet: the first one that is trusted is kept. */
    NOWHERE,
    /** In a file that cannot be read: every server is refused. */
    UNREADABLE
  }
}
