package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.CertificateFault;
import dev.lockstep.rest.TrustViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A certificate, and why it was refused, in words that people compare and act on. */
class CertificateTextTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static CertificateText lasting(Instant from, Duration left) {
    return shown("CN=press", from, left);
  }

  private static CertificateText shown(String subject, Instant from, Duration left) {
    Instant until = NOW.plus(left);
    return CertificateText.of(
        new TrustViews.Certificate(
            "0123456789abcdef".repeat(4),
            "0123456789".repeat(4),
            subject,
            "CN=press",
            Optional.of("urn:plant:press"),
            from,
            until,
            Math.floorDiv(left.toSeconds(), 86_400)),
        NOW,
        each -> each.isBefore(NOW.plus(Duration.ofDays(30))));
  }

  @Test
  void fingerprintStandsInGroupsOfFourWithNothingLeftOut() {
    CertificateText text = lasting(NOW, Duration.ofDays(300));

    assertThat(text.print())
        .containsExactly(
            "0123 4567 89ab cdef 0123 4567 89ab cdef", "0123 4567 89ab cdef 0123 4567 89ab cdef");
    assertThat(text.printSha1())
        .containsExactly("0123 4567 8901 2345 6789 0123 4567 8901", "2345 6789");
    assertThat(String.join(" ", text.print()).replace(" ", "")).isEqualTo(text.thumbprint());
    assertThat(text.issuer()).as("it signed itself").isEmpty();
  }

  @Test
  void howLongItLastsIsToldAndWarnedOfInTime() {
    Instant begun = NOW.minusSeconds(1);
    assertThat(lasting(begun, Duration.ofDays(31)).left()).isEqualTo(Badge.good("31 days left"));
    assertThat(lasting(begun, Duration.ofDays(29)).left()).isEqualTo(Badge.warn("29 days left"));
    assertThat(lasting(begun, Duration.ofHours(25)).left()).isEqualTo(Badge.warn("1 day left"));
    assertThat(lasting(begun, Duration.ofSeconds(-1)).left()).isEqualTo(Badge.bad("expired"));
    assertThat(lasting(NOW.plusSeconds(9), Duration.ofDays(99)).left())
        .isEqualTo(Badge.warn("not valid yet"));
  }

  @Test
  void nameFromOutsideIsOneShortLineThatShowsWhatIsInIt() {
    CertificateText text =
        shown("CN=a\n\u202Egnp\u001b[31m" + "x".repeat(500), NOW, Duration.ofDays(300));

    assertThat(text.subject()).startsWith("CN=a\\u000A\\u202Egnp\\u001B[31m").endsWith("(cut)");
    assertThat(text.subject().length()).isLessThanOrEqualTo(200);
    assertThat(shown("", NOW, Duration.ofDays(1)).subject())
        .isEqualTo("a certificate without a subject");
  }

  @Test
  void eachReasonOfARefusalIsExplainedWhereOperatorsLookItUp() throws IOException {
    String operating = Files.readString(Path.of("src/site/markdown/operating.md"));
    for (CertificateFault fault : CertificateFault.values()) {
      FaultText text = FaultText.of(fault);
      assertThat(operating)
          .as(fault.name())
          .contains("| %s | `%s` |".formatted(text.badge().text(), fault.name()));
      assertThat(text.remedy()).isNotBlank().doesNotEndWith(".");
    }
  }
}
