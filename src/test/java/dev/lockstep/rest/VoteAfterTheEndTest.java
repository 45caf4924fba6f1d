package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.participant.Answer;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Protocol;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a prepare or execute hears that comes again when its transaction is over (P2). */
class VoteAfterTheEndTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final Moment NOW = new Moment(Instant.EPOCH, 0, "test");
  private static final Decided DECIDED = Decided.byCoordinator(NOW);
  private static final Ballot YES =
      new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), NOW);
  private static final Ballot READ_ONLY = new Ballot.ReadOnly(List.of(), NOW);

  private static Branch branch(boolean onePhase) {
    return new Branch(ID, "same", List.of(), Optional.empty(), List.of(), onePhase);
  }

  private static State ended(boolean onePhase, Ballot ballot, Optional<Outcome> outcome) {
    Optional<Branch> branch = Optional.of(branch(onePhase));
    return new State.Ended(ID, branch, Optional.of(ballot), outcome, List.of(), DECIDED, false);
  }

  private static Answer again(State state, boolean onePhase) {
    Event prepare = new Event.PrepareRequested(branch(onePhase), List.of(), NOW);
    return new Answer(Protocol.decide(state, prepare).reply(), state);
  }

  private static JsonNode body(Response response, int status) {
    try (response) {
      assertThat(response.getStatus()).isEqualTo(status);
      return JsonMapper.builder().build().readTree((byte[]) response.getEntity());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "COMMITTED, ENDED_BEFORE",
    "ROLLED_BACK, ROLLED_BACK_BEFORE",
    "HEURISTIC_COMMIT, ENDED_BEFORE",
    "HEURISTIC_ROLLBACK, ENDED_BEFORE",
    "HEURISTIC_MIXED, ENDED_BEFORE",
    "HEURISTIC_HAZARD, ENDED_BEFORE"
  })
  void voteCommitIsNeverRepeatedAfterTheEnd(Outcome outcome, String code) {
    State state = ended(false, YES, Optional.of(outcome));

    JsonNode vote = body(TransactionResponses.vote(ID, again(state, false)), 409);

    assertThat(vote.path("vote").asText()).isEqualTo("ROLLBACK");
    assertThat(vote.at("/reasons/0/code").asText()).isEqualTo(code);
    assertThat(vote.path("outcome").asText()).isEqualTo(outcome.name());
    assertThat(vote.has("promise")).isFalse();
  }

  @Test
  void voteCommitIsNotRepeatedWhileItIsRolledBack() {
    State state =
        new State.RollingBack(
            branch(false),
            YES,
            DECIDED,
            Outcome.ROLLED_BACK,
            List.of(),
            State.RollingBack.Disarmament.PAUSED);

    JsonNode vote = body(TransactionResponses.vote(ID, again(state, false)), 409);

    assertThat(vote.path("vote").asText()).isEqualTo("ROLLBACK");
    assertThat(vote.at("/reasons/0/code").asText()).isEqualTo("ROLLED_BACK_BEFORE");
    assertThat(vote.has("outcome")).as("not durable yet").isFalse();
  }

  @Test
  void readOnlyIsRepeatedAsLongAsNoDecisionIsKnown() {
    State undecided = ended(false, READ_ONLY, Optional.empty());
    State committed = ended(false, READ_ONLY, Optional.of(Outcome.COMMITTED));

    assertThat(
            body(TransactionResponses.vote(ID, again(undecided, false)), 200).path("vote").asText())
        .isEqualTo("READ_ONLY");
    assertThat(
            body(TransactionResponses.vote(ID, again(committed, false)), 409).path("vote").asText())
        .isEqualTo("ROLLBACK");
  }

  @Test
  void onePhaseIsAnsweredWithTheOutcome() {
    State committed = ended(true, YES, Optional.of(Outcome.COMMITTED));
    State looked = ended(true, READ_ONLY, Optional.empty());

    JsonNode end = body(TransactionResponses.execution(ID, again(committed, true)), 200);
    assertThat(end.path("outcome").asText()).isEqualTo("COMMITTED");
    assertThat(
            body(TransactionResponses.execution(ID, again(looked, true)), 200)
                .path("vote")
                .asText())
        .isEqualTo("READ_ONLY");
  }
}
