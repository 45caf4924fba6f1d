package dev.lockstep.rest.restat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Narayana hears for each state, whatever it wanted. */
class RestAtAnswersTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final Moment NOW = new Moment(Instant.EPOCH, 0, "test");
  private static final Decided DECIDED = Decided.byCoordinator(NOW);
  private static final Ballot.Yes YES =
      new Ballot.Yes(Promise.CHECKED, Optional.empty(), List.of(), NOW);
  private static final Branch BRANCH =
      new Branch(ID, "fingerprint", List.of(), Optional.empty(), List.of(), false);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state                | prepare  | commit            | rollback          | one phase
          ABSENT                 | 409      | 404               | 503               | HeuristicRollback
          PREPARING              | 503      | 503               | 503               | HeuristicHazard
          PREPARED               | Prepared | 503               | 503               | HeuristicHazard
          COMMITTING             | Prepared | 503               | HeuristicHazard   | Committed
          ROLLING_BACK           | 409      | 503               | RolledBack        | HeuristicRollback
          NEVER ROLLED_BACK      | 409      | HeuristicRollback | RolledBack        | HeuristicRollback
          NO ROLLED_BACK         | 409      | HeuristicRollback | RolledBack        | HeuristicRollback
          READ_ONLY              | ReadOnly | Committed         | RolledBack        | Committed
          READ_ONLY COMMITTED    | 409      | Committed         | ReadOnly          | Committed
          READ_ONLY ROLLED_BACK  | 409      | ReadOnly          | RolledBack        | ReadOnly
          YES COMMITTED          | 409      | Committed         | HeuristicCommit   | Committed
          YES ROLLED_BACK        | 409      | HeuristicRollback | RolledBack        | HeuristicRollback
          YES HEURISTIC_COMMIT   | 409      | HeuristicCommit   | HeuristicCommit   | HeuristicCommit
          YES HEURISTIC_ROLLBACK | 409      | HeuristicRollback | HeuristicRollback | HeuristicRollback
          YES HEURISTIC_MIXED    | 409      | HeuristicMixed    | HeuristicMixed    | HeuristicMixed
          YES HEURISTIC_HAZARD   | 409      | HeuristicHazard   | HeuristicHazard   | HeuristicHazard
          """)
  void everyStateHasItsAnswerToEveryRequest(
      String name, String prepare, String commit, String rollback, String onePhase) {
    State state = state(name);
    assertThat(said(() -> RestAtAnswers.vote(ID, state))).isEqualTo(prepare);
    assertThat(said(() -> RestAtAnswers.commit(ID, state))).isEqualTo(commit);
    assertThat(said(() -> RestAtAnswers.rollback(state))).isEqualTo(rollback);
    assertThat(said(() -> RestAtAnswers.onePhase(state))).isEqualTo(onePhase);
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void voteOfAnEndedTransactionIsAnsweredWithItsOutcome(Outcome outcome) throws IOException {
    try (Response vote = RestAtAnswers.vote(ID, ended(Optional.of(YES), Optional.of(outcome)))) {
      assertThat(vote.getStatus()).isEqualTo(409);
      assertThat(JsonMapper.builder().build().readTree((byte[]) vote.getEntity()).at("/outcome"))
          .hasToString('"' + outcome.name() + '"');
    }
  }

  private static String said(Supplier<Response> answer) {
    try (Response response = answer.get()) {
      return response.getStatus() == 200
          ? String.valueOf(response.getEntity()).replace("txstatus=Transaction", "")
          : Integer.toString(response.getStatus());
    } catch (RequestRefusedException declined) {
      return Integer.toString(declined.type().status());
    }
  }

  private static State state(String name) {
    String[] words = name.split(" ", 2);
    return switch (words[0]) {
      case "ABSENT" -> new State.Absent();
      case "PREPARING" ->
          new State.Preparing(BRANCH, State.Preparing.Phase.CHECKING, List.of(), NOW);
      case "PREPARED" -> new State.Prepared(BRANCH, YES, List.of());
      case "COMMITTING" ->
          new State.Committing(
              BRANCH, YES, DECIDED, List.of(), State.Committing.Standing.STUCK, NOW);
      case "ROLLING_BACK" ->
          new State.RollingBack(
              BRANCH,
              YES,
              DECIDED,
              Outcome.ROLLED_BACK,
              List.of(),
              State.RollingBack.Disarmament.PAUSED);
      case "NEVER" -> ended(Optional.empty(), Optional.of(Outcome.valueOf(words[1])));
      case "NO" ->
          ended(Optional.of(new Ballot.No(List.of(), NOW)), Optional.of(Outcome.valueOf(words[1])));
      case "READ_ONLY" ->
          ended(
              Optional.of(new Ballot.ReadOnly(List.of(), NOW)),
              Arrays.stream(words).skip(1).map(Outcome::valueOf).findFirst());
      default -> ended(Optional.of(YES), Optional.of(Outcome.valueOf(words[1])));
    };
  }

  private static State ended(Optional<Ballot> ballot, Optional<Outcome> outcome) {
    return new State.Ended(ID, Optional.of(BRANCH), ballot, outcome, List.of(), DECIDED, false);
  }
}
