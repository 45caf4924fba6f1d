package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The job order of ISA-95 (OPC 10031-4) until the vote: it is stored, and what the machine says of
 * it besides Good counts.
 */
@Tag("fault")
class OpcUaJobOrderStoreTest extends ArmedMachineLine {
  private static final Map<String, Long> FIVE = Map.of("Speed", 5L);
  private static final String ID = "t#0";

  OpcUaJobOrderStoreTest() {
    super("job-machine.yaml");
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
  void oneTransactionAtATimeHasAReceiver() throws Exception {
    line.promise("t", "Produce", FIVE);
    Ballot.No no = (Ballot.No) line.prepare("u", "Begin", FIVE);
    assertThat(no.reasons()).extracting(Reason::code).contains(Reason.Code.RESERVED);
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
}
