package dev.lockstep.dashboard;

import dev.lockstep.device.PrintableText;
import dev.lockstep.rest.TrustViews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A certificate as a page shows it: what two people compare by reading it to each other.
 *
 * @param thumbprint SHA-256, as an address spells it
 * @param print the same in groups of four, in lines of eight groups
 * @param printSha1 SHA-1 in groups of four, as OPC UA tools show it
 * @param issuer empty where it signed itself
 * @param applicationUri empty where it gives none
 * @param left how long it lasts
 */
record CertificateText(
    String thumbprint,
    List<String> print,
    List<String> printSha1,
    String subject,
    String issuer,
    String applicationUri,
    TimeText from,
    TimeText until,
    Badge left) {
  private static final int GROUP = 4;
  private static final int LINE = 32;
  private static final int TEXT_MAX = 200;

  CertificateText {
    print = List.copyOf(print);
    printSha1 = List.copyOf(printSha1);
  }

  /**
   * @param soon whether a certificate that ends then is warned of
   */
  static CertificateText of(
      TrustViews.Certificate certificate, Instant now, Predicate<Instant> soon) {
    String subject = PrintableText.line(certificate.subject(), TEXT_MAX);
    String issuer = PrintableText.line(certificate.issuer(), TEXT_MAX);
    return new CertificateText(
        certificate.thumbprint(),
        grouped(certificate.thumbprint()),
        grouped(certificate.thumbprintSha1()),
        subject.isEmpty() ? "a certificate without a subject" : subject,
        issuer.equals(subject) ? "" : issuer,
        PrintableText.line(certificate.applicationUri().orElse(""), TEXT_MAX),
        TimeText.of(certificate.validFrom(), now),
        TimeText.of(certificate.validUntil(), now),
        left(certificate, now, soon));
  }

  private static Badge left(
      TrustViews.Certificate certificate, Instant now, Predicate<Instant> soon) {
    long days = certificate.daysLeft();
    if (certificate.validUntil().isBefore(now)) {
      return Badge.bad("expired");
    }
    if (certificate.validFrom().isAfter(now)) {
      return Badge.warn("not valid yet");
    }
    String text = days == 1 ? "1 day left" : days + " days left";
    return soon.test(certificate.validUntil()) ? Badge.warn(text) : Badge.good(text);
  }

  /** For example {@code 9f86 d081 884c …}, in lines of 32 digits. */
  static List<String> grouped(String digits) {
    List<String> lines = new ArrayList<>();
    for (int begin = 0; begin < digits.length(); begin += LINE) {
      StringBuilder line = new StringBuilder();
      int end = Math.min(begin + LINE, digits.length());
      for (int at = begin; at < end; at += GROUP) {
        line.append(line.isEmpty() ? "" : " ").append(digits, at, Math.min(at + GROUP, end));
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
