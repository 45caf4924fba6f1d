package dev.lockstep.driver.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Trust store and key store for TLS. Read at every attempt to connect, because certificates are
 * renewed while the gateway runs.
 */
final class TrustStores {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final List<String> PEM = List.of(".pem", ".crt", ".cer");

  private final MqttSettings settings;
  private final MqttSecrets secrets;

  TrustStores(MqttSettings settings, MqttSecrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  MqttClientSslConfig open() throws ConnectionFailedException {
    char[] password = secrets.storePassword().map(String::toCharArray).orElseGet(() -> new char[0]);
    MqttClientSslConfigBuilder config =
        MqttClientSslConfig.builder()
            .protocols(PROTOCOLS)
            .handshakeTimeout(
                settings.connecting().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    Optional<Path> trust = settings.stores().trustStore();
    if (trust.isPresent()) {
      config = config.trustManagerFactory(trusted(trust.get(), password));
    }
    Optional<Path> keys = settings.stores().keyStore();
    if (keys.isPresent()) {
      config = config.keyManagerFactory(own(keys.get(), password));
    }
    return config.build();
  }

  private static TrustManagerFactory trusted(Path path, char[] password)
      throws ConnectionFailedException {
    try {
      KeyStore store = isPem(path) ? ofPem(path) : ofPkcs12(path, password);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (IOException | GeneralSecurityException failure) {
      throw new ConnectionFailedException(
          "the trust store %s: %s".formatted(path, ErrorText.of(failure)));
    }
  }

  private static KeyManagerFactory own(Path path, char[] password)
      throws ConnectionFailedException {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(ofPkcs12(path, password), password);
      return factory;
    } catch (IOException | GeneralSecurityException failure) {
      throw new ConnectionFailedException(
          "the key store %s: %s".formatted(path, ErrorText.of(failure)));
    }
  }

  private static boolean isPem(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return PEM.stream().anyMatch(name::endsWith);
  }

  private static KeyStore ofPem(Path path) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("trusted-" + number++, each);
      }
    }
    return store;
  }

  private static KeyStore ofPkcs12(Path path, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
      store.load(file, password);
    }
    return store;
  }
}
