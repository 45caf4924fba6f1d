package dev.lockstep.rest.tcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.participant.Answer;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What DTM and its clients hear for each state, whatever they called. */
class TccAnswersTest {
  private static final TransactionId ID = new TransactionId("g~1");
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
          # state                | try         | confirm     | cancel
          ABSENT                 | 425 ONGOING | 404         | 425 ONGOING
          PREPARING              | 425 ONGOING | 425 ONGOING | 425 ONGOING
          PREPARED               | 200 SUCCESS | 425 ONGOING | 425 ONGOING
          COMMITTING             | 200 SUCCESS | 425 ONGOING | 409 FAILURE
          ROLLING_BACK           | 409 FAILURE | 409 FAILURE | 425 ONGOING
          NEVER ROLLED_BACK      | 409 FAILURE | 409 FAILURE | 200 SUCCESS
          NO ROLLED_BACK         | 409 FAILURE | 409 FAILURE | 200 SUCCESS
          READ_ONLY              | 200 SUCCESS | 200 SUCCESS | 200 SUCCESS
          READ_ONLY COMMITTED    | 409 FAILURE | 200 SUCCESS | 200 SUCCESS
          YES COMMITTED          | 409 FAILURE | 200 SUCCESS | 409 FAILURE
          YES ROLLED_BACK        | 409 FAILURE | 409 FAILURE | 200 SUCCESS
          YES HEURISTIC_COMMIT   | 409 FAILURE | 200 SUCCESS | 409 FAILURE
          YES HEURISTIC_ROLLBACK | 409 FAILURE | 409 FAILURE | 200 SUCCESS
          YES HEURISTIC_MIXED    | 409 FAILURE | 409 FAILURE | 409 FAILURE
          YES HEURISTIC_HAZARD   | 409 FAILURE | 409 FAILURE | 409 FAILURE
          """)
  void everyStateHasItsAnswerToEveryCall(
      String name, String attempt, String confirm, String cancel) {
    State state = state(name);
    assertThat(said(() -> TccAnswers.vote(ID, new Answer(new Reply.Taken(), state))))
        .isEqualTo(attempt);
    assertThat(said(() -> TccAnswers.confirm(ID, state))).isEqualTo(confirm);
    assertThat(said(() -> TccAnswers.cancel(state))).isEqualTo(cancel);
  }

  @Test
  void otherCommandsUnderTheSameBranchAreNoSuccess() {
    Answer refused = new Answer(new Reply.Refused(Reply.Refusal.OTHER_COMMANDS), state("PREPARED"));
    assertThatThrownBy(() -> TccAnswers.vote(ID, refused))
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            refusal -> assertThat(refusal.type().status()).isEqualTo(409));
  }

  /** Clients before 1.10 look for the words anywhere in a body. */
  @Test
  void machineThatSaysOneOfTheWordsItselfIsQuotedSoThatNobodyTakesItForTheAnswer()
      throws IOException {
    Ballot.No no =
        new Ballot.No(List.of(Reason.of(Reason.Code.NOT_ARMED, "the PLC says ONGOING")), NOW);
    State ended = ended(Optional.of(no), Optional.of(Outcome.ROLLED_BACK));
    try (Response answer = TccAnswers.vote(ID, new Answer(new Reply.Taken(), ended))) {
      String body = String.valueOf(answer.getEntity());
      assertThat(body).contains("FAILURE").doesNotContain("ONGOING");
      assertThat(JsonMapper.builder().build().readTree(body).at("/reasons/0/detail").asText())
          .isEqualTo("the PLC says ONGOING");
    }
  }

  private static String said(Supplier<Response> answer) {
    try (Response response = answer.get()) {
      String word =
          JsonMapper.builder()
              .build()
              .readTree(String.valueOf(response.getEntity()))
              .at("/dtm_result")
              .asText();
      return response.getStatus() + " " + word;
    } catch (RequestRefusedException declined) {
      return Integer.toString(declined.type().status());
    } catch (IOException notJson) {
      throw new AssertionError(notJson);
    }
  }

  private static State state(String name) {
    String[] words = name.split(" ", 2);
    Optional<Outcome> outcome = Arrays.stream(words).skip(1).map(Outcome::valueOf).findFirst();
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
      case "NEVER" -> ended(Optional.empty(), outcome);
      case "NO" -> ended(Optional.of(new Ballot.No(List.of(), NOW)), outcome);
      case "READ_ONLY" -> ended(Optional.of(new Ballot.ReadOnly(List.of(), NOW)), outcome);
      default -> ended(Optional.of(YES), outcome);
    };
  }

  private static State ended(Optional<Ballot> ballot, Optional<Outcome> outcome) {
    return new State.Ended(ID, Optional.of(BRANCH), ballot, outcome, List.of(), DECIDED, false);
  }
}
