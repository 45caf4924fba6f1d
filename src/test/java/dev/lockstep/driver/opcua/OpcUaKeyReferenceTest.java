package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.KeyReference;
import org.junit.jupiter.api.Test;

class OpcUaKeyReferenceTest {
  @Test
  void tableHasTheKeysThatAreRead() {
    assertThat(KeyReference.keys("protocols.opcua", "key"))
        .containsExactlyInAnyOrderElementsOf(AddressWarnings.KEYS);
  }
}
