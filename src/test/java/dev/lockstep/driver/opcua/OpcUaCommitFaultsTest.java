package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reason;
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
import java.util.concurrent.CountDownLatch;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction in its commit while the network, or the server, does what it should not. */
@Tag("fault")
class OpcUaCommitFaultsTest {
  private static final Map<String, Long> FIVE = Map.of("Recipe", 5L);
  private static final TestServer.Setup ONE_AT_A_TIME = new TestServer.Setup(true, 0, 1, 1);
  private static final TestServer.Setup SHIFTED = new TestServer.Setup(true, 3, 1_000, 1_000);

  @TempDir private Path pki;
  @TempDir private Path home;
  private TestServer server;
  private FaultyNetwork network;
  private OpcUaDriverFixture bench;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    bench = new OpcUaDriverFixture(pki);
    line = new PressLine(home, OpcUaDriverFixture.insecure(network.port()), bench);
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    network.close();
    server.close();
  }

  @Test
  void aWriteLostInAResetIsSentAgainOnceThatIsProved() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    once(Packet.WRITE_REQUEST, Fate.RESET_BEFORE);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
  }

  @Test
  void aWriteWhoseAnswerWasLostIsFoundDoneAndNotSentAgain() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    once(Packet.WRITE_RESPONSE, Fate.RESET_BEFORE);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void aCallLostInAResetWaitsForAPerson() throws Exception {
    line.promise("t", "Strike", Map.of("Strokes", 3L, "Force", 1L));
    once(Packet.CALL_REQUEST, Fate.RESET_AFTER);
    line.commit("t");
    line.awaitCommitting("t", PressLine::isStuck);
    await().until(() -> server.nodes().strokes() == 3);
    line.awaitConnected();
    stays(() -> server.nodes().strokes() == 3 && line.state("t") instanceof State.Committing);
  }

  @Test
  void aServerThatWasRestartedDuringACallIsNotCalledAgain() throws Exception {
    line.promise("t", "Strike", Map.of("Strokes", 3L, "Force", 1L));
    once(Packet.CALL_REQUEST, Fate.RESET_AFTER);
    line.commit("t");
    line.awaitCommitting("t", PressLine::isStuck);
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    stays(() -> server.nodes().strokes() == 0 && line.state("t") instanceof State.Committing);
    line.resolve("t", Outcome.HEURISTIC_HAZARD);
    assertThat(line.state("t")).isInstanceOf(State.Ended.class);
  }

  @Test
  void whatTheServerStillWorksAtKeepsItsTransactionOpenAndItsResourcesReserved() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    server.nodes().slow(latch);
    line.promise("t", "SetSlow", Map.of("Slow", 8L));
    once(Packet.WRITE_REQUEST, Fate.RESET_AFTER);
    line.commit("t");
    State.Committing open = line.awaitCommitting("t", OpcUaCommitFaultsTest::mayStillArrive);
    assertThat(open.progress().getFirst().toString()).contains("may work at what it took before");
    assertThat(line.prepare("u", "SetSlow", Map.of("Slow", 9L)))
        .isInstanceOfSatisfying(
            Ballot.No.class,
            no -> assertThat(no.reasons()).extracting(Reason::code).contains(Reason.Code.RESERVED));
    latch.countDown();
    line.awaitCommitted("t");
    assertThat(server.nodes().writes("Slow")).isEqualTo(1);
    assertThat(server.nodes().value("Slow")).isEqualTo(8);
  }

  private static boolean mayStillArrive(State.Committing committing) {
    String progress = committing.progress().getFirst().toString();
    return PressLine.isUnknown(committing) && progress.contains("may work");
  }

  @Test
  void whatTheOldChannelStillHoldsNeverUndoesALaterTransaction() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    // A sign of life may pass before it, so the network stands still at the write and not sooner.
    freezeAtTheWrite();
    line.commit("t");
    line.awaitCommitted("t");
    line.promise("u", "SetRecipe", Map.of("Recipe", 9L));
    line.commit("u");
    line.awaitCommitted("u");
    int writesBefore = server.nodes().writes("Recipe");
    network.thaw();
    await().atMost(Duration.ofSeconds(10)).until(() -> network.deliveredLate(TO_SERVER) > 0);
    stays(() -> server.nodes().value("Recipe").equals(9));
    assertThat(server.nodes().writes("Recipe")).isEqualTo(writesBefore).isEqualTo(2);
  }

  private void freezeAtTheWrite() {
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
  }

  @Test
  void whatWasGivenUpDuringAnOutageNeverArrivesAfterIt() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    network.cut();
    await().atMost(Duration.ofSeconds(10)).until(() -> !line.link().status().connected());
    line.commit("t");
    line.awaitCommitting("t", PressLine::isNotApplied);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              line.resolve("t", Outcome.HEURISTIC_ROLLBACK);
              return line.state("t") instanceof State.Ended;
            });
    network.mend();
    line.awaitConnected();
    stays(() -> server.nodes().writes("Recipe") == 0);
    assertThat(server.nodes().value("Recipe")).isEqualTo(1);
  }

  @Test
  void namespacesThatMovedAfterTheVoteLeadToTheSameNode() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.restart(SHIFTED);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
  }

  @Test
  void aSessionThatTheServerForgotAfterTheVoteIsReplaced() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.forgetSessions();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
  }

  @Test
  void limitsThatShrankAfterTheVoteOnlyMeanMoreRequests() throws Exception {
    line.promise("t", "SetBoth", Map.of("Recipe", 5L, "Locked", 6L));
    server.restart(ONE_AT_A_TIME);
    server.nodes().behave("Locked", PressNodes.taking(StatusCodes.Good));
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
    assertThat(server.nodes().value("Locked")).isEqualTo(6);
  }

  /** The first message of this type meets this fate, and none after it. */
  private void once(int type, Fate fate) {
    FaultyNetwork.Direction direction = type == Packet.WRITE_RESPONSE ? TO_CLIENT : TO_SERVER;
    network.rule(
        direction,
        message -> {
          if (new Packet(message).is(type)) {
            network.rule(direction, any -> Fate.PASSED);
            return fate;
          }
          return Fate.PASSED;
        });
  }

  private static void stays(Callable<Boolean> holds) {
    await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(holds);
  }
}
