package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lock of DI and the job orders of ISA-95 against node-opcua, whose nodes and structures come
 * from the published nodesets.
 */
class NodeOpcuaMachineTest {
  private static final Path PROFILE = Path.of("src/test/resources/opcua/foreign-machine.yaml");

  @TempDir private static Path serverPki;
  private static ForeignPress machine;

  @TempDir private Path pki;
  @TempDir private Path home;
  private OpcUaDriverFixture bench;
  private PressLine line;

  @BeforeAll
  static void startMachine() throws Exception {
    machine = ForeignPress.start(serverPki, "machine.js");
  }

  @AfterAll
  static void stopMachine() {
    if (machine != null) {
      machine.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    bench = new OpcUaDriverFixture(pki);
    line = PressLine.of(home, OpcUaDriverFixture.insecure(machine.port()), bench, PROFILE);
  }

  @AfterEach
  void stop() {
    line.close();
  }

  @Test
  void aLockOfTheNodesetIsTakenAndGivenBack() throws Exception {
    Ballot.Yes vote = (Ballot.Yes) line.prepare("t", "SetSpeed", Map.of("Speed", 5L));
    assertThat(vote.promise()).isEqualTo(Promise.LEASED);
    assertThat(vote.heldUntil()).isPresent();
    line.commit("t");
    line.awaitCommitted("t");
    State.Ended ended = (State.Ended) line.state("t");
    assertThat(((Progress.Applied) ended.progress().getFirst()).evidence()).isEqualTo("read back");
    line.promise("u", "SetSpeed", Map.of("Speed", 6L));
    line.rollback("u");
    await().until(() -> line.state("u") instanceof State.Ended);
  }

  @Test
  void aJobOrderOfTheNodesetIsStoredStartedAndFoundEnded() throws Exception {
    Ballot.Yes vote = (Ballot.Yes) line.prepare("j", "Produce", Map.of("Count", 12L));
    assertThat(vote.promise()).isEqualTo(Promise.SESSION);
    line.commit("j");
    line.awaitCommitted("j");
    State.Ended ended = (State.Ended) line.state("j");
    assertThat(((Progress.Applied) ended.progress().getFirst()).evidence())
        .isEqualTo("the server's record of the job order: ended");
  }

  @Test
  void aJobOrderOfTheNodesetIsCancelled() throws Exception {
    line.promise("c", "Produce", Map.of("Count", 12L));
    line.rollback("c");
    await().until(() -> line.state("c") instanceof State.Ended);
    line.promise("d", "Produce", Map.of("Count", 13L));
    line.rollback("d");
    await().until(() -> line.state("d") instanceof State.Ended);
  }

  @Test
  void aParameterThatItsTypeCannotHoldGetsNoVote() throws Exception {
    Ballot vote = line.prepare("n", "Produce", Map.of("Count", 70_000L));
    assertThat(((Ballot.No) vote).reasons())
        .extracting(Reason::code)
        .containsExactly(Reason.Code.OUT_OF_RANGE);
  }
}
