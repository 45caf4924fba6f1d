package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.KeyReference;
import dev.lockstep.device.Device;
import dev.lockstep.driver.SendLease;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SparkplugKeyReferenceTest {
  @Test
  void tableHasTheKeysThatAreRead() {
    assertThat(KeyReference.keys("protocols.sparkplug", "key"))
        .containsExactlyInAnyOrderElementsOf(SparkplugMappingReader.KEYS);
  }

  @Test
  void keyThatMeansNothingIsNamed() {
    assertThat(SparkplugMappingReader.warnings(Set.of("broker", "GroupId"))).isEmpty();
    assertThat(SparkplugMappingReader.warnings(Set.of("Group")))
        .singleElement()
        .asString()
        .contains("Group", "GroupId");
  }

  @Test
  void allFaultsOfAnAddressAreToldAtOnce() {
    try (SparkplugDriver driver =
        new SparkplugDriver(
            MqttTestGateway.settings(),
            "line-1",
            name -> Optional.empty(),
            RandomGenerator.getDefault(),
            new ShiftedClock(),
            SendLease.ALWAYS)) {
      var device = MqttTestGateway.named("Speed", Map.of());
      var sparkplug =
          new Device(
              device.name(),
              device.profile(),
              "",
              Map.of(
                  "sparkplug",
                  Map.of("Broker", "tcp://x", "GroupId", "a/b", "DeviceId", "", "Password", "x")));
      assertThat(driver.faults(sparkplug).toString())
          .contains("protocols.sparkplug.Broker", "mqtt://HOST:1883")
          .contains("GroupId is \"a/b\"", "EdgeNodeId is missing", "DeviceId is \"\"")
          .contains("secrets are not read");
    }
  }
}
