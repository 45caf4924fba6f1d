package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of an address people and records are shown. */
class AddressTextTest {
  @ParameterizedTest
  @CsvSource({
    "http://anna:s3cret@plant:8080/tx/1, http://***@plant:8080/tx/1",
    "http://anna:p@ss@plant/, http://***@plant/",
    "http://token@plant, http://***@plant",
    "asked https://a:b@c and mqtt://d:e@f twice, asked https://***@c and mqtt://***@f twice",
    "http://***@plant, http://***@plant",
    "http://plant/tx@7, http://plant/tx@7",
    "anna@plant.example, anna@plant.example"
  })
  void userIsNotShown(String address, String shown) {
    assertThat(AddressText.withoutUser(address)).isEqualTo(shown);
  }
}
