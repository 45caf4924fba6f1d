package dev.lockstep.driver.opcua;

import dev.lockstep.driver.CertificateDetails;
import dev.lockstep.driver.CertificateDetails.Digest;
import java.security.cert.X509Certificate;
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
  private static final int SHA256_DIGITS = 64;

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

  /** By the ApplicationUri in this certificate, or by its thumbprint where that is not usable. */
  static ServerIdentity of(X509Certificate certificate) {
    String uri = uri(certificate);
    return isUri(uri) && uri.equals(uri.strip())
        ? new ServerIdentity(Optional.of(uri), Optional.empty())
        : new ServerIdentity(Optional.empty(), Optional.of(digest(certificate, SHA256_DIGITS)));
  }

  /** Whether it says which server is meant. */
  boolean names() {
    return applicationUri.isPresent() || thumbprint.isPresent();
  }

  /**
   * In what another server differs from the one that is meant.
   *
   * @param found what it is; empty where it does not say
   * @param key {@code ApplicationUri} or {@code Thumbprint}
   * @param meant the value of that key
   */
  record Difference(String found, String key, String meant) {}

  /**
   * Compares with what a server says about itself in an endpoint.
   *
   * @param described as the endpoint describes it
   * @param chain its certificate and those of its issuers; empty where it shows none
   */
  Optional<Difference> difference(
      @Nullable ApplicationDescription described, List<X509Certificate> chain) {
    String said = described == null ? "" : Objects.toString(described.getApplicationUri(), "");
    // A server that does not say it here says it in its certificate.
    boolean silent = said.isEmpty() && !chain.isEmpty();
    if (!silent && applicationUri.filter(meant -> !meant.equals(said)).isPresent()) {
      return Optional.of(new Difference(said, "ApplicationUri", applicationUri.get()));
    }
    if (thumbprint.isPresent() && chain.isEmpty()) {
      String found = said + " without a certificate";
      return Optional.of(new Difference(found, "Thumbprint", thumbprint.get()));
    }
    return difference(chain);
  }

  /** Compares with a certificate alone; without one there is no difference. */
  Optional<Difference> difference(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    X509Certificate shown = chain.getFirst();
    String uri = uri(shown);
    if (applicationUri.filter(meant -> !meant.equals(uri)).isPresent()) {
      String found =
          uri.isEmpty() ? "one whose certificate gives none" : uri + " by its certificate";
      return Optional.of(new Difference(found, "ApplicationUri", applicationUri.get()));
    }
    if (thumbprint.isPresent() && !isPinned(shown)) {
      String found = digest(shown, thumbprint.get().length());
      String name = "%s (\"%s\")".formatted(found, shown.getSubjectX500Principal());
      return Optional.of(new Difference(name, "Thumbprint", thumbprint.get()));
    }
    return Optional.empty();
  }

  /** Whether this very certificate is the one that is meant. */
  boolean isPinned(X509Certificate certificate) {
    return thumbprint
        .filter(wanted -> wanted.equals(digest(certificate, wanted.length())))
        .isPresent();
  }

  /** The ApplicationUri in a certificate (subjectAltName), or nothing. */
  static String uri(X509Certificate certificate) {
    return CertificateDetails.applicationUri(certificate).orElse("");
  }

  /** The thumbprint that people see elsewhere, in lower case. */
  static String thumbprint(X509Certificate certificate) {
    return Digest.SHA1.of(certificate);
  }

  private static String digest(X509Certificate certificate, int digits) {
    return (digits == SHA1_DIGITS ? Digest.SHA1 : Digest.SHA256).of(certificate);
  }
}
