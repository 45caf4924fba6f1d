package dev.lockstep.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One spelling for every address. */
class ServerAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost",
        "127.0.0.1",
        "127.1.2.3",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "localhost."
      })
  void everySpellingOfLoopbackIsOneHost(String host) {
    assertThat(ServerAddress.of("opc.tcp", host, 4840)).isEqualTo("opc.tcp://localhost:4840");
  }

  @ParameterizedTest
  @CsvSource({
    "PLC-7.Plant.Example, plc-7.plant.example",
    "plc-7.plant.example., plc-7.plant.example",
    "10.0.0.7, 10.0.0.7",
    "[FE80::7], [fe80:0:0:0:0:0:0:7]",
    "fe80:0::7, [fe80:0:0:0:0:0:0:7]"
  })
  void hostsAreComparedWithoutLetterCase(String spelled, String host) {
    assertThat(ServerAddress.of("opc.tcp", spelled, 4841)).isEqualTo("opc.tcp://" + host + ":4841");
  }

  @Test
  void connectionToAnAddressOfThisMachineIsLoopback() throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.9");
    assertThat(ServerAddress.of("mqtt", new InetSocketAddress(loopback, 1883)))
        .isEqualTo("mqtt://localhost:1883");
  }
}
