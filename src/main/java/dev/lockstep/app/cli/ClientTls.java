package dev.lockstep.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of the command line: whom it trusts, and who it is. */
final class ClientTls {
  /** Of a key store in memory that is never written. */
  private static final char[] NO_PASSWORD = new char[0];

  private ClientTls() {}

  /**
   * PEM files.
   *
   * @param certificate of the caller
   * @param key of the caller
   * @param authority that signed the gateway's certificate; else those that Java trusts
   * @param own the certificate of the gateway itself, where this is its installation
   */
  record Files(
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> authority,
      Optional<Path> own) {}

  static SSLContext context(Files files) throws CommandFailedException {
    if (files.certificate().isPresent() != files.key().isPresent()) {
      throw new CommandFailedException(ExitCode.USAGE, "--cert and --key belong together");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(files), new TrustManager[] {trust(files)}, null);
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new CommandFailedException(
          ExitCode.USAGE, "certificate and key cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private static KeyManager @Nullable [] keys(Files files)
      throws GeneralSecurityException, IOException, CommandFailedException {
    if (files.certificate().isEmpty() || files.key().isEmpty()) {
      return null; // the caller shows none
    }
    List<X509Certificate> chain = Pem.certificates("--cert", files.certificate().get());
    KeyStore store = empty();
    store.setKeyEntry(
        "caller",
        Pem.key("--key", files.key().get()),
        NO_PASSWORD,
        chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static X509ExtendedTrustManager trust(Files files)
      throws GeneralSecurityException, IOException, CommandFailedException {
    X509ExtendedTrustManager trusted = trusted(authority(files));
    if (files.own().isEmpty()) {
      return trusted;
    }
    String key = "quarkus.tls.key-store.pem.0.cert";
    return new OwnCertificateTrust(Pem.certificates(key, files.own().get()).getFirst(), trusted);
  }

  private static @Nullable KeyStore authority(Files files)
      throws GeneralSecurityException, IOException, CommandFailedException {
    if (files.authority().isEmpty()) {
      return null; // Java's own
    }
    KeyStore store = empty();
    int number = 0;
    for (X509Certificate each : Pem.certificates("--ca", files.authority().get())) {
      store.setCertificateEntry("authority-" + number++, each);
    }
    return store;
  }

  private static X509ExtendedTrustManager trusted(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
