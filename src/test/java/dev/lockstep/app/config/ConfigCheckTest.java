package dev.lockstep.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that cannot be used is refused by its key, before anything is opened. */
class ConfigCheckTest {
  private static Settings settings(String key, String value) {
    return settings(Map.of(key, value));
  }

  private static Settings settings(Map<String, String> keys) {
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "a person's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    return new Settings(config, Duration.ZERO);
  }

  private static void assertRefused(String key, String value, String message) {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> settings(key, value))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lockstep.limits.commands-max           | 0     | 0              | 1 or more
          lockstep.limits.body-max               | 65M   | 68157440 bytes | 1K to 64M
          lockstep.limits.votes-max              | 0     | 0              | 1 or more
          lockstep.coordinators.answer-bytes-max | 10    | 10 bytes       | 1K to 64M
          lockstep.siblings.answer-bytes-max     | 10    | 10 bytes       | 1K to 64M
          lockstep.restat.answer-max             | 0s    | PT0S           | 1ms or more
          lockstep.restat.enlisted-max           | 0     | 0              | 1 or more
          lockstep.coordinator.participants-max  | 65    | 65             | 1 to 64
          lockstep.coordinator.pause             | 0s    | PT0S           | 1ms or more
          lockstep.transactions.check-within     | -1s   | PT-1S          | 1ms or more
          lockstep.transactions.waiting-max      | 0     | 0              | 1 or more
          lockstep.journal.group-max             | 0     | 0              | 1 to 10000
          lockstep.journal.wait-max              | 0s    | PT0S           | 10ms to 10m
          lockstep.journal.reserve               | 1K    | 1024 bytes     | 64K or more
          lockstep.journal.forgotten-max         | -1    | -1             | 0 or more
          lockstep.opcua.session-timeout         | 31s   | PT31S          | 1s to 30s
          lockstep.opcua.nodes-per-call          | 0     | 0              | 1 or more
          lockstep.mqtt.qos                      | 0     | 0              | 1 to 2
          lockstep.mqtt.payload-max              | 32769 | 32769          | 64 to 32768
          lockstep.security.logins-max           | 0     | 0              | 1 or more
          lockstep.simulated.orders-max          | 0     | 0              | 1 or more
          lockstep.metrics.devices-max           | 1001  | 1001           | 0 to 1000
          lockstep.traces.queue-max              | 63    | 63             | 64 to 65536
          lockstep.traces.sampling-ratio         | 1.5   | 1.5            | 0 to 1
          lockstep.traces.sampling-ratio         | NaN   | NaN            | 0 to 1
          lockstep.audit.export.size-max         | 1K    | 1024 bytes     | 64K to 1G
          lockstep.audit.export.files-max        | 101   | 101            | 0 to 100
          lockstep.standby.lease-duration        | 999ms | PT0.999S       | 1s to 10m
          lockstep.standby.aside-max             | 0     | 0              | 1 to 100
          """)
  void valueOutOfItsRangeIsNamedWithItsKeyAndWhatWouldBeRight(
      String key, String value, String found, String right) {
    assertRefused(key, value, "%s is \"%s\": %s would be right".formatted(key, found, right));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lockstep.journal.queue-max           | 255   | 255    | lockstep.journal.group-max (256)
          lockstep.journal.unforgotten-for     | 1D    | PT24H  | lockstep.journal.forgotten-for (PT720H)
          lockstep.transactions.pause-max      | 100ms | PT0.1S | lockstep.transactions.pause-min (PT0.2S)
          lockstep.coordinator.pause-max       | 100ms | PT0.1S | lockstep.coordinator.pause (PT0.2S)
          lockstep.limits.bodies-max           | 512K  | 524288 bytes | lockstep.limits.body-max (1048576 bytes)
          lockstep.limits.timeout-default      | 5ms   | PT0.005S | lockstep.limits.timeout-min (PT0.01S)
          lockstep.limits.timeout-max          | 5s    | PT5S   | lockstep.limits.timeout-default (PT10S)
          lockstep.opcua.reconnect-pause-max   | 100ms | PT0.1S | lockstep.opcua.reconnect-pause-min (PT0.5S)
          lockstep.opcua.session-timeout       | 2s    | PT2S   | lockstep.opcua.keep-alive (PT3S)
          lockstep.mqtt.reconnect-pause-max    | 100ms | PT0.1S | lockstep.mqtt.reconnect-pause-min (PT0.25S)
          lockstep.mqtt.packet-max             | 16384 | 16384  | lockstep.mqtt.payload-max and 4096 (20480)
          """)
  void keyThatAnotherOneBindsIsNamedWithIt(String key, String value, String found, String other) {
    assertRefused(
        key, value, "%s is \"%s\": %s or more would be right".formatted(key, found, other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lockstep.gateway.name           | line 1      | 1 to 64 of A-Za-z0-9._- would be right
          lockstep.opcua.application-uri  | line1       | a URI such as urn:plant:line3:lockstep would be right
          lockstep.coordinator.public-url | http://a:1/ | the same without a slash at its end would be right
          lockstep.coordinator.public-url | ftp://a     | the address ftp://a must begin with http:// or https://; one like http://host:port would be right
          lockstep.coordinator.gateways   | http://u@a  | the address http://***@a must not hold a user, a query or a fragment; one like http://host:port would be right
          lockstep.coordinators.allowed   | ftp://a     | the address ftp://a must begin with http:// or https://; one like http://host:port would be right
          lockstep.siblings.allowed       | ftp://a     | the address ftp://a must begin with http:// or https://; one like http://host:port would be right
          lockstep.restat.coordinators    | ftp://a     | the address ftp://a must begin with http:// or https://; one like http://host:port would be right
          lockstep.restat.public-url      | ftp://a     | the address ftp://a must begin with http:// or https://; one like http://host:port would be right
          lockstep.orders.mqtt.broker     | tcp://a     | mqtt://host:port or mqtts://host:port would be right
          lockstep.ensemble.connect       | zoo-1:99999 | host:port, with commas between them, would be right; ports are 1 to 65535, and the chroot is lockstep.ensemble.chroot
          lockstep.ensemble.connect       | zoo-1:1/own | host:port, with commas between them, would be right; ports are 1 to 65535, and the chroot is lockstep.ensemble.chroot
          """)
  void nameOrAddressThatCannotBeUsedIsNamedWithItsKey(String key, String value, String remedy) {
    assertRefused(
        key, value, "%s is \"%s\": %s".formatted(key, value.replace("u@", "***@"), remedy));
  }

  @Test
  void ordersWithoutTheCoordinatorRoleAreRefused() {
    assertRefused(
        "lockstep.orders.kafka.enabled",
        "true",
        "lockstep.coordinator.enabled is \"false\": orders are for the coordinator role; true would"
            + " be right, or no channel of lockstep.orders");
  }

  @Test
  void pathThatIsAFolderIsNamedWithItsKey(@TempDir Path folder) {
    assertRefused(
        "lockstep.journal.path",
        folder.toString(),
        "lockstep.journal.path is \"%s\", which is a folder; a file in it would be right: %s"
            .formatted(folder, folder.resolve("journal.db")));
    assertThat(Files.exists(folder.resolve("journal.db"))).isFalse();
  }

  @Test
  void bothEndsOfARangeMayBeUsed() {
    assertThat(settings("lockstep.mqtt.qos", "1")).isNotNull();
    assertThat(settings("lockstep.mqtt.qos", "2")).isNotNull();
    assertThat(settings("lockstep.opcua.session-timeout", "30s")).isNotNull();
  }

  @Test
  void defaultsCanBeUsed() {
    Settings usual = new Settings(DefaultConfig.read(), Duration.ofMinutes(6));

    assertThat(usual.gateway()).isEqualTo("gateway");
    assertThat(usual.decisions().lazyMax()).isGreaterThan(usual.journal().lazyMax());
    assertThat(usual.decisions().limits()).isSameAs(usual.journal().limits());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          lockstep.outbox.mqtt.topic  | plant/#           | without the wildcards
          lockstep.outbox.mqtt.topic  | plant/+/events    | without the wildcards
          lockstep.outbox.mqtt.topic  | $SYS/events       | without the wildcards
          lockstep.outbox.mqtt.topic  | " "               | without the wildcards
          lockstep.outbox.kafka.topic | plant/events      | 1 to 249 of A-Za-z0-9._-
          lockstep.outbox.kafka.topic | ..                | 1 to 249 of A-Za-z0-9._-
          lockstep.outbox.mqtt.broker | tcp://broker:1883 | mqtt://host:1883
          lockstep.outbox.mqtt.broker | mqtt://me@b:1883  | mqtt://host:1883
          lockstep.outbox.waiting-max | 1                 | 100 or more
          """)
  void outboxThatNoBrokerCanServeIsRefused(String key, String value, String right) {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> settings(key, value))
        .withMessageContaining(key)
        .withMessageContaining(right);
  }

  @Test
  void endpointOfTracesIsAnAddressAndNoTokenGoesToItInClear() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> settings("lockstep.traces.endpoint", "grpc://collector:4317"))
        .withMessageStartingWith("lockstep.traces.endpoint is \"grpc://collector:4317\": ")
        .withMessageEndingWith("one like http://collector:4318/v1/traces would be right");
    String headers = "lockstep.traces.headers-file";
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(
            () ->
                settings(
                    Map.of(headers, "h", "lockstep.traces.endpoint", "http://collector:4318/v1")))
        .withMessageContaining("https would be right");
    assertThat(settings(headers, "h").config().traces().headersFile()).isPresent();
  }
}
