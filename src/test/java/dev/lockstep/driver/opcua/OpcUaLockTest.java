package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The lock of OPC UA (OPC 10000-100, 7), from the vote to the end, while the machine, the network
 * or the gateway does what it should not.
 */
@Tag("fault")
class OpcUaLockTest extends ArmedMachineLine {
  private static final Map<String, Long> FIVE = Map.of("Speed", 5L);
  private static final String OURS = "urn:test:lockstep";
  private static final String OTHER = "urn:plant:engineering";
  private static final double SOON = 900;

  /** Each comes after a third of the time. */
  private static final int RENEWALS_PAST_THE_LEASE = 5;

  OpcUaLockTest() {
    super("locked-machine.yaml");
  }

  private MachineLock lock() {
    return server.machine().module();
  }

  @Test
  void theLockIsTakenBeforeTheVoteAndGivenBackAfterTheCommit() throws Exception {
    Ballot.Yes vote = (Ballot.Yes) line.prepare("t", "SetSpeed", FIVE);
    assertThat(vote.promise()).isEqualTo(Promise.LEASED);
    assertThat(vote.heldUntil()).isPresent();
    assertThat(lock().owner()).contains(OURS);
    assertThat(lock().context()).isEqualTo("t#0");
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.machine().speed()).isEqualTo(5);
    assertThat(lock().calls()).containsExactly("InitLock 0", "RenewLock 0", "ExitLock 0");
  }

  @Test
  void aMethodIsCalledUnderTheLock() throws Exception {
    line.promise("t", "Start", Map.of());
    assertThat(lock().owner()).contains(OURS);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(server.machine().starts()).isEqualTo(1);
    assertThat(lock().owner()).isEmpty();
  }

  @Test
  void aRollbackGivesTheLockBack() throws Exception {
    line.promise("t", "SetSpeed", FIVE);
    assertThat(line.rollback("t")).isInstanceOf(State.Ended.class);
    assertThat(lock().calls()).containsExactly("InitLock 0", "ExitLock 0");
    assertThat(server.machine().speed()).isEqualTo(1);
  }

  @Test
  void aLockThatAnotherHoldsGetsNoVoteAndIsNamed() throws Exception {
    lock().takeAs(OTHER, "anna");
    assertThat(refusal("SetSpeed").detail())
        .isEqualTo("the lock is held by urn:plant:engineering (user anna), for another 60.0 s");
    assertThat(lock().calls()).isEmpty();
  }

  @Test
  void aLockOfTheMachineAboveGetsNoVoteAndIsNamed() throws Exception {
    server.machine().whole().takeAs(OTHER, "anna");
    assertThat(refusal("SetSpeed").detail())
        .isEqualTo(
            "the element is part of one whose lock is held by urn:plant:engineering (user anna),"
                + " for another 60.0 s");
  }

  @Test
  void whatHasNoLockGetsNoVote() throws Exception {
    Reason refusal = refusal("NoLock");
    assertThat(refusal.code()).isEqualTo(Reason.Code.UNSUPPORTED);
    assertThat(refusal.detail()).contains("InitLock, RenewLock and ExitLock");
  }

  @Test
  void aLockThatDoesNotSayHowLongItHoldsGetsNoVoteAndIsGivenBack() throws Exception {
    lock().remaining(0);
    server.machine().maxInactive(0);
    assertThat(refusal("SetSpeed").code()).isEqualTo(Reason.Code.UNSUPPORTED);
    await().until(() -> lock().owner().isEmpty());
  }

  @Test
  void theLockIsRenewedWhileInDoubt() throws Exception {
    lock().remaining(SOON);
    line.promise("t", "SetSpeed", FIVE);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lock().count("RenewLock 0") >= RENEWALS_PAST_THE_LEASE);
    assertThat(broken("t")).isEmpty();
    assertThat(lock().calls()).doesNotContain("InitLock -1", "ExitLock 0");
  }

  @Test
  void aLockThatAPersonBreaksIsToldAtOnceAndTheCommitTakesItAgain() throws Exception {
    lock().remaining(SOON);
    line.promise("t", "SetSpeed", FIVE);
    lock().lapse();
    awaitLapsed("t", "status -1; the lock is not locked");
    assertThat(lock().owner()).as("not taken again while in doubt").isEmpty();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(lock().count("InitLock 0")).isEqualTo(2);
    assertThat(server.machine().speed()).isEqualTo(5);
  }

  @Test
  void aCommitWaitsForALockThatAnotherTookMeanwhile() throws Exception {
    lock().remaining(SOON);
    line.promise("t", "SetSpeed", FIVE);
    lock().takeAs(OTHER, "");
    awaitLapsed("t", "held by " + OTHER);
    line.commit("t");
    State.Committing waiting = line.awaitCommitting("t", PressLine::isNotApplied);
    assertThat(waiting.progress().toString()).contains("not sent: the lock is held by " + OTHER);
    assertThat(server.machine().speed()).isEqualTo(1);
    lock().lapse();
    line.awaitCommitted("t");
    assertThat(server.machine().speed()).isEqualTo(5);
  }

  @Test
  void aCommitThatWaitedTooLongForTheLockIsWithheld() throws Exception {
    line.promise("t", "SetSpeedSoon", FIVE);
    lock().takeAs(OTHER, "");
    line.commit("t");
    line.awaitCommitting("t", each -> each.standing() == State.Committing.Standing.WITHHELD);
    assertThat(server.machine().speed()).isEqualTo(1);
    lock().lapse();
    line.release("t");
    line.awaitCommitted("t");
  }

  @Test
  void aMachineThatCannotBeReachedForAsLongAsTheLockHoldsIsTold() throws Exception {
    lock().remaining(SOON);
    line.promise("t", "SetSpeed", FIVE);
    network.cut();
    network.refuse();
    awaitLapsed("t", "could not be renewed in time");
    network.mend();
    line.awaitConnected();
    line.commit("t");
    line.awaitCommitted("t");
  }

  @Test
  void aRestartedGatewayRenewsTheLockOfItsApplication() throws Exception {
    line.promise("t", "SetSpeed", FIVE);
    killGateway();
    await().until(() -> lock().count("RenewLock 0") > 0);
    assertThat(broken("t")).isEmpty();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(lock().count("InitLock 0")).isEqualTo(1);
    assertThat(lock().owner()).isEmpty();
  }

  @Test
  void aRestartedGatewayIsToldThatALockOfItsSessionIsNoLongerItsOwn() throws Exception {
    lock().ofSessions();
    line.promise("t", "SetSpeed", FIVE);
    killGateway();
    awaitLapsed("t", "BadUserAccessDenied");
    line.commit("t");
    State.Committing waiting = line.awaitCommitting("t", PressLine::isNotApplied);
    assertThat(waiting.progress().toString()).contains("an earlier session of this gateway");
    lock().lapse();
    line.awaitCommitted("t");
  }

  @Test
  void aRestartedMachineHasNoLockAndTheCommitTakesItAgain() throws Exception {
    line.promise("t", "SetSpeed", FIVE);
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(lock().calls()).containsExactly("InitLock 0", "ExitLock 0");
    assertThat(server.machine().speed()).isEqualTo(5);
  }

  @Test
  void aLockWhoseAnswerWasLostIsGivenBack() throws Exception {
    lock().answering("InitLock", StatusCodes.Bad_Timeout);
    assertThat(refusal("SetSpeed").code()).isEqualTo(Reason.Code.UNKNOWN);
    await().until(() -> line.state("t") instanceof State.Ended);
    assertThat(lock().owner()).isEmpty();
  }

  @Test
  void aLockThatCannotBeGivenBackIsLeftToLapseAndTheCommitEnds() throws Exception {
    line.promise("t", "SetSpeed", FIVE);
    lock().answering("ExitLock", StatusCodes.Bad_DeviceFailure);
    line.commit("t");
    line.awaitCommitted("t");
    State.Ended ended = (State.Ended) line.state("t");
    assertThat(((Progress.Applied) ended.progress().getFirst()).evidence())
        .contains("left to lapse by itself: ExitLock: BadDeviceFailure");
  }

  @Test
  void aRollbackIsNotOverBeforeTheLockIsGivenBack() throws Exception {
    line.promise("t", "SetSpeed", FIVE);
    network.cut();
    network.refuse();
    assertThat(line.rollback("t")).isInstanceOf(State.RollingBack.class);
    network.mend();
    await().atMost(Duration.ofSeconds(20)).until(() -> line.state("t") instanceof State.Ended);
    assertThat(lock().owner()).isEmpty();
  }

  @Test
  void severalCommandsOfATransactionRestOnOneLock() throws Exception {
    assertThat(
            line.prepare("t", PressLine.wish("SetSpeed", FIVE), PressLine.wish("Start", Map.of())))
        .isInstanceOf(Ballot.Yes.class);
    line.commit("t");
    line.awaitCommitted("t");
    assertThat(lock().count("InitLock 0")).isEqualTo(1);
    assertThat(lock().count("ExitLock 0")).isEqualTo(1);
    assertThat(lock().calls().getLast()).isEqualTo("ExitLock 0");
    assertThat(server.machine().starts()).isEqualTo(1);
  }

  @Test
  void noTwoTransactionsHaveOneLock() throws Exception {
    line.promise("t", "Start", Map.of());
    Ballot.No no = (Ballot.No) line.prepare("u", "SetSpeed", FIVE);
    assertThat(no.reasons()).extracting(Reason::code).contains(Reason.Code.RESERVED);
  }

  private Reason refusal(String command) throws Exception {
    Ballot.No no = (Ballot.No) line.prepare("t", command, FIVE);
    return no.reasons().getFirst();
  }

  private List<Reason> broken(String id) {
    return line.state(id) instanceof State.Prepared prepared ? prepared.broken() : List.of();
  }

  private void awaitLapsed(String id, String detail) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(broken(id))
                    .anySatisfy(
                        reason -> {
                          assertThat(reason.code()).isEqualTo(Reason.Code.PROMISE_LAPSED);
                          assertThat(reason.detail()).contains(detail);
                        }));
  }
}
