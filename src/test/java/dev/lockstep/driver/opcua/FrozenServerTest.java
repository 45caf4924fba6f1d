package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own that is stopped (SIGSTOP) during a commit, and woken. */
@Tag("fault")
class FrozenServerTest {
  @TempDir private static Path serverPki;
  private static ForeignPress press;

  @TempDir private Path pki;
  @TempDir private Path otherPki;
  @TempDir private Path home;
  private FaultyNetwork network;
  private PressLine line;
  private OpcUaDriverFixture other;
  private DeviceLink witness;

  @BeforeAll
  static void boot() throws Exception {
    press = ForeignPress.start(serverPki);
  }

  @AfterAll
  static void halt() {
    if (press != null) {
      press.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    network = new FaultyNetwork(press.port(), Framing.OPC_UA);
    line =
        new PressLine(
            home, OpcUaDriverFixture.insecure(network.port()), new OpcUaDriverFixture(pki));
    // Past the network, so that what the server holds can be seen whatever the network does.
    other = new OpcUaDriverFixture(otherPki);
    witness = other.connected(OpcUaDriverFixture.insecure(press.port()));
  }

  @AfterEach
  void stop() throws Exception {
    press.wake();
    line.close();
    other.close();
    network.close();
  }

  @Test
  void aCommitToAStoppedServerEndsOnlyWhenItWakesAndShowsTheValue() throws Exception {
    line.promise("t1", "SetRecipe", Map.of("Recipe", 11L));
    press.freeze();
    assertThat(line.commit("t1")).isInstanceOf(State.Committing.class);
    stays(() -> line.state("t1") instanceof State.Committing);
    assertThat(line.prepare("u1", "SetRecipe", Map.of("Recipe", 12L)))
        .isInstanceOf(Ballot.No.class);
    press.wake();
    line.awaitCommitted("t1");
    assertThat(seen()).isEqualTo(Value.Numeric.of(11));
  }

  @Test
  void whatMayBeSentOnceWaitsForAPersonWhenTheServerWasStopped() throws Exception {
    line.promise("t2", "SetRecipeOnce", Map.of("Recipe", 21L));
    stopAtTheWrite();
    line.commit("t2");
    line.awaitCommitting("t2", PressLine::isStuck);
    press.wake();
    await().atMost(Duration.ofSeconds(20)).until(() -> seen().equals(Value.Numeric.of(21)));
    stays(() -> line.state("t2") instanceof State.Committing);
    line.resolve("t2", Outcome.HEURISTIC_COMMIT);
    assertThat(line.state("t2")).isInstanceOf(State.Ended.class);
  }

  @Test
  void theOldChannelsBytesChangeNothingOnceTheNewSessionHasRead() throws Exception {
    line.promise("t3", "SetRecipe", Map.of("Recipe", 31L));
    network.rule(
        TO_SERVER,
        message -> {
          if (!new Packet(message).is(Packet.WRITE_REQUEST)) {
            return Fate.PASSED;
          }
          network.rule(TO_SERVER, any -> Fate.PASSED);
          network.freezeExisting();
          return Fate.HELD;
        });
    line.commit("t3");
    press.freeze();
    stays(() -> line.state("t3") instanceof State.Committing);
    press.wake();
    line.awaitCommitted("t3");
    line.promise("u3", "SetRecipe", Map.of("Recipe", 32L));
    line.commit("u3");
    line.awaitCommitted("u3");
    network.thaw();
    await().atMost(Duration.ofSeconds(10)).until(() -> network.deliveredLate(TO_SERVER) > 0);
    stays(() -> seen().equals(Value.Numeric.of(32)));
  }

  private void stopAtTheWrite() {
    network.rule(
        TO_SERVER,
        message -> {
          if (new Packet(message).is(Packet.WRITE_REQUEST)) {
            network.rule(TO_SERVER, any -> Fate.PASSED);
            freeze();
          }
          return Fate.PASSED;
        });
  }

  private static void freeze() {
    try {
      press.freeze();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private Object seen() {
    return other.read(witness, "Recipe");
  }

  private static void stays(Callable<Boolean> holds) {
    await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20)).until(holds);
  }
}
