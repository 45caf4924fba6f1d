package dev.lockstep.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM files (RFC 7468). */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pem() {}

  /** Every certificate of the file, in its order; at least one. */
  static List<X509Certificate> certificates(String option, Path file)
      throws CommandFailedException {
    try (InputStream text = Files.newInputStream(file)) {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(text).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException unreadable) {
      throw unreadable(option, file, unreadable);
    } catch (CertificateException malformed) {
      throw wrong(option, file, "no certificate in PEM");
    }
    throw wrong(option, file, "no certificate in PEM");
  }

  /** The private key of the file. */
  static PrivateKey key(String option, Path file) throws CommandFailedException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException unreadable) {
      throw unreadable(option, file, unreadable);
    }
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      throw wrong(
          option,
          file,
          "no key in PKCS 8 without a password; openssl pkcs8 -topk8 -nocrypt -in FILE makes one");
    }
    byte[] octets = Base64.getMimeDecoder().decode(found.group(1));
    List<String> tried = new ArrayList<>();
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(octets));
      } catch (GeneralSecurityException other) {
        tried.add(algorithm); // the next one may fit
      }
    }
    throw wrong(option, file, "a key of none of the kinds " + tried);
  }

  private static CommandFailedException unreadable(String option, Path file, IOException why) {
    return wrong(
        option,
        file,
        why instanceof NoSuchFileException
            ? "nothing: there is no such file"
            : "nothing that may be read");
  }

  private static CommandFailedException wrong(String option, Path file, String what) {
    return new CommandFailedException(
        ExitCode.USAGE, "%s: %s holds %s".formatted(option, file, what));
  }
}
