package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.device.BrokerDescription;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.DiscoveredDevice;
import dev.lockstep.driver.BrokerBrowseRequest;
import dev.lockstep.driver.BrokerBrowseRequest.Rebirth;
import dev.lockstep.driver.BrowseFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Browsing brokers that refuse, die, want TLS, or are of another make. */
class BrokerTroublesBrowseTest {
  @TempDir Path directory;

  private static BrokerBrowseRequest request(String broker, Optional<String> user) {
    return new BrokerBrowseRequest(
        broker,
        user,
        new DeviceName("hall"),
        false,
        "#",
        Duration.ofSeconds(1),
        Rebirth.NONE,
        BrowsedBroker.ROOMY,
        0);
  }

  private static void failsWith(String broker, MqttBrowser browser, String... words) {
    assertThatThrownBy(() -> browser.browse(request(broker, Optional.of("x")), progress -> {}))
        .isInstanceOf(BrowseFailedException.class)
        .message()
        .contains(words)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"0x86,BAD_USER_NAME_OR_PASSWORD,hall.password", "0x87,NOT_AUTHORIZED,hall.password"})
  @Tag("fault")
  void refusedLoginSaysWhereThePasswordIs(String code, String reason, String remedy)
      throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.script.connack = Integer.decode(code);
      failsWith(broker.uri(), BrowsedBroker.browser(), reason, remedy);
    }
  }

  @Test
  @Tag("fault")
  void refusedSubscriptionSaysThatAPartCanBeNamed() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.script.suback = List.of(0x87);
      failsWith(
          broker.uri(), BrowsedBroker.browser(), "a subscription to #: NOT_AUTHORIZED", "--under");
    }
  }

  /** Wildcard Subscription Available (MQTT 5, 3.2.2.3.11). */
  @Test
  @Tag("fault")
  void brokerWithoutWildcardsCannotBeBrowsed() throws Exception {
    try (ScriptedBroker broker = new ScriptedBroker()) {
      broker.script.properties = new byte[] {0x28, 0};
      failsWith(broker.uri(), BrowsedBroker.browser(), "no subscriptions with wildcards");
    }
  }

  @Test
  @Tag("fault")
  void certificateThatIsNotTrustedOrOfAnotherHostIsToldWithTheKey() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = TlsBroker.started(directory, "IP:127.0.0.2")) {
      String uri = "mqtts://127.0.0.1:" + broker.port();
      failsWith(uri, BrowsedBroker.browser(), "lockstep.mqtt.trust-store");
      failsWith(
          uri,
          BrowsedBroker.browser("trust-store=" + directory.resolve("ca.crt")),
          "name the broker as its certificate does");
    }
  }

  @Test
  void trustedBrokerIsBrowsedOverTls() throws Exception {
    MosquittoBroker.required();
    try (TestBroker broker = TlsBroker.started(directory, "IP:127.0.0.1")) {
      MqttBrowser browser = BrowsedBroker.browser("trust-store=" + directory.resolve("ca.crt"));
      failsWith("mqtts://127.0.0.1:" + broker.port(), browser, "nothing retained");
    }
  }

  @Test
  @Tag("fault")
  void brokerThatDiesMeanwhileGivesAPartAndIsSaidTo() throws Exception {
    TestBroker broker = TestBroker.started(directory);
    BrowsedBroker plant = new BrowsedBroker(broker).keep("plant/oven/temperature", "20");
    BrokerBrowseRequest patient =
        new BrokerBrowseRequest(
            broker.uri(),
            Optional.empty(),
            new DeviceName("hall"),
            false,
            "#",
            Duration.ofMinutes(10),
            Rebirth.NONE,
            BrowsedBroker.ROOMY,
            0);
    BrokerDescription found =
        BrowsedBroker.browser()
            .browse(
                patient,
                progress -> {
                  if (progress.topics() == 1) {
                    plant.broker.close();
                  }
                });

    assertThat(found.devices()).hasSize(1);
    assertThat(found.unfinished())
        .hasValueSatisfying(why -> assertThat(why).contains("the connection to", "--under"));
  }

  @Test
  void passwordGoesInClearToThisHostAloneUnlessItIsPermitted() {
    MqttBrowser browser = BrowsedBroker.browser();
    for (String near : List.of("mqtt://localhost", "mqtt://127.9.9.9:1", "mqtt://[::1]:1883")) {
      assertThat(browser.faults(request(near, Optional.of("x")))).as(near).isEmpty();
    }
    for (String far : List.of("mqtt://10.0.0.1", "mqtt://127.0.0.1.example", "mqtt://[::2]")) {
      assertThat(browser.faults(request(far, Optional.of("x")))).as(far).hasSize(1);
      assertThat(browser.faults(request(far, Optional.empty()))).as(far).isEmpty();
      assertThat(browser.faults(request(far.replace("mqtt", "mqtts"), Optional.of("x"))))
          .as(far)
          .isEmpty();
    }
  }

  /** Another make of broker, in this process. */
  @Test
  void artemisIsBrowsedToo() throws Exception {
    BrowsedBroker plant = new BrowsedBroker(ArtemisBroker.started(directory));
    try (plant;
        PressNode node = new PressNode(plant.broker, 10, 0, true)) {
      plant.keep("plant/oven/state", "{\"temperature\": 20.5}");
      BrokerDescription found =
          plant.browse(
              plant.request("#", new Rebirth(false, Set.of("Plant/Press")), BrowsedBroker.ROOMY));

      assertThat(node.rebirths()).hasSize(1);
      assertThat(found.devices())
          .extracting(DiscoveredDevice::protocol)
          .containsExactly("sparkplug", "sparkplug", "mqtt");
      Path files = BrowsedBroker.written(found, directory.resolve("drafted"));
      assertThat(BrowsedBroker.check(files)).contains("3 devices: 0 faults, 0 warnings");
    }
  }
}
