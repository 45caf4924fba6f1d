package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that do something else than they are asked: from the vote to the transaction's end. */
@Tag("fault")
class OpcUaNodeFaultsTest {
  private static final Map<String, Long> FIVE = Map.of("Recipe", 5L);
  private static final Map<String, Long> BOTH = Map.of("Recipe", 5L, "Locked", 6L);

  @TempDir private Path pki;
  @TempDir private Path home;
  private TestServer server;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    line =
        new PressLine(
            home, OpcUaDriverFixture.insecure(server.port()), new OpcUaDriverFixture(pki));
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    server.close();
  }

  @Test
  void aReadOnlyNodeIsRefusedWithTheVote() throws Exception {
    assertThat(codes(line.prepare("t", "SetReadOnly", Map.of("ReadOnly", 5L))))
        .containsExactly(Code.NOT_WRITABLE);
    assertThat(server.nodes().writes("ReadOnly")).isZero();
  }

  @Test
  void aValueThatTheNodesTypeCannotHoldIsRefusedWithTheVote() throws Exception {
    assertThat(codes(line.prepare("t", "SetSmall", Map.of("Small", 256L))))
        .containsExactly(Code.WRONG_TYPE);
    assertThat(server.nodes().writes("Small")).isZero();
  }

  @Test
  void aValueOutOfTheProfilesRangeIsRefusedWithTheVote() throws Exception {
    assertThat(codes(line.prepare("t", "SetRecipe", Map.of("Recipe", 1_001L))))
        .containsExactly(Code.OUT_OF_RANGE);
  }

  private static List<Code> codes(Ballot ballot) {
    return ((Ballot.No) ballot).reasons().stream().map(Reason::code).toList();
  }

  @Test
  void aValueThatTheMachineFindsOutOfRangeIsNotAppliedUntilItTakesIt() throws Exception {
    refusedThenTaken(StatusCodes.Bad_OutOfRange);
  }

  @Test
  void aTypeThatTheMachineRefusesIsNotAppliedUntilItTakesIt() throws Exception {
    refusedThenTaken(StatusCodes.Bad_TypeMismatch);
  }

  @Test
  void anAccessThatWasTakenAwayAfterTheVoteIsNotAppliedUntilItIsBack() throws Exception {
    refusedThenTaken(StatusCodes.Bad_UserAccessDenied);
  }

  private void refusedThenTaken(long status) throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.nodes().behave("Recipe", PressNodes.refusing(status));
    line.commit("t");
    State.Committing refused = line.awaitCommitting("t", PressLine::isNotApplied);
    assertThat(reasons(refused)).extracting(Reason::code).containsOnly(Code.REJECTED);
    assertThat(server.nodes().value("Recipe")).isEqualTo(1);
    server.nodes().behave("Recipe", PressNodes.taking(StatusCodes.Good));
    line.awaitCommitted("t");
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
  }

  @Test
  void aClampedValueIsNeitherDoneNorSentAgain() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.nodes().behave("Recipe", (context, value) -> clamp());
    line.commit("t");
    State.Committing altered = line.awaitCommitting("t", PressLine::isUnknown);
    assertThat(reasons(altered)).extracting(Reason::code).contains(Code.ALTERED);
    staysUndoneAndUnrepeated();
    line.resolve("t", Outcome.HEURISTIC_MIXED);
    assertThat(line.state("t"))
        .isInstanceOfSatisfying(
            State.Ended.class,
            ended -> assertThat(ended.outcome()).contains(Outcome.HEURISTIC_MIXED));
  }

  private void clamp() throws UaException {
    server.nodes().set("Recipe", 4);
    throw new UaException(StatusCodes.Good_Clamped);
  }

  @Test
  void aNodeThatTakesAValueAndKeepsItsOwnIsNotDone() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.nodes().behave("Recipe", (context, value) -> {});
    line.commit("t");
    State.Committing ignored = line.awaitCommitting("t", PressLine::isUnknown);
    assertThat(reasons(ignored)).extracting(Reason::code).containsExactly(Code.NOT_VERIFIED);
    staysUndoneAndUnrepeated();
    server.nodes().behave("Recipe", PressNodes.taking(StatusCodes.Good));
    line.release("t");
    line.awaitCommitted("t");
  }

  @Test
  void aValueThatThePlcOverwritesAtOnceIsNotDone() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.nodes().behave("Recipe", (context, value) -> server.nodes().set("Recipe", 77));
    line.commit("t");
    State.Committing overwritten = line.awaitCommitting("t", PressLine::isUnknown);
    assertThat(reasons(overwritten).getFirst().detail()).isEqualTo("wrote 5, read back 77");
    staysUndoneAndUnrepeated();
  }

  private void staysUndoneAndUnrepeated() {
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .until(() -> line.state("t") instanceof State.Committing);
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void whatCompletesAsynchronouslyIsDoneWhenItIsSeen() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.nodes().behave("Recipe", PressNodes.refusing(StatusCodes.Good_CompletesAsynchronously));
    assertThat(line.commit("t")).isInstanceOf(State.Committing.class);
    line.awaitCommitting("t", PressLine::isUnknown);
    server.nodes().set("Recipe", 5);
    line.awaitCommitted("t");
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void anAcknowledgementThatIsOnlyAPromiseIsNoProof() throws Exception {
    line.promise("t", "PostRecipe", FIVE);
    server.nodes().behave("Recipe", PressNodes.taking(StatusCodes.Good_CompletesAsynchronously));
    line.commit("t");
    State.Committing pending = line.awaitCommitting("t", PressLine::isUnknown);
    assertThat(reasons(pending)).extracting(Reason::code).containsExactly(Code.NOT_VERIFIED);
    staysUndoneAndUnrepeated();
  }

  @Test
  void anUncertainWriteIsDoneWhereItIsSeenAndOnlyThere() throws Exception {
    line.promise("t", "SetRecipe", FIVE);
    server.nodes().behave("Recipe", PressNodes.refusing(StatusCodes.Uncertain_SubNormal));
    line.commit("t");
    State.Committing uncertain = line.awaitCommitting("t", PressLine::isUnknown);
    assertThat(reasons(uncertain)).extracting(Reason::code).containsOnly(Code.NOT_VERIFIED);
    staysUndoneAndUnrepeated();
    server.nodes().set("Recipe", 5);
    line.awaitCommitted("t");
  }

  @Test
  void halfABatchIsNeverCalledNothing() throws Exception {
    line.promise("t", "SetBoth", BOTH);
    line.commit("t");
    State.Committing half = line.awaitCommitting("t", each -> !reasons(each).isEmpty());
    assertThat(half.progress().getFirst().toString())
        .containsAnyOf("Recipe: accepted by the device: Recipe: Good", "carried out in part");
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
    server.nodes().behave("Locked", PressNodes.taking(StatusCodes.Good));
    line.awaitCommitted("t");
    assertThat(server.nodes().value("Locked")).isEqualTo(6);
  }

  @Test
  void halfABatchThatMayFireOnceWaitsForAPerson() throws Exception {
    halfOnce("SetBothOnce");
  }

  @Test
  void aSecondStepThatIsRefusedDoesNotRepeatTheFirst() throws Exception {
    halfOnce("SetInStepsOnce");
  }

  private void halfOnce(String command) throws Exception {
    line.promise("t", command, BOTH);
    line.commit("t");
    State.Committing stuck = line.awaitCommitting("t", PressLine::isStuck);
    assertThat(stuck.progress().getFirst()).isInstanceOf(Progress.Unknown.class);
    assertThat(stuck.progress().getFirst().toString()).contains("Recipe").contains("BadLocked");
    staysUndoneAndUnrepeated();
  }

  private static List<Reason> reasons(State.Committing committing) {
    return committing.progress().getFirst().reasons();
  }
}
