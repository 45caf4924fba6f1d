package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Promise;
import dev.lockstep.faults.Fate;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The handshake with a PLC ({@code plc-handshake}), from the vote to the end, while the PLC
 * restarts or the network loses what decides.
 */
@Tag("fault")
class OpcUaHandshakeTest extends ArmedMachineLine {
  private static final Map<String, Long> FIVE = Map.of("Staged", 5L);
  private static final String ID = "t#0";

  OpcUaHandshakeTest() {
    super("armed-machine.yaml");
  }

  private PressNodes plc() {
    return server.nodes();
  }

  private static boolean names(byte[] message, String id) {
    return new String(message, StandardCharsets.ISO_8859_1).contains(id);
  }

  @Test
  void whatIsStagedIsAppliedByTheCommitAlone() throws Exception {
    Ballot.Yes vote = (Ballot.Yes) line.prepare("t", "Load", FIVE);
    assertThat(vote.promise()).isEqualTo(Promise.DURABLE);
    assertThat(plc().value("PreparedId")).isEqualTo(ID);
    assertThat(plc().value("Applied")).isEqualTo(0);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(plc().value("Applied")).isEqualTo(5);
  }

  @Test
  void aCommitThatIsToldTwiceIsAppliedOnce() throws Exception {
    line.promise("t", "Load", FIVE);
    line.commit("t");
    line.awaitCommitted("t");
    line.commit("t");
    assertThat(plc().applications()).isEqualTo(1);
    assertThat(plc().writes("CommitId")).isEqualTo(1);
  }

  @Test
  void aPlcThatKeepsWhatIsStagedAppliesItAfterItsRestart() throws Exception {
    line.promise("t", "Load", FIVE);
    List<String> retentive = List.of("Staged", "CommandId", "PreparedId");
    List<Object> kept = retentive.stream().map(plc()::value).toList();
    server.restart(TestServer.Setup.OPEN);
    for (int each = 0; each < retentive.size(); each++) {
      plc().set(retentive.get(each), kept.get(each));
    }
    line.awaitConnected();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(plc().value("Applied")).isEqualTo(5);
    assertThat(plc().applications()).isEqualTo(1);
  }

  /** A profile said {@code retained: true} of a PLC that is not: nothing may be taken for done. */
  @Test
  void aPlcThatLostWhatWasStagedAppliesNothingAndAPersonLooks() throws Exception {
    line.promise("t", "Load", FIVE);
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    line.commit("t");
    State.Committing open =
        line.awaitCommitting(
            "t", state -> PressLine.isStuck(state) || PressLine.isNotApplied(state));
    assertThat(open.progress().toString()).contains("the PLC knows nothing of the order");
    assertThat(plc().applications()).isZero();
    line.resolve("t", Outcome.HEURISTIC_ROLLBACK);
    await().until(() -> line.state("t") instanceof State.Ended);
  }

  @Test
  void aCommitWhoseAnswerWasLostIsFoundInLastAppliedId() throws Exception {
    line.promise("t", "Load", FIVE);
    network.rule(
        TO_CLIENT,
        message -> {
          boolean lost = new Packet(message).is(Packet.WRITE_RESPONSE);
          if (lost) {
            network.rule(TO_CLIENT, any -> Fate.PASSED);
          }
          return lost ? Fate.RESET_BEFORE : Fate.PASSED;
        });
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(plc().writes("CommitId")).isEqualTo(1);
    assertThat(plc().applications()).isEqualTo(1);
  }

  @Test
  void aCommitThatNeverArrivedIsSentAgainOnceThatIsProved() throws Exception {
    line.promise("t", "Load", FIVE);
    network.rule(
        TO_SERVER,
        message -> {
          boolean lost = new Packet(message).is(Packet.WRITE_REQUEST) && names(message, ID);
          if (lost) {
            network.rule(TO_SERVER, any -> Fate.PASSED);
          }
          return lost ? Fate.RESET_BEFORE : Fate.PASSED;
        });
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(plc().writes("CommitId")).isEqualTo(1);
    assertThat(plc().applications()).isEqualTo(1);
  }

  @Test
  void aRollbackThatAPlcMissedGoesOnUntilItHearsIt() throws Exception {
    line.promise("t", "Load", FIVE);
    server.stop();
    line.rollback("t");
    server.restart(TestServer.Setup.OPEN);
    plc().set("PreparedId", ID);
    await().until(() -> line.state("t") instanceof State.Ended);
    assertThat(plc().applications()).isZero();
    assertThat(plc().value("PreparedId")).isEqualTo("");
  }
}
