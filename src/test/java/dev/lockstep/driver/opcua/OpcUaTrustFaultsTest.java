package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.SendResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private DistantServer far;

  @BeforeEach
  void connect() throws Exception {
    far = DistantServer.secured(pki);
    awaitRefused("is not trusted");
    move("rejected/certs", "trusted/certs");
    OpcUaDriverFixture.awaitConnected(far.link);
    assertThat(far.write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Accepted.class);
  }

  @AfterEach
  void close() throws Exception {
    far.close();
  }

  @Test
  void aServerThatIsNoLongerTrustedIsSentNothingAfterTheNextReset() throws Exception {
    move("trusted/certs", ".");
    far.network.reset();
    awaitRefused("is not trusted");
    assertThat(far.write("Recipe", 4, 2_000)).isInstanceOf(SendResult.NotSent.class);
    assertThat(far.server.nodes().value("Recipe")).isEqualTo(3);
    move(".", "trusted/certs");
    OpcUaDriverFixture.awaitConnected(far.link);
    assertThat(far.write("Recipe", 5, 2_000)).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aServerThatNoLongerTrustsTheGatewayIsSentNothingAfterTheNextReset() {
    far.server.trusting(false);
    far.network.reset();
    awaitRefused("Bad");
    assertThat(far.write("Recipe", 4, 2_000)).isInstanceOf(SendResult.NotSent.class);
    assertThat(far.server.nodes().writes("Recipe")).isEqualTo(1);
    far.server.trusting(true);
    OpcUaDriverFixture.awaitConnected(far.link);
    assertThat(far.write("Recipe", 5, 2_000)).isInstanceOf(SendResult.Accepted.class);
  }

  private void awaitRefused(String why) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            far.link::status,
            status ->
                status.state() == LinkStatus.State.DISCONNECTED && status.detail().contains(why));
  }

  private void move(String from, String to) throws Exception {
    try (Stream<Path> files = Files.list(pki.resolve(from))) {
      Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      Files.createDirectories(pki.resolve(to));
      Files.move(file, pki.resolve(to).resolve(file.getFileName()));
    }
  }
}
