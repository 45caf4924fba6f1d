package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What can be told of a start before anything is opened. Wrongly promised, a refused start would
 * have migrated the journal; wrongly refused, a start that is allowed would only be slower.
 */
class AccessRulesTest {
  private static final String KEY_STORE = "quarkus.tls.key-store.p12.path";
  private static final String ROLES = "src/test/resources/app/certificate-roles.properties";
  private static final Map<String, String> OPEN =
      Map.of(
          "quarkus.http.host", "0.0.0.0",
          "quarkus.http.insecure-requests", "disabled",
          "quarkus.http.auth.certificate-role-properties", ROLES);

  private static SmallRyeConfig configured(
      Map<String, String> file, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(Map.of("quarkus.http.host", "127.0.0.1"));
    all.putAll(file);
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(GatewayConfig.class)
        .withMapping(TlsConfig.class)
        .withSources(new PropertiesConfigSource(all, "file", 200))
        .withSources(new EnvConfigSource(environment, 300))
        .build();
  }

  private static boolean promised(Map<String, String> file, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(file);
    all.putAll(more);
    return AccessRules.wouldAllow(configured(all, Map.of()));
  }

  @Test
  void startThatNobodyElseCanReachIsPromised() {
    assertThat(promised(Map.of(), Map.of())).isTrue();
  }

  @Test
  void addressThatOthersReachIsNotUnlessThatIsMeant() {
    Map<String, String> host = Map.of("quarkus.http.host", "0.0.0.0");

    assertThat(promised(host, Map.of())).isFalse();
    assertThat(promised(OPEN, Map.of())).as("no TLS").isFalse();
    assertThat(promised(host, Map.of(KEY_STORE, "c"))).as("nobody is known").isFalse();
    assertThat(promised(host, Map.of("lockstep.insecure", "true"))).isTrue();
  }

  @Test
  void certificateAndUsersArePromisedWhereverTheyAreConfigured() {
    String pem = "quarkus.tls.key-store.pem.0.";

    assertThat(promised(OPEN, Map.of(KEY_STORE, "c"))).isTrue();
    assertThat(promised(OPEN, Map.of(pem + "cert", "c", pem + "key", "k"))).isTrue();
    assertThat(
            AccessRules.wouldAllow(configured(OPEN, Map.of("QUARKUS_TLS_KEY_STORE_P12_PATH", "c"))))
        .isTrue();
  }

  @Test
  void certificateIsTheOneThatTheServerShows() {
    Map<String, String> named = Map.of("quarkus.tls.line-3.key-store.p12.path", "c");
    Map<String, String> shown = new HashMap<>(named);
    shown.put("quarkus.http.tls-configuration-name", "line-3");
    Map<String, String> missing =
        Map.of(KEY_STORE, "c", "quarkus.http.tls-configuration-name", "line-3");

    assertThat(promised(OPEN, named)).isFalse();
    assertThat(promised(OPEN, shown)).isTrue();
    assertThat(promised(OPEN, missing)).isFalse();
  }

  /** Whatever is in it: who takes the last line out does not mean to let everybody in. */
  @Test
  void fileOfUsersMeansThatCallersSayWhoTheyAreAlsoWhereItNamesNobody() throws IOException {
    Path empty = Files.createTempFile("users", ""); // for its owner alone
    Map<String, String> file =
        Map.of(
            "quarkus.http.host",
            "0.0.0.0",
            "quarkus.http.insecure-requests",
            "disabled",
            KEY_STORE,
            "c",
            "lockstep.security.users-file",
            empty.toString());

    assertThat(promised(file, Map.of())).isTrue();
  }

  @Test
  void identityProviderMeansThatCallersSayWhoTheyAre() {
    Map<String, String> file =
        Map.of(
            "quarkus.http.host",
            "0.0.0.0",
            "quarkus.http.insecure-requests",
            "disabled",
            KEY_STORE,
            "c",
            "lockstep.oidc.issuer",
            "https://keycloak.plant.example/realms/plant");

    assertThat(promised(file, Map.of("lockstep.oidc.roles-file", ROLES))).isTrue();
    assertThat(promised(file, Map.of())).as("nobody has a role").isFalse();
  }

  @Test
  void usersWhoCannotBeReadAreARefusal() {
    SmallRyeConfig config =
        configured(Map.of("lockstep.security.users-file", "/no/such/file"), Map.of());

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> AccessRules.wouldAllow(config));
  }
}
