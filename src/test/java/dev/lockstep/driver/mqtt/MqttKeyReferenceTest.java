package dev.lockstep.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.KeyReference;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MqttKeyReferenceTest {
  @Test
  void tableHasTheKeysThatAreRead() {
    assertThat(KeyReference.keys("protocols.mqtt", "key"))
        .containsExactlyInAnyOrderElementsOf(MqttAddressReader.KEYS);
  }

  @Test
  void keyThatMeansNothingIsNamedInAnyLetterCaseOfTheOthers() {
    assertThat(MqttAddressReader.warnings(Set.of("broker", "AvailabilityTopic"))).isEmpty();
    assertThat(MqttAddressReader.warnings(Set.of("Broker", "AvailabiltyTopic")))
        .singleElement()
        .asString()
        .contains("AvailabiltyTopic", "AvailabilityTopic");
  }
}
