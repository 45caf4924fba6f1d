package dev.lockstep.driver.opcua;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.milo.opcua.stack.core.types.structured.ApplicationDescription;
import org.jspecify.annotations.Nullable;

/**
 * The server that a device means (ARCHITECTURE, P13): by its ApplicationUri (OPC 10000-4, 7.2), by
 * the thumbprint of its application instance certificate (OPC 10000-6, 6.2.2), by both, or by
 * neither. A trust list says which servers may be spoken to at all; this says which of them stands
 * at this address.
 *
 * @param applicationUri compared exactly, as the specification asks for
 * @param thumbprint SHA-1, or SHA-256, of the certificate; 40 or 64 hexadecimal digits in lower
 *     case
 */
record ServerIdentity(Optional<String> applicationUri, Optional<String> thumbprint) {
  private static final int URI_MAX = 2_048;
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\P{Cntrl}+");
  private static final Pattern SEPARATORS = Pattern.compile("[\\s:-]");
  private static final Pattern THUMBPRINT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int SHA1_DIGITS = 40;
  private static final int SAN_URI = 6;

  /** Any server that is trusted. */
  static final ServerIdentity ANY = new ServerIdentity(Optional.empty(), Optional.empty());

  /**
   * Reads {@code ApplicationUri} and {@code Thumbprint}.
   *
   * @param keys of {@code protocols.opcua}
   * @param faults where one sentence is added for each fault
   */
  static ServerIdentity read(Map<String, String> keys, List<String> faults) {
    Optional<String> uri = Optional.ofNullable(keys.get("ApplicationUri"));
    Optional<String> thumbprint = Optional.ofNullable(keys.get("Thumbprint"));
    if (uri.filter(each -> !isUri(each)).isPresent()) {
      String fault =
          "protocols.opcua: ApplicationUri is \"%s\"; the URI that the server gives itself, such"
              + " as urn:HOST:VENDOR:PRODUCT, would be right";
      faults.add(fault.formatted(uri.get()));
    }
    Optional<String> digits =
        thumbprint.map(each -> SEPARATORS.matcher(each).replaceAll("").toLowerCase(Locale.ROOT));
    if (digits.filter(each -> !THUMBPRINT.matcher(each).matches()).isPresent()) {
      String fault =
          "protocols.opcua: Thumbprint is \"%s\"; 40 (SHA-1) or 64 (SHA-256) hexadecimal digits of"
              + " the server's certificate would be right";
      faults.add(fault.formatted(thumbprint.get()));
    }
    return new ServerIdentity(uri, digits);
  }

  private static boolean isUri(String text) {
    return text.length() <= URI_MAX && URI.matcher(text).matches();
  }

  /**
   * Checks what a server says about itself in an endpoint, before anything secret is sent to it.
   *
   * @param address where it was found, for the sentence
   * @param described as the endpoint describes it
   * @param chain its certificate and those of its issuers; empty where it shows none
   * @throws UnansweredException naming the server that is meant and the one that answers
   */
  void check(
      String address, @Nullable ApplicationDescription described, List<X509Certificate> chain)
      throws UnansweredException {
    String said = described == null ? "" : Objects.toString(described.getApplicationUri(), "");
    if (applicationUri.filter(meant -> !meant.equals(said)).isPresent()) {
      throw another(address, said, "ApplicationUri", applicationUri.get());
    }
    if (thumbprint.isPresent() && chain.isEmpty()) {
      throw another(address, said + " without a certificate", "Thumbprint", thumbprint.get());
    }
    check(address, chain);
  }

  /**
   * Checks the certificate alone, which a session without security need not show.
   *
   * @throws UnansweredException naming the server that is meant and the one that answers
   */
  void check(String address, List<X509Certificate> chain) throws UnansweredException {
    if (chain.isEmpty()) {
      return;
    }
    X509Certificate shown = chain.getFirst();
    String uri = uri(shown);
    if (applicationUri.filter(meant -> !meant.equals(uri)).isPresent()) {
      String found =
          uri.isEmpty() ? "one whose certificate gives none" : uri + " by its certificate";
      throw another(address, found, "ApplicationUri", applicationUri.get());
    }
    if (thumbprint.isPresent() && !isPinned(shown)) {
      String found = digest(shown, thumbprint.get().length());
      String name = "%s (\"%s\")".formatted(found, shown.getSubjectX500Principal());
      throw another(address, name, "Thumbprint", thumbprint.get());
    }
  }

  private static UnansweredException another(
      String address, String found, String key, String meant) {
    String sentence =
        "another server stands at %s: it is %s, and the device means %s (%s); nothing was sent to"
            + " it: mend Endpoint, or %s where the server was replaced";
    String said = found.isEmpty() ? "one that gives no ApplicationUri" : found;
    return new UnansweredException(sentence.formatted(address, said, meant, key, key));
  }

  /** Whether this very certificate is the one that is meant. */
  boolean isPinned(X509Certificate certificate) {
    return thumbprint
        .filter(wanted -> wanted.equals(digest(certificate, wanted.length())))
        .isPresent();
  }

  /** The ApplicationUri in a certificate (subjectAltName), or nothing. */
  static String uri(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? ""
          : names.stream()
              .filter(each -> Objects.equals(each.getFirst(), SAN_URI))
              .map(each -> String.valueOf(each.get(1)))
              .findFirst()
              .orElse("");
    } catch (CertificateParsingException unreadable) {
      return "";
    }
  }

  /** The thumbprint that people see elsewhere, in lower case. */
  static String thumbprint(X509Certificate certificate) {
    return digest(certificate, SHA1_DIGITS);
  }

  private static String digest(X509Certificate certificate, int digits) {
    String algorithm = digits == SHA1_DIGITS ? "SHA-1" : "SHA-256";
    try {
      byte[] print = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
      return HexFormat.of().formatHex(print);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a certificate that was read has no digest", impossible);
    }
  }
}
