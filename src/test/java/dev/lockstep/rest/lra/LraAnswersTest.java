package dev.lockstep.rest.lra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Promise;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.lra.LraStatus.Ending;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an LRA coordinator hears for each state, whatever it wanted. */
class LraAnswersTest {
  private static final TransactionId ID = new TransactionId("t1");
  private static final String ADDRESS = "http://line-a:8080/lra/participants/t1";
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
          # state                         | complete             | compensate
          ABSENT                          | 404                  | 404
          PREPARING                       | 503                  | 503
          PREPARED                        | 503                  | 503
          COMMITTING                      | 202                  | 409 FailedToCompensate
          ROLLING_BACK ROLLED_BACK        | 409 FailedToComplete | 202
          ROLLING_BACK HEURISTIC_COMMIT   | 202                  | 409 FailedToCompensate
          ROLLING_BACK HEURISTIC_ROLLBACK | 409 FailedToComplete | 202
          ROLLING_BACK HEURISTIC_MIXED    | 409 FailedToComplete | 409 FailedToCompensate
          NEVER ROLLED_BACK               | 409 FailedToComplete | 200
          NO ROLLED_BACK                  | 409 FailedToComplete | 200
          READ_ONLY                       | 200                  | 200
          READ_ONLY COMMITTED             | 200                  | 200
          READ_ONLY ROLLED_BACK           | 200                  | 200
          YES COMMITTED                   | 200                  | 409 FailedToCompensate
          YES ROLLED_BACK                 | 409 FailedToComplete | 200
          YES HEURISTIC_COMMIT            | 200                  | 409 FailedToCompensate
          YES HEURISTIC_ROLLBACK          | 409 FailedToComplete | 200
          YES HEURISTIC_MIXED             | 409 FailedToComplete | 409 FailedToCompensate
          YES HEURISTIC_HAZARD            | 409 FailedToComplete | 409 FailedToCompensate
          """)
  void everyStateHasItsAnswerToEveryEnding(String name, String complete, String compensate) {
    State state = state(name);
    assertThat(said(() -> LraAnswers.end(ID, state, Ending.CLOSE, ADDRESS))).isEqualTo(complete);
    assertThat(said(() -> LraAnswers.end(ID, state, Ending.CANCEL, ADDRESS))).isEqualTo(compensate);
  }

  /** A coordinator takes Completed and Compensated alike for done, whatever it had asked for. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # state                  | asked to close       | asked to cancel
          ABSENT                   | 404                  | 404
          PREPARED                 | 200 Active           | 200 Active
          COMMITTING               | 200 Completing       | 200 FailedToCompensate
          ROLLING_BACK ROLLED_BACK | 200 FailedToComplete | 200 Compensating
          NO ROLLED_BACK           | 200 FailedToComplete | 200 Compensated
          READ_ONLY                | 200 Completed        | 200 Compensated
          YES COMMITTED            | 200 Completed        | 200 FailedToCompensate
          YES HEURISTIC_HAZARD     | 200 FailedToComplete | 200 FailedToCompensate
          """)
  void statusIsToldAsTheActionIsMeantToEnd(String name, String close, String cancel) {
    State state = state(name);
    assertThat(said(() -> LraAnswers.status(ID, state, Ending.CLOSE))).isEqualTo(close);
    assertThat(said(() -> LraAnswers.status(ID, state, Ending.CANCEL))).isEqualTo(cancel);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"ABSENT, 200", "PREPARED, 503", "COMMITTING, 503", "YES COMMITTED, 200"})
  void lastWordIsHeardWhenItIsOverHere(String name, String answer) {
    assertThat(said(() -> LraAnswers.after(state(name), Optional.of(Ending.CLOSE))))
        .isEqualTo(answer);
  }

  private static String said(Supplier<Response> answer) {
    try (Response response = answer.get()) {
      return response.getStatus() + (response.hasEntity() ? " " + response.getEntity() : "");
    } catch (RequestRefusedException declined) {
      return Integer.toString(declined.type().status());
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
              outcome.orElseThrow(),
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
