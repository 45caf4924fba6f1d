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
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The job order of ISA-95 (OPC 10031-4), from the decision to its end, while the machine, the
 * network or the gateway does what it should not.
 */
@Tag("fault")
class OpcUaJobOrderTest extends ArmedMachineLine {
  private static final Map<String, Long> FIVE = Map.of("Speed", 5L);
  private static final String ID = "t#0";

  OpcUaJobOrderTest() {
    super("job-machine.yaml");
  }

  private JobMachine jobs() {
    return server.jobs();
  }

  @Test
  void aStartThatTheReturnStatusRefusesIsTriedAgainAndDoneOnce() throws Exception {
    line.promise("t", "Produce", FIVE);
    jobs().returning("Start", 1L << 3);
    line.commit("t");
    State.Committing refused = line.awaitCommitting("t", PressLine::isNotApplied);
    assertThat(refused.progress().toString())
        .contains("Start: Good, ReturnStatus 8 (invalid job order status)");
    assertThat(jobs().count("Start")).isZero();
    jobs().returning("Start", -1);
    line.awaitCommitted("t");
    assertThat(jobs().count("Start")).isEqualTo(1);
  }

  @Test
  void aStartWhoseAnswerWasLostIsFoundInTheRecordAndNotSentAgain() throws Exception {
    line.promise("t", "Produce", FIVE);
    jobs().failingAfter("Start", StatusCodes.Bad_Timeout);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(jobs().asked("Start")).isEqualTo(1);
  }

  @Test
  void aStartWhoseAnswerIsLostInAResetIsFoundInTheRecord() throws Exception {
    jobs().goesTo(JobState.RUNNING);
    line.promise("t", "Produce", FIVE);
    resetOnceStarted();
    line.commit("t");
    line.awaitCommitting("t", PressLine::isUnknown);
    line.awaitConnected();
    jobs().put(ID, JobState.ENDED);
    line.awaitCommitted("t");
    assertThat(jobs().asked("Start")).isEqualTo(1);
  }

  @Test
  void aStartThatNeverArrivedIsSentAgainOnceThatIsProved() throws Exception {
    line.promise("t", "Produce", FIVE);
    network.rule(
        TO_SERVER,
        message -> {
          boolean start = new Packet(message).is(Packet.CALL_REQUEST) && names(message, ID);
          if (start) {
            network.rule(TO_SERVER, any -> Fate.PASSED);
          }
          return start ? Fate.RESET_BEFORE : Fate.PASSED;
        });
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(jobs().asked("Start")).isEqualTo(1);
  }

  @Test
  void anOrderThatMayStartIsWaitedForAndNotStartedAgain() throws Exception {
    jobs().goesTo(JobState.ALLOWED_TO_START);
    line.promise("t", "Produce", FIVE);
    line.commit("t");
    State.Committing waiting = line.awaitCommitting("t", PressLine::isUnknown);
    assertThat(waiting.progress().toString()).contains("allowed to start, and has not begun");
    jobs().put(ID, JobState.RUNNING);
    jobs().put(ID, JobState.ENDED);
    line.awaitCommitted("t");
    assertThat(jobs().asked("Start")).isEqualTo(1);
  }

  @Test
  void aJobThatIsDoneWhenItRunsIsNotWaitedFor() throws Exception {
    jobs().goesTo(JobState.RUNNING);
    Ballot.Yes vote = (Ballot.Yes) line.prepare("t", "Begin", FIVE);
    assertThat(vote.promise()).isEqualTo(Promise.SESSION);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(jobs().state(ID)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void anAbortedJobWaitsForAPerson() throws Exception {
    jobs().goesTo(JobState.ABORTED);
    line.promise("t", "Produce", FIVE);
    line.commit("t");
    State.Committing stuck = line.awaitCommitting("t", PressLine::isStuck);
    assertThat(stuck.progress().toString()).contains("record of the job order: aborted");
  }

  @Test
  void aJobWhoseRecordIsDroppedForWantOfRoomWaitsForAPersonAndIsNotStartedAgain() throws Exception {
    jobs().forgetful();
    line.promise("t", "Produce", FIVE);
    line.commit("t");
    State.Committing stuck = line.awaitCommitting("t", PressLine::isStuck);
    assertThat(stuck.progress().toString()).contains("no record of the job order any more");
    assertThat(jobs().asked("Start")).isEqualTo(1);
  }

  @Test
  void aGatewayThatIsKilledInDoubtFindsTheOrderStored() throws Exception {
    line.promise("t", "Produce", FIVE);
    killGateway();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(jobs().calls()).containsExactly("Store", "Start");
  }

  @Test
  void aGatewayThatIsKilledWhileTheJobRunsFindsItsEnd() throws Exception {
    jobs().goesTo(JobState.RUNNING);
    line.promise("t", "Produce", FIVE);
    line.commit("t");
    line.awaitCommitting("t", PressLine::isUnknown);
    killGateway();
    jobs().put(ID, JobState.ENDED);
    line.awaitCommitted("t");
    assertThat(jobs().asked("Start")).isEqualTo(1);
  }

  @Test
  void aMachineThatKeepsItsOrdersIsStartedAfterItsOwnRestart() throws Exception {
    line.promise("t", "Produce", FIVE);
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(jobs().calls()).containsExactly("Start");
  }

  @Test
  void aMachineThatLostTheOrderInARestartIsNotStarted() throws Exception {
    line.promise("t", "Produce", FIVE);
    jobs().forget();
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    line.commit("t");
    State.Committing refused = line.awaitCommitting("t", PressLine::isNotApplied);
    assertThat(refused.progress().toString()).contains("no longer has the job order");
    line.resolve("t", Outcome.HEURISTIC_ROLLBACK);
    await().until(() -> line.state("t") instanceof State.Ended);
  }

  @Test
  void aMachineThatLostARunningJobInARestartWaitsForAPerson() throws Exception {
    jobs().goesTo(JobState.RUNNING);
    line.promise("t", "Produce", FIVE);
    line.commit("t");
    line.awaitCommitting("t", PressLine::isUnknown);
    jobs().forget();
    server.restart(TestServer.Setup.OPEN);
    line.awaitCommitting("t", PressLine::isStuck);
    assertThat(jobs().count("Start")).isZero();
  }

  @Test
  void anOperatorsRollbackRevokesTheStartOfWhatHasNotBegun() throws Exception {
    jobs().goesTo(JobState.ALLOWED_TO_START);
    line.promise("t", "Produce", FIVE);
    line.commit("t");
    line.awaitCommitting("t", PressLine::isUnknown);
    line.resolve("t", Outcome.HEURISTIC_ROLLBACK);
    await().until(() -> line.state("t") instanceof State.Ended);
    assertThat(jobs().calls()).containsExactly("Store", "Start", "RevokeStart", "Cancel");
  }

  /** The connection breaks with the first answer after the machine has taken the Start. */
  private void resetOnceStarted() {
    network.rule(
        TO_CLIENT,
        message -> {
          if (jobs().count("Start") > 0) {
            network.rule(TO_CLIENT, any -> Fate.PASSED);
            return Fate.RESET_BEFORE;
          }
          return Fate.PASSED;
        });
  }

  private static boolean names(byte[] message, String id) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    return text.contains(id) && text.contains("Jobs.Start");
  }
}
