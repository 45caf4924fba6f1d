package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.plant.TlsKeys;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By which names and addresses a gateway is called. */
class OwnHostsTest {
  private static final Optional<String> ARRIVED = Optional.of("192.168.10.5");

  private static OwnHosts hosts(String listening, Map<String, String> keys) {
    return new OwnHosts(OwnHosts.configured(config(keys), listening), Optional::empty);
  }

  private static GatewayConfig config(Map<String, String> keys) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 300, new DurationConverter())
        .withConverter(MemorySize.class, 300, new MemorySizeConverter())
        .withSources(new PropertiesConfigSource(keys, "a person's", 300))
        .withMapping(GatewayConfig.class)
        .build()
        .getConfigMapping(GatewayConfig.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST",
        "localhost.",
        "127.0.0.1",
        "127.1.2.3",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]"
      })
  void loopbackIsOursInEverySpelling(String host) {
    assertThat(hosts("127.0.0.1", Map.of()).include(host, Optional.of("127.0.0.1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.localhost",
        "10.0.0.1",
        "192.168.10.6",
        "[fe80::2]",
        "0.0.0.0",
        "[::]",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "999.0.0.1",
        "-",
        ""
      })
  void othersAreNot(String host) {
    assertThat(hosts("0.0.0.0", Map.of()).include(host, ARRIVED)).isFalse();
  }

  @Test
  void addressThatWasConnectedToIsOursWhateverTheInterfacesAre() {
    OwnHosts hosts = hosts("0.0.0.0", Map.of());

    assertThat(hosts.include("192.168.10.5", ARRIVED)).isTrue();
    assertThat(hosts.include("[fe80::1]", Optional.of("fe80:0:0:0:0:0:0:1%lo"))).isTrue();
    assertThat(hosts.include("192.168.10.5", Optional.empty())).isFalse();
  }

  @Test
  void whatIsConfiguredIsOurs() {
    OwnHosts hosts =
        hosts(
            "gateway.plant.example",
            Map.of(
                "lockstep.http.hosts", "Line-A.plant.example,lockstep.plant.svc,10.96.0.7",
                "lockstep.restat.public-url", "https://restat.plant.example:8443",
                "lockstep.coordinator.public-url", "https://coordinator.plant.example"));

    for (String host :
        Set.of(
            "line-a.plant.example",
            "LINE-A.PLANT.EXAMPLE.",
            "lockstep.plant.svc",
            "10.96.0.7",
            "restat.plant.example",
            "coordinator.plant.example",
            "gateway.plant.example")) {
      assertThat(hosts.include(host, ARRIVED)).as(host).isTrue();
    }
    assertThat(hosts.include("line-b.plant.example", ARRIVED)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://line-a", "line-a:8080", "line a", "*", "*.plant.example", "[::1]:80", "/"})
  void entryThatIsNoHostStopsTheStart(String entry) {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> hosts("127.0.0.1", Map.of("lockstep.http.hosts", entry)))
        .withMessageContaining("lockstep.http.hosts is \"" + entry + "\"")
        .withMessageContaining("without scheme and port");
  }

  @Test
  void namesInTheCertificateAreOursAndGoWithIt(@TempDir Path folder) throws Exception {
    var unused =
        new TlsKeys(folder)
            .make("old", "dns:Old.plant.example,dns:*.lines.plant.example,ip:10.1.2.3,ip:fd00::7")
            .make("new", "common.plant.example", "dns:new.plant.example");
    AtomicReference<KeyStore> shown = new AtomicReference<>(store(folder, "old"));
    OwnHosts hosts = new OwnHosts(Set.of(), () -> Optional.of(shown.get()));

    assertThat(hosts.include("old.plant.example", ARRIVED)).isTrue();
    assertThat(hosts.include("a.lines.plant.example", ARRIVED)).isTrue();
    assertThat(hosts.include("a.b.lines.plant.example", ARRIVED)).isFalse();
    assertThat(hosts.include("lines.plant.example", ARRIVED)).isFalse();
    assertThat(hosts.include("10.1.2.3", ARRIVED)).isTrue();
    assertThat(hosts.include("[fd00:0::7]", ARRIVED)).isTrue();
    assertThat(hosts.include("new.plant.example", ARRIVED)).isFalse();

    shown.set(store(folder, "new"));

    assertThat(hosts.include("new.plant.example", ARRIVED)).isTrue();
    assertThat(hosts.include("old.plant.example", ARRIVED)).isFalse();
    assertThat(hosts.include("common.plant.example", ARRIVED)).isFalse();
  }

  private static KeyStore store(Path folder, String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }
}
