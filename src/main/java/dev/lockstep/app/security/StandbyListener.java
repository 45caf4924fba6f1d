package dev.lockstep.app.security;

import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.runtime.config.PemKeyCertConfig;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a standby answers HTTP: at the address of the gateway, with its certificate.
 *
 * @param host as configured
 * @param port of plain HTTP; empty where that is not answered
 * @param tlsPort of HTTPS; empty where there is no certificate
 * @param keys the certificate's key store
 * @param password of its keys
 */
public record StandbyListener(
    String host,
    Optional<Integer> port,
    Optional<Integer> tlsPort,
    Optional<KeyStore> keys,
    String password) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  static StandbyListener of(SmallRyeConfig config) {
    TlsConfig tls = config.getConfigMapping(TlsConfig.class);
    Optional<TlsBucketConfig> bucket =
        config
            .getOptionalValue("quarkus.http.tls-configuration-name", String.class)
            .map(name -> Optional.ofNullable(tls.namedCertificateConfig().get(name)))
            .orElseGet(tls::defaultCertificateConfig);
    boolean plain =
        config
            .getOptionalValue("quarkus.http.insecure-requests", String.class)
            .orElse("enabled")
            .equalsIgnoreCase("enabled");
    String password = "";
    Optional<KeyStore> keys = Optional.empty();
    if (bucket.flatMap(TlsBucketConfig::keyStore).isPresent()) {
      var store = bucket.get().keyStore().orElseThrow();
      if (store.pem().isPresent()) {
        keys = store.pem().get().keyCerts().values().stream().findFirst().map(StandbyListener::pem);
      } else if (store.p12().isPresent()) {
        password = store.p12().get().password().orElse("");
        keys = Optional.of(file("PKCS12", store.p12().get().path(), password));
      } else if (store.jks().isPresent()) {
        password = store.jks().get().password().orElse("");
        keys = Optional.of(file("JKS", store.jks().get().path(), password));
      }
    }
    return new StandbyListener(
        config.getValue("quarkus.http.host", String.class),
        plain
            ? Optional.of(config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080))
            : Optional.empty(),
        keys.map(
            any -> config.getOptionalValue("quarkus.http.ssl-port", Integer.class).orElse(8443)),
        keys,
        password);
  }

  private static KeyStore pem(PemKeyCertConfig.KeyCertConfig files) {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(files.cert())))
              .toArray(Certificate[]::new);
      Matcher key = KEY.matcher(Files.readString(files.key(), StandardCharsets.US_ASCII));
      if (chain.length == 0 || !key.find()) {
        throw new GeneralSecurityException("a certificate or a key of PKCS 8 is missing");
      }
      PKCS8EncodedKeySpec spec =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "http",
          KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm()).generatePrivate(spec),
          new char[0],
          chain);
      return store;
    } catch (IOException | GeneralSecurityException unusable) {
      throw StartFailureException.value(
          "quarkus.tls.key-store.pem", files.cert(), "it cannot be used: " + unusable.getMessage());
    }
  }

  private static KeyStore file(String type, Path path, String password) {
    try (InputStream in = Files.newInputStream(path)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, password.toCharArray());
      return store;
    } catch (IOException | GeneralSecurityException unusable) {
      throw StartFailureException.value(
          "quarkus.tls.key-store", path, "it cannot be used: " + unusable.getMessage());
    }
  }
}
