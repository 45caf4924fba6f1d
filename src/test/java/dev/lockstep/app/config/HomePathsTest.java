package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomePathsTest {
  private static SmallRyeConfig config(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withInterceptors(new JournalUrl(), new HomePaths())
        .withSources(new PropertiesConfigSource(all, "test", 250))
        .build();
  }

  private static String value(String key, String value) {
    return config(Map.of("lockstep.home", "/opt/lockstep", key, value))
        .getOptionalValue(key, String.class)
        .orElse("");
  }

  @Test
  void relativePathLiesBelowTheInstallation() {
    assertThat(value("lockstep.security.users-file", "conf/users"))
        .isEqualTo("/opt/lockstep/conf/users");
    assertThat(value("lockstep.security.users-file", "/etc/users")).isEqualTo("/etc/users");
    assertThat(value("lockstep.journal.path", "${lockstep.home:.}/data/journal.db"))
        .isEqualTo("/opt/lockstep/data/journal.db");
  }

  @Test
  void everyPathOfAListIsMeant() {
    assertThat(value("lockstep.catalog.devices", "a.yaml, /b.yaml,c\\,d.yaml"))
        .isEqualTo("/opt/lockstep/a.yaml,/b.yaml,/opt/lockstep/c\\,d.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quarkus.tls.key-store.pem.0.cert",
        "quarkus.tls.key-store.pem.gateway.key",
        "quarkus.tls.key-store.p12.path",
        "quarkus.tls.trust-store.pem.certs",
        "quarkus.tls.trust-store.pem.certs[1]",
        "quarkus.tls.outbound.key-store.pem.0.key",
        "quarkus.tls.\"line.3\".trust-store.jks.path",
        "quarkus.http.auth.certificate-role-properties",
        "quarkus.log.file.path"
      })
  void pathsOfQuarkusAreMeantToo(String key) {
    assertThat(value(key, "conf/x")).isEqualTo("/opt/lockstep/conf/x");
  }

  @Test
  void whatIsNoPathStaysAsItIs() {
    assertThat(value("lockstep.gateway.name", "line-3")).isEqualTo("line-3");
    assertThat(value("quarkus.tls.key-store.p12.password", "secret")).isEqualTo("secret");
  }

  @Test
  void withoutAnInstallationTheFolderCountsInWhichTheGatewayRuns() {
    assertThat(
            config(Map.of("lockstep.opcua.pki", "pki"))
                .getValue("lockstep.opcua.pki", String.class))
        .isEqualTo("pki");
  }

  @Test
  void poolOpensTheSameJournal() {
    String url =
        config(
                Map.of(
                    "lockstep.home", "/opt/lockstep",
                    "lockstep.journal.path", "data/j.db",
                    "quarkus.datasource.jdbc.url", "jdbc:sqlite:?journal_mode=WAL"))
            .getValue("quarkus.datasource.jdbc.url", String.class);

    assertThat(url).contains("/opt/lockstep/data/j.db").endsWith("?journal_mode=WAL");
  }

  /** A key of a path that comes new must not be forgotten. */
  @Test
  void everyPathOfTheGatewaysOwnKeysIsMeant() {
    List<String> paths =
        ConfigKey.all().stream()
            .filter(HomePathsTest::isPath)
            .map(ConfigKey::name)
            .filter(key -> !key.equals(HomePaths.HOME))
            .toList();

    assertThat(paths).hasSizeGreaterThan(8).allMatch(HomePaths::isPath);
  }

  private static boolean isPath(ConfigKey key) {
    return key.path().getLast().getGenericReturnType().getTypeName().contains(Path.class.getName());
  }
}
