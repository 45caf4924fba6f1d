package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves the plant for support holds no secret, wherever one was planted. */
class SecretRedactionTest {
  @TempDir Path folder;

  private static EffectiveSettings settings(Map<String, String> keys, Map<String, String> others) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(keys, "conf/application.properties", 275))
            .withDefaultValue("quarkus.oidc.token-state-manager.strategy", "a-default")
            .build();
    return new EffectiveSettings(config, others);
  }

  @Test
  void settingsShowEachKeyWithItsSourceAndNoSecret() throws Exception {
    Files.writeString(folder.resolve("press-1.password"), "planted-device\n");
    Path file = Files.writeString(folder.resolve("outbound"), "planted-outbound\n");
    Map<String, String> keys = new HashMap<>();
    keys.put("lockstep.gateway.name", "line-a");
    keys.put("lockstep.ensemble.tls.key-store-password", "planted-ensemble");
    keys.put("lockstep.outbound.password-file", file.toString());
    Path client = Files.writeString(folder.resolve("oidc"), "planted-client\n");
    keys.put("lockstep.oidc.client-secret-file", client.toString());
    keys.put("lockstep.secrets.folder", folder.toString());
    keys.put("kafka.sasl.jaas.config", "Login required password=\"planted-jaas\";");
    keys.put("quarkus.oidc.credentials.secret", "planted-oidc");
    keys.put("quarkus.oidc.token-state-manager.split-tokens", "true");
    keys.put("unrelated.key", "planted-unrelated");
    EffectiveSettings settings =
        settings(keys, Map.of("LOCKSTEP_PASSWORD_OVEN_1", "planted-environment", "HOME", "/root"));

    assertThat(settings.text())
        .contains("lockstep.gateway.name=line-a  # ")
        .contains("lockstep.outbound.password-file=" + file)
        .contains("lockstep.ensemble.tls.key-store-password=(not shown)")
        .doesNotContain("planted-");
    assertThat(settings.secrets())
        .contains(
            "planted-device",
            "planted-outbound",
            "planted-client",
            "planted-ensemble",
            "planted-environment",
            "planted-oidc")
        .doesNotContain("line-a", "/root", "true", "a-default");
  }

  @Test
  void knownSecretsAreTakenOutWhereverTheyStand() {
    SecretRedaction redaction = new SecretRedaction(Set.of("hunter2", "hunter2-long", "abc"));

    assertThat(redaction.of("log: login with hunter2-long failed, hunter2 too; abcdef stays"))
        .isEqualTo("log: login with (not shown) failed, (not shown) too; abcdef stays");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic b3R0bzpwbGFudGVk",
        "authorization=Bearer planted.token_1234567",
        "mqtt://otto:planted@broker:1883",
        "{\"password\": \"planted\"}",
        "sasl password='planted'",
        "client_secret=planted&x=1",
        "https://planted@host/path",
        "mqtts://otto:pl@planted@broker:8883",
        "https://host/path?api_key=planted&x=1",
        "sasl password=\"planted with spaces, and planted\"",
        "eyJhbGciOiJIUzI1NiJ9.planted-body_1.planted-sign",
        "-----BEGIN EC PRIVATE KEY-----\nplanted\n-----END EC PRIVATE KEY-----"
      })
  void whatLooksLikeASecretIsTakenOut(String text) {
    assertThat(new SecretRedaction(Set.of()).of("before " + text + " after"))
        .doesNotContain("planted", "b3R0bzpwbGFudGVk")
        .startsWith("before ");
  }

  /** What a library was told stands in its log without what it was told with. */
  @Test
  void partsOfASecretAndItsOtherSpellingsAreSecretsToo() throws Exception {
    Path headers =
        Files.writeString(folder.resolve("headers"), "Authorization: Bearer planted-header\n");
    Path outbound = Files.writeString(folder.resolve("outbound"), "planted-first\n# of the line\n");
    Map<String, String> keys = new HashMap<>();
    keys.put("lockstep.traces.headers-file", headers.toString());
    keys.put("lockstep.outbound.password-file", outbound.toString());
    keys.put(
        "kafka.sasl.jaas.config",
        "org.Login required username=\"otto\" password=\"planted-jaas\";");
    keys.put("quarkus.oidc.credentials.secret", "planted \"quoted\" ü");
    EffectiveSettings settings =
        settings(
            keys,
            Map.of(
                "QUARKUS_TLS_A_KEY_STORE_P12_PASSWORD",
                "planted-variable",
                "LOCKSTEP_TOKEN",
                "planted-token",
                "KAFKA_SASL_JAAS_CONFIG",
                "Login password=\"planted-other\";"));

    String log =
        """
        exporter told Bearer planted-header; outbound planted-first;
        kafka login planted-jaas and planted-other; store planted-variable; planted-token
        {"text":"planted \\"quoted\\" ü"} ?x=planted+%22quoted%22+%C3%BC
        """;
    assertThat(new SecretRedaction(settings.secrets()).of(log))
        .doesNotContain("planted")
        .contains("exporter told", "kafka login", "store");
  }

  @Test
  void whatIsTakenOutIsTakenOutOnce() {
    String text = "quarkus.oidc.credentials.secret=(not shown)  # application.properties";

    assertThat(new SecretRedaction(Set.of()).of(text)).isEqualTo(text);
  }

  @Test
  void pathsAndOrdinaryWordsStay() {
    String text =
        "lockstep.outbound.password-file=/etc/lockstep/outbound, basic tables, token ring, 10.0.0.7:5000";

    assertThat(new SecretRedaction(Set.of("")).of(text)).isEqualTo(text);
  }
}
