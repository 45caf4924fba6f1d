package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be called. */
class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "http://plant, http://plant:80/, true",
    "http://plant, http://PLANT/api/v1, true",
    "https://plant/, https://plant:443/x, true",
    "http://plant/api, http://plant/api/, true",
    "http://plant/api, http://plant/api/v1/x, true",
    "http://plant/api, http://plant/apiary, false",
    "http://plant/api, http://plant/, false",
    "http://plant, https://plant, false",
    "http://plant, http://plant:8080, false",
    "http://plant, http://plant.evil.example, false",
    "http://[::1]:8080, http://[::1]:8080/x, true"
  })
  void oneCoversTheOtherByItsPartsAndNotAsText(String one, String other, boolean covers) {
    assertThat(Origin.of(one).covers(Origin.of(other))).isEqualTo(covers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plant:8080",
        "/api",
        "ftp://plant",
        "http:///x",
        "http://user@plant",
        "http://plant/?q",
        "http://plant/#f",
        "http://plant/a/../b",
        "http://plant/./b",
        "http://plant//b",
        "http://plant/%2e%2e/b",
        "http://plant/a;b",
        "http://pl ant"
      })
  void whatIsNotPlainIsRefused(String address) {
    assertThatThrownBy(() -> Origin.of(address)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://anna:s3cret@plant", "http://anna:s3cret@pl^ant", "ftp://s3cret@plant"})
  void passwordOfARefusedAddressIsNotRepeated(String address) {
    assertThatThrownBy(() -> Origin.of(address))
        .hasMessageContaining("://***@pl")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:1, true",
    "http://127.8.9.1, true",
    "http://localhost, true",
    "http://[::1], true",
    "http://127.0.0.1.example, false",
    "http://localhost.example, false",
    "http://10.0.0.1, false"
  })
  void loopbackIsKnownWithoutAskingANameServer(String address, boolean loopback) {
    assertThat(Origin.of(address).loopback()).isEqualTo(loopback);
  }

  @Test
  void addressIsWrittenWithItsPort() {
    assertThat(Origin.of("https://Plant/x/").uri()).hasToString("https://plant:443/x");
  }

  @Test
  @Tag("fault")
  void longAddressIsRefusedAndOneOfManySegmentsTakesNoMoreStackThanAnother() {
    String segments = "/a".repeat(Origin.LENGTH_MAX / 2 - 10);
    assertThat(Origin.of("http://plant" + segments).path()).isEqualTo(segments);
    assertThatThrownBy(() -> Origin.of("http://plant" + "/a".repeat(30_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("60012 characters")
        .hasMessageContaining("at most 2048");
  }
}
