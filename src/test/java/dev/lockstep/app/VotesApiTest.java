package dev.lockstep.app;

import static dev.lockstep.app.TransactionsApiTest.recipe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.rest.Origin;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a vote says over HTTP: its reasons, readings and warnings. Each test has ids of its own. */
@QuarkusTest
@TestProfile(TransactionsApiTest.Plant.class)
class VotesApiTest {
  private static final String T = "/api/v1/transactions/";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  @Test
  void resourceThatAnotherHoldsVotesRollbackAndNamesTheHolder() {
    caller.prepare("h-1", recipe("press-2", "50"));

    ApiCaller.Said vote = caller.prepare("h-2", recipe("press-2", "60"));

    assertThat(vote.status()).isEqualTo(409);
    assertThat(vote.at("/vote")).isEqualTo("ROLLBACK");
    assertThat(vote.at("/reasons/0/code")).isEqualTo("RESERVED");
    assertThat(vote.at("/reasons/0/detail")).contains("h-1");
    assertThat(caller.post(T + "h-1/rollback").status()).isEqualTo(200);
  }

  @Test
  void prepareThatIsRepeatedRightAfterItsVoteRollbackGetsTheSameVote() {
    caller.prepare("v-1", recipe("press-2", "50"));
    ApiCaller.Said vote = caller.prepare("v-2", recipe("press-2", "60"));
    caller.post(T + "v-1/rollback");

    ApiCaller.Said again = caller.prepare("v-2", recipe("press-2", "60"));

    assertThat(vote.status()).isEqualTo(409);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body()).isEqualTo(vote.body());
    assertThat(caller.post(T + "v-2/commit").at("/type")).isEqualTo("/problems/ended-otherwise");
  }

  @Test
  void rollbackVoteNamesEveryReasonWithItsPlace() {
    ApiCaller.Said vote =
        caller.prepare(
            "n-1",
            recipe("press-1", "200.0000000000000001")
                + ", {\"device\": \"nobody\", \"command\": \"x\"}"
                + ", {\"device\": \"press-2\", \"command\": \"Force\","
                + " \"arguments\": {\"Force\": \"NaN\"}}");

    assertThat(vote.status()).isEqualTo(409);
    assertThat(vote.body().at("/reasons").findValuesAsText("code"))
        .contains("OUT_OF_RANGE", "UNKNOWN_DEVICE", "WRONG_TYPE");
    assertThat(vote.at("/reasons/0/device")).isEqualTo("press-1");
    assertThat(vote.at("/reasons/0/resource")).isEqualTo("Force");
    assertThat(vote.at("/reasons/0/detail")).contains("0 to 200");
  }

  @Test
  void limitsOfAValueAreInclusive() {
    assertThat(caller.prepare("l-1", recipe("press-1", "200.0")).status()).isEqualTo(200);
    assertThat(caller.post(T + "l-1/rollback").status()).isEqualTo(200);
  }

  @Test
  void onlyLookingVotesReadOnlyWithTheReadings() {
    ApiCaller.Said vote =
        caller.prepare("ro-1", "{\"device\": \"press-2\", \"command\": \"Force\", \"read\": true}");

    assertThat(vote.status()).isEqualTo(200);
    assertThat(vote.at("/vote")).isEqualTo("READ_ONLY");
    assertThat(vote.body().at("/readings/0/value").isNumber()).isTrue();
  }

  @Test
  void decisionAfterReadOnlySaysThatNothingMoved() {
    String look = "{\"device\": \"press-2\", \"command\": \"Force\", \"read\": true}";
    caller.prepare("ro-2", look);
    ApiCaller.Said rolledBack = caller.post(T + "ro-2/rollback");
    assertThat(rolledBack.status()).isEqualTo(200);
    assertThat(rolledBack.at("/vote")).isEqualTo("READ_ONLY");
    assertThat(rolledBack.at("/outcome")).isEqualTo("ROLLED_BACK");

    caller.prepare("ro-3", look);
    assertThat(caller.post(T + "ro-3/commit").at("/vote")).isEqualTo("READ_ONLY");
    ApiCaller.Said otherwise = caller.post(T + "ro-3/rollback");
    assertThat(otherwise.status()).isEqualTo(409);
    assertThat(otherwise.at("/vote")).isEqualTo("READ_ONLY");
    assertThat(otherwise.at("/detail")).contains("nothing moved here", "told first is COMMITTED");
  }

  @Test
  void voteWarnsOfACoordinatorThatWillNotBeAsked() {
    String coordinator = "http://coordinater.example/api/v1/coordinations/wa-1";
    ApiCaller.Said vote =
        caller.post(
            T + "wa-1/prepare",
            "{\"coordinator\": \"%s\", \"commands\": [%s]}"
                .formatted(coordinator, recipe("press-2", "5")));
    assertThat(vote.status()).isEqualTo(200);
    assertThat(vote.at("/vote")).isEqualTo("COMMIT");
    assertThat(vote.body().at("/warnings")).hasSize(1);
    assertThat(vote.at("/warnings/0"))
        .contains(coordinator + " is not on lockstep.coordinators.allowed", "a person must decide");
    assertThat(caller.get(T + "wa-1").body().at("/warnings"))
        .isEqualTo(vote.body().at("/warnings"));

    assertThat(caller.post(T + "wa-1/rollback").status()).isEqualTo(200);
    assertThat(caller.get(T + "wa-1").body().has("warnings")).isFalse();
  }

  @Test
  void voteWarnsOfATransactionThatIsDecidedInAnEnsembleThatIsNotConfigured() {
    String coordinator =
        "zookeeper:/lockstep/wa-2?participant=1&of=2&plan=0123456789abcdef&within=PT10S&log=0123456789abcdef";
    ApiCaller.Said vote =
        caller.post(
            T + "wa-2/prepare",
            "{\"coordinator\": \"%s\", \"commands\": [%s]}"
                .formatted(coordinator, recipe("press-2", "5")));
    assertThat(vote.at("/vote")).isEqualTo("COMMIT");
    assertThat(vote.body().at("/warnings")).hasSize(1);
    assertThat(vote.at("/warnings/0"))
        .contains(coordinator, "lockstep.ensemble.connect", "a person must decide");
    assertThat(caller.post(T + "wa-2/rollback").status()).isEqualTo(200);
  }

  @Test
  void addressThatIsTooLongIsRefusedAtItsPlace() {
    String longest = "http://c/" + "x".repeat(Origin.LENGTH_MAX - 9);
    String commands = "\"commands\": [" + recipe("press-2", "5") + "]}";
    ApiCaller.Said refused =
        caller.post(
            T + "long-1/prepare",
            "{\"participants\": [\"http://a\", \"%sx\"], %s".formatted(longest, commands));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/pointer")).isEqualTo("/participants/1");
    assertThat(
            caller
                .post(
                    T + "long-1/prepare",
                    "{\"coordinator\": \"%s\", %s".formatted(longest, commands))
                .status())
        .isEqualTo(200);
    assertThat(caller.post(T + "long-1/rollback").status()).isEqualTo(200);
  }

  @Test
  void deviceThatIsNotThereVotesRollbackWithThatReason() {
    ApiCaller.Said vote = caller.prepare("d-1", recipe("press-away", "5"));

    assertThat(vote.status()).isEqualTo(409);
    assertThat(vote.at("/reasons/0/code")).isEqualTo("DISCONNECTED");
    assertThat(vote.at("/reasons/0/device")).isEqualTo("press-away");
  }
}
