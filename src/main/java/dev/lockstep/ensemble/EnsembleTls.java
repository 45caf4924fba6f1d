package dev.lockstep.ensemble;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.zookeeper.client.ZKClientConfig;

/** TLS of the connection to the ensemble, as ZooKeeper's client takes it. */
final class EnsembleTls {
  private static final String PREFIX = "zookeeper.ssl.";

  private EnsembleTls() {}

  /** Whether connections are encrypted: where either store is given. */
  static boolean on(EnsembleSettings.Tls tls) {
    return tls.keyStore().isPresent() || tls.trustStore().isPresent();
  }

  static void configure(EnsembleSettings.Tls tls, ZKClientConfig config) {
    if (on(tls)) {
      config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
      config.setProperty(
          ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET,
          "org.apache.zookeeper.ClientCnxnSocketNetty");
      store(config, "keyStore", tls.keyStore(), tls.keyStorePassword());
      store(config, "trustStore", tls.trustStore(), tls.trustStorePassword());
    }
  }

  private static void store(
      ZKClientConfig config, String name, Optional<Path> file, Optional<String> password) {
    file.ifPresent(
        path -> {
          config.setProperty(PREFIX + name + ".location", path.toString());
          config.setProperty(PREFIX + name + ".type", type(path));
          config.setProperty(PREFIX + name + ".password", password.orElse(""));
        });
  }

  /** By the end of its name, as ZooKeeper names it. */
  static String type(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".pem") || name.endsWith(".crt")) {
      return "PEM";
    }
    return name.endsWith(".jks") ? "JKS" : "PKCS12";
  }
}
