package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator decides at the command line. */
class OperatorCommandsTest {
  private static final String T = "/api/v1/transactions/";
  private static final String WITHHELD =
      """
      {"id":"a","state":"COMMITTING","standing":"WITHHELD",
       "waitsFor":{"kind":"WITHHELD","cause":"the decision is old","remedy":"release or resolve"}}
      """;
  private static final String READINGS =
      """
      {"id":"a","state":"COMMITTING","readings":[
        {"device":"press-1","resource":"Force","wanted":120.5,"before":{"value":80,"status":"Good"},"now":{"value":80,"status":"Good"}},
        {"device":"press-1","resource":"Guard","expected":[{"use":"REQUIRES","condition":"Guard equals true","holds":false}],
         "unreadable":{"code":"DISCONNECTED","detail":"no connection"}}]}
      """;

  private final PlayedGateway gateway = new PlayedGateway();
  private final CommandRig shell = new CommandRig();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void whatTheMachinesShowStandsBeforeTheQuestionAndTheAnswerIsDone() {
    gateway
        .on("GET " + T + "a", WITHHELD)
        .on("GET " + T + "a/readings", READINGS)
        .on(
            "POST " + T + "a/release",
            202,
            "{\"id\":\"a\",\"state\":\"COMMITTING\",\"standing\":\"MOVING\"}");

    CommandRig.Said said = shell.typing("y\n").run(gateway, "release", "a", "--reason", "clear");

    assertThat(said.out())
        .isEqualTo(
            """
            a  COMMITTING WITHHELD
              why:  the decision is old
              then: release or resolve
              DEVICE   RESOURCE  WANTED                    BEFORE  SHOWS NOW
              press-1  Force     120.5                     80      80
              press-1  Guard     Guard equals true (DOES           NOT READABLE: no
                                 NOT HOLD)                         connection
            a: COMMITTING MOVING, goes on by itself
            """);
    assertThat(said.err()).isEqualTo("a: release, so that machines move? [y/N] ");
    assertThat(gateway.bodies("POST " + T + "a/release"))
        .containsExactly("{\"reason\":\"clear\",\"operator\":\"anna\"}");
    assertThat(said.code()).isZero();
  }

  @Test
  void anythingButYesDoesNothing() {
    gateway.on("GET " + T + "a", WITHHELD).on("GET " + T + "a/readings", READINGS);

    CommandRig.Said said = shell.typing("\n").run(gateway, "release", "a", "--reason", "clear");

    assertThat(said.code()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(said.err()).contains("nothing was done");
    assertThat(gateway.asked()).noneMatch(each -> each.line().startsWith("POST"));
  }

  @Test
  void gatewayWithoutReadingsOfTheMomentSendsThePersonToTheMachine() {
    gateway.on("GET " + T + "a", WITHHELD).on("POST " + T + "a/release", "{\"id\":\"a\"}");

    CommandRig.Said said = shell.typing("yes\n").run(gateway, "release", "a", "--reason", "clear");

    assertThat(said.out()).contains("what the machines show now is not known: go and look");
    assertThat(said.code()).isZero();
  }

  @Test
  void whereNobodyCanBeAskedNothingIsDoneWithoutYes() {
    CommandRig.Said said = shell.run(gateway, "release", "a", "--reason", "clear");

    assertThat(said.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.err()).contains("nothing was done", "--yes");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void severalAreDoneEachForItselfWithASummary() {
    gateway
        .on("POST " + T + "a/resolve", "{\"id\":\"a\",\"outcome\":\"HEURISTIC_COMMIT\"}")
        .refusing("POST " + T + "b/resolve", 409, "not-stuck", "b is ENDED and does not wait")
        .on("POST " + T + "c/resolve", "{\"id\":\"c\",\"outcome\":\"HEURISTIC_COMMIT\"}");

    CommandRig.Said said =
        shell.run(
            gateway,
            "resolve",
            "a",
            "b",
            "a",
            "c",
            "--outcome=COMMITTED",
            "--reason=seen",
            "--yes");

    assertThat(said.out())
        .isEqualTo("a: HEURISTIC_COMMIT\nc: HEURISTIC_COMMIT\nof 3: 2 done, 1 waits\n");
    assertThat(said.err()).contains("b: ", "b is ENDED and does not wait");
    assertThat(said.code()).isEqualTo(ExitCode.WAITS.code());
    assertThat(gateway.bodies("POST " + T + "a/resolve"))
        .containsExactly("{\"reason\":\"seen\",\"operator\":\"anna\",\"outcome\":\"COMMITTED\"}");
  }

  @Test
  void severalForMachinesAreTheAnswersOfTheApiLineByLine() {
    gateway
        .on("POST " + T + "a/resolve", "{\"id\":\"a\"}")
        .on("POST " + T + "b/resolve", 409, "{\"type\":\"/problems/not-stuck\",\"detail\":\"no\"}");

    CommandRig.Said said =
        shell.run(
            gateway,
            "resolve",
            "a",
            "b",
            "--outcome=COMMITTED",
            "--reason=seen",
            "--yes",
            "--json");

    assertThat(said.out())
        .isEqualTo("{\"id\":\"a\"}\n{\"type\":\"/problems/not-stuck\",\"detail\":\"no\"}\n");
  }

  @Test
  void lostAnswerIsNotTakenForAFailureAndNotRepeated() {
    gateway.losing("POST " + T + "a/release").on("POST " + T + "b/release", "{\"id\":\"b\"}");

    CommandRig.Said said = shell.run(gateway, "release", "a", "b", "--reason", "clear", "--yes");

    assertThat(said.code()).isEqualTo(ExitCode.UNKNOWN.code());
    assertThat(said.err()).contains("it may have been done; look before you repeat it");
    assertThat(gateway.bodies("POST " + T + "a/release")).hasSize(1);
    assertThat(said.out()).contains("b: ended", "1 done, 1 unknown");
  }

  @Test
  void forgettingKeepsEachResult() {
    gateway
        .on("DELETE " + T + "a", 204, "")
        .refusing("DELETE " + T + "b", 403, "forbidden", "b has no heuristic outcome");

    CommandRig.Said said = shell.run(gateway, "forget", "a", "b");

    assertThat(said.out()).isEqualTo("a: forgotten\nof 2: 1 done, 1 not allowed\n");
    assertThat(said.code()).isEqualTo(ExitCode.NOT_ALLOWED.code());
  }

  @Test
  void decisionInAnEnsembleIsForgottenWithAReasonAndUnconfirmedOnlyWhereThatIsSaid() {
    String decision = "POST /api/v1/coordinations/c/forget";
    gateway.refusing(decision, 409, "not-confirmed", "c: http://b voted and does not know it");

    CommandRig.Said refused =
        shell.run(gateway, "forget", "--coordination", "--reason", "seen", "c");

    assertThat(refused.code()).isEqualTo(ExitCode.WAITS.code());
    assertThat(refused.err()).contains("does not know it");
    String other = "POST /api/v1/coordinations/d/forget";
    gateway.on(other, 204, "");
    CommandRig.Said said =
        shell.run(gateway, "forget", "--coordination", "--unconfirmed", "--reason", "seen", "d");
    assertThat(said.out()).isEqualTo("d: forgotten\n");
    assertThat(gateway.bodies(decision))
        .containsExactly("{\"reason\":\"seen\",\"operator\":\"anna\",\"unconfirmed\":false}");
    assertThat(gateway.bodies(other))
        .containsExactly("{\"reason\":\"seen\",\"operator\":\"anna\",\"unconfirmed\":true}");
    assertThat(shell.run(gateway, "forget", "--coordination", "c").code())
        .isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void whoIsLoggedInIsNotSentWhereALoginSaysIt() {
    gateway.on("POST " + T + "a/release", "{\"id\":\"a\"}");

    CommandRig.Said said =
        shell
            .variable("LOCKSTEP_PASSWORD", "correct horse")
            .run(gateway, "release", "a", "--reason=clear", "--yes", "--user", "otto");

    assertThat(said.code()).isZero();
    assertThat(gateway.asked())
        .containsExactly(
            new PlayedGateway.Asked(
                "POST " + T + "a/release",
                "{\"reason\":\"clear\"}",
                GatewayClient.basic("otto", "correct horse")));
  }
}
