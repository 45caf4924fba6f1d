package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.ServerTrust;
import dev.lockstep.driver.TrustChange;
import dev.lockstep.driver.TrustRequest;
import dev.lockstep.driver.TrustStanding;
import dev.lockstep.participant.DeviceLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A certificate is warned of as long before its end as is configured, and afterwards. */
class CertificateExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private List<CertificateDetails> own = List.of();
  private List<String> troubles = List.of();

  private final CertificateExpiry expiry =
      new CertificateExpiry(
          () -> new OwnAlone(),
          new NoTls(),
          DeviceLinks.open(List.of(), List.of()),
          Duration.ofDays(30),
          () -> new Moment(NOW, 0, "this-run"));

  @Test
  void oneThatLastsLongerIsNotWarnedOf() {
    own = List.of(until(NOW.plus(Duration.ofDays(31))));
    assertThat(expiry.warnings()).isEmpty();
    assertThat(expiry.left(CertificateExpiry.Kind.OPC_UA)).contains(Duration.ofDays(31));
    assertThat(expiry.left(CertificateExpiry.Kind.HTTPS)).isEmpty();
  }

  @Test
  void oneThatEndsSoonIsWarnedOfWithWhatToDo() {
    own = List.of(until(NOW.plus(Duration.ofDays(29))));
    assertThat(expiry.warnings())
        .singleElement()
        .asString()
        .contains("OPC UA certificate expires on 2026-12-29T12:00:00Z, in 29 days: ")
        .contains("/api/v1/trust/own/renew");
  }

  @Test
  void oneThatHasEndedCountsBackwards() {
    own = List.of(until(NOW.minus(Duration.ofDays(2))));
    assertThat(expiry.warnings().getFirst()).contains("expired on 2026-11-28T12:00:00Z: ");
    assertThat(expiry.left(CertificateExpiry.Kind.OPC_UA)).contains(Duration.ofDays(-2));
  }

  @Test
  void serversThatDoNotTakeTheNewOneAreSaid() {
    troubles = List.of("the server of press-1 does not take this gateway's new certificate yet");
    assertThat(expiry.warnings()).isEqualTo(troubles);
  }

  private static CertificateDetails until(Instant end) {
    return new CertificateDetails(
        "def", "abc", "CN=Lockstep", "CN=Lockstep", Optional.empty(), NOW, end);
  }

  private final class OwnAlone implements ServerTrust {
    @Override
    public TrustStanding standing() {
      return TrustStanding.NONE;
    }

    @Override
    public long version() {
      return 0;
    }

    @Override
    public int waiting() {
      return 0;
    }

    @Override
    public List<CertificateDetails> own() {
      return own;
    }

    @Override
    public List<String> ownTroubles() {
      return troubles;
    }

    @Override
    public TrustChange approve(TrustRequest request) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public TrustChange reject(TrustRequest request) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public TrustChange revoke(TrustRequest request) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public TrustChange renew(String by, String reason) {
      throw new AssertionError("nobody asks");
    }
  }

  private static final class NoTls implements TlsCertificates {
    @Override
    public List<Own> own() {
      return List.of();
    }

    @Override
    public List<Roleless> roleless() {
      return List.of();
    }

    @Override
    public long rolelessDropped() {
      return 0;
    }
  }
}
