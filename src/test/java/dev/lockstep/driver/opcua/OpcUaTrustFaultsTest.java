package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.Bench.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.Sent;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust that is withdrawn while a gateway and a server are connected, by either side. */
@Tag("fault")
class OpcUaTrustFaultsTest {
  @TempDir private Path pki;
  private TestServer server;
  private FaultyNetwork network;
  private Bench bench;
  private DeviceLink link;

  @BeforeEach
  void connect() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    bench = new Bench(pki);
    Map<String, String> secured =
        Map.of("Endpoint", "opc.tcp://127.0.0.1:" + network.port() + "/press");
    link = bench.driver().open(Bench.press(secured));
    awaitRefused("is not trusted");
    move("rejected/certs", "trusted/certs");
    Bench.awaitConnected(link);
    assertThat(write(3)).isInstanceOf(Sent.Accepted.class);
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
    network.close();
    server.close();
  }

  @Test
  void aServerThatIsNoLongerTrustedIsSentNothingAfterTheNextReset() throws Exception {
    move("trusted/certs", ".");
    network.reset();
    awaitRefused("is not trusted");
    assertThat(write(4)).isInstanceOf(Sent.NotSent.class);
    assertThat(server.nodes().value("Recipe")).isEqualTo(3);
    move(".", "trusted/certs");
    Bench.awaitConnected(link);
    assertThat(write(5)).isInstanceOf(Sent.Accepted.class);
  }

  @Test
  void aServerThatNoLongerTrustsTheGatewayIsSentNothingAfterTheNextReset() {
    server.trusting(false);
    network.reset();
    awaitRefused("Bad");
    assertThat(write(4)).isInstanceOf(Sent.NotSent.class);
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
    server.trusting(true);
    Bench.awaitConnected(link);
    assertThat(write(5)).isInstanceOf(Sent.Accepted.class);
  }

  private void awaitRefused(String why) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            link::status,
            status ->
                status.state() == LinkStatus.State.DISCONNECTED && status.detail().contains(why));
  }

  private Sent write(long value) {
    return link.write(List.of(set("Recipe", value)), bench.in(2_000)).getFirst();
  }

  private void move(String from, String to) throws Exception {
    try (Stream<Path> files = Files.list(pki.resolve(from))) {
      Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      Files.createDirectories(pki.resolve(to));
      Files.move(file, pki.resolve(to).resolve(file.getFileName()));
    }
  }
}
