package dev.lockstep.driver.opcua;

import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job order of ISA-95 (OPC 10031-4), from the vote to the end, while the machine, the network
 * or the gateway does what it should not.
 */
@Tag("fault")
class OpcUaJobOrderTest {
  private static final Path PROFILE = Path.of("src/test/resources/opcua/job-machine.yaml");
  private static final Map<String, Long> FIVE = Map.of("Speed", 5L);
  private static final String ID = "t#0";

  @TempDir private Path pki;
  @TempDir private Path home;
  private TestServer server;
  private FaultyNetwork network;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    line = line();
  }

  private PressLine line() throws Exception {
    return PressLine.of(
        home, OpcUaDriverFixture.insecure(network.port()), new OpcUaDriverFixture(pki), PROFILE);
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    network.close();
    server.close();
  }

  private JobMachine jobs() {
    return server.jobs();
  }

  @Test
  void theOrderIsStoredBeforeTheVoteAndStartedAtTheCommit() throws Exception {
    Ballot.Yes vote = (Ballot.Yes) line.prepare("t", "Produce", FIVE);
    assertThat(vote.promise()).isEqualTo(Promise.DURABLE);
    assertThat(jobs().state(ID)).isEqualTo(JobState.NOT_ALLOWED_TO_START);
    assertThat(jobs().order(ID))
        .containsEntry("JobOrderID", ID)
        .containsEntry("WorkMasterID", List.of(Map.of("ID", "Recipe-7")))
        .containsEntry(
            "JobOrderParameters",
            List.of(
                Map.of("ID", "Speed", "Value", Variant.ofInt32(5)),
                Map.of("ID", "Piece Count", "Value", Variant.of(Unsigned.ushort(10)))));
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(jobs().calls()).containsExactly("Store", "Start");
    assertThat(applied().evidence()).isEqualTo("the server's record of the job order: ended");
  }

  @Test
  void aRollbackCancelsTheOrder() throws Exception {
    line.promise("t", "Produce", FIVE);
    assertThat(line.rollback("t")).isInstanceOf(State.Ended.class);
    assertThat(jobs().calls()).containsExactly("Store", "Cancel");
    assertThat(jobs().state(ID)).isNull();
  }

  @Test
  void aGoodCallWhoseReturnStatusRefusesTheOrderGetsNoVote() throws Exception {
    jobs().returning("Store", 1L << 4);
    Reason refusal = refusal("Produce");
    assertThat(refusal.code()).isEqualTo(Reason.Code.REJECTED);
    assertThat(refusal.detail())
        .isEqualTo("Store: Good, ReturnStatus 16 (unable to accept the job order)");
    await().until(() -> line.state("t") instanceof State.Ended);
  }

  @Test
  void anOrderThatTheServersListDoesNotShowGetsNoVote() throws Exception {
    jobs().returning("Store", 1);
    assertThat(refusal("Produce").detail()).contains("JobOrderList does not show it");
  }

  @Test
  void anOrderThatTheServerStartsUnaskedGetsNoVote() throws Exception {
    jobs().put(ID, JobState.RUNNING);
    assertThat(refusal("Produce").detail())
        .isEqualTo("the server has a job order t#0 already: running");
  }

  @Test
  void aFullServerGetsNoVote() throws Exception {
    jobs().room(1);
    jobs().put("other", JobState.ENDED);
    assertThat(refusal("Produce").detail())
        .isEqualTo("the server has room for 1 job orders, and has 1: clear those that have ended");
    assertThat(jobs().calls()).isEmpty();
  }

  @Test
  void aStartThatThisUserMayNotCallGetsNoVote() throws Exception {
    jobs().forbid("Start");
    assertThat(refusal("Produce").detail()).isEqualTo("Start may not be called by this user");
    assertThat(jobs().calls()).isEmpty();
  }

  @Test
  void whatIsNoReceiverGetsNoVote() throws Exception {
    Reason refusal = refusal("NoReceiver");
    assertThat(refusal.code()).isEqualTo(Reason.Code.UNSUPPORTED);
    assertThat(refusal.detail()).contains("has no Store of " + JobStructures.NAMESPACE);
  }

  @Test
  void anOrderWhoseStoreWasNotAnsweredIsCancelled() throws Exception {
    jobs().failingAfter("Store", StatusCodes.Bad_Timeout);
    assertThat(refusal("Produce").code()).isEqualTo(Reason.Code.UNKNOWN);
    await().until(() -> line.state("t") instanceof State.Ended);
    assertThat(jobs().state(ID)).isNull();
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

  @Test
  void oneTransactionAtATimeHasAReceiver() throws Exception {
    line.promise("t", "Produce", FIVE);
    Ballot.No no = (Ballot.No) line.prepare("u", "Begin", FIVE);
    assertThat(no.reasons()).extracting(Reason::code).contains(Reason.Code.RESERVED);
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

  private Progress.Applied applied() {
    State.Ended ended = (State.Ended) line.state("t");
    assertThat(ended.outcome()).isEqualTo(Optional.of(Outcome.COMMITTED));
    return (Progress.Applied) ended.progress().getFirst();
  }

  private Reason refusal(String command) throws Exception {
    Ballot.No no = (Ballot.No) line.prepare("t", command, FIVE);
    return no.reasons().getFirst();
  }

  /** Without a word to the machine; its journal is all that is left. */
  private void killGateway() throws Exception {
    network.cut();
    network.refuse();
    line.close();
    network.mend();
    line = line();
  }
}
