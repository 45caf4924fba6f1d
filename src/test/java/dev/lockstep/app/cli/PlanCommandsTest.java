package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plans at the command line: what is sent, and what is shown as it comes. */
@Timeout(30)
class PlanCommandsTest {
  private static final String RUN = "POST /api/v1/plans/run";
  private static final String ID = "changeover-20261130-041500-3f2a";
  private static final String LOOK = "GET /api/v1/coordinations/" + ID;
  private static final String VOTED =
      """
      {"id":"changeover-20261130-041500-3f2a","state":"PREPARING","participants":[
        {"gateway":"http://a","vote":"COMMIT","promise":"LEASED","confirmed":false,"attempts":0},
        {"gateway":"http://b","confirmed":false,"attempts":0}]}
      """;
  private static final String ENDED =
      """
      {"id":"changeover-20261130-041500-3f2a","state":"ENDED","decision":"COMMIT","outcome":"COMMITTED","participants":[
        {"gateway":"http://a","vote":"COMMIT","promise":"LEASED","outcome":"COMMITTED","confirmed":true,"attempts":1},
        {"gateway":"http://b","vote":"READ_ONLY","confirmed":true,"attempts":0}]}
      """;

  @TempDir Path folder;
  private final PlayedGateway gateway = new PlayedGateway();
  private final CommandRig shell = new CommandRig();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void runShowsVotesDecisionAndConfirmationsOnceEachAsTheyCome() {
    gateway
        .on(RUN, 202, "{\"id\":\"" + ID + "\",\"state\":\"PREPARING\"}")
        .on(LOOK, VOTED)
        .on(LOOK, VOTED)
        .on(LOOK, ENDED);

    CommandRig.Said said = shell.run(gateway, "plan", "run", "changeover", "--set", "Recipe=8");

    assertThat(said.out())
        .isEqualTo(
            """
            changeover-20261130-041500-3f2a
            vote       http://a  COMMIT (LEASED)
            vote       http://b  READ_ONLY
            decided    COMMIT
            confirmed  http://a  COMMITTED
            confirmed  http://b
            changeover-20261130-041500-3f2a: COMMITTED
            """);
    assertThat(said.code()).isZero();
    assertThat(gateway.bodies(RUN))
        .containsExactly(
            "{\"operator\":\"anna\",\"plan\":\"changeover\",\"parameters\":{\"Recipe\":8},\"id\":\""
                + ID
                + "\"}");
  }

  @Test
  void endThatComesAtOnceIsShownWithoutALook() {
    gateway.on(RUN, ENDED);

    CommandRig.Said said = shell.run(gateway, "plan", "run", "changeover", "--json");

    assertThat(said.out()).isEqualTo(ENDED);
    assertThat(said.code()).isZero();
  }

  @Test
  void rolledBackIsANoWithItsReasons() {
    gateway.on(
        RUN,
        """
        {"id":"x","state":"ENDED","decision":"ABORT","reasons":["the press refuses"],"outcome":"ROLLED_BACK",
         "participants":[{"gateway":"http://a","vote":"ROLLBACK","confirmed":true,
           "reasons":[{"code":"REQUIREMENT","device":"press-1","command":"SetForce","detail":"the guard is open"}]}]}
        """);

    CommandRig.Said said = shell.run(gateway, "plan", "run", "changeover", "--id", "x");

    assertThat(said.out())
        .contains(
            "vote       http://a  ROLLBACK: press-1 SetForce: REQUIREMENT: the guard is open",
            "decided    ABORT: the press refuses");
    assertThat(said.code()).isEqualTo(ExitCode.REFUSED.code());
  }

  @Test
  void stoppedLookingSaysThatTheCoordinationGoesOn() throws Exception {
    gateway.on(RUN, 202, "{}").on(LOOK, VOTED);
    AtomicReference<CommandRig.Said> said = new AtomicReference<>();
    Thread looking =
        Thread.ofPlatform().start(() -> said.set(shell.run(gateway, "plan", "run", "changeover")));

    while (gateway.asked().size() < 4) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    looking.interrupt();
    looking.join();

    assertThat(said.get().err())
        .contains("coordination " + ID + " goes on by itself; lockstep plan watch " + ID);
    assertThat(said.get().code()).isEqualTo(ExitCode.STOPPED.code());
  }

  @Test
  void orderWhoseAnswerIsLostNamesWhatToLookAt() {
    gateway.losing(RUN);

    CommandRig.Said said = shell.run(gateway, "plan", "run", "changeover");

    assertThat(said.code()).isEqualTo(ExitCode.UNKNOWN.code());
    assertThat(said.err()).contains("lockstep plan watch " + ID + " says whether it was begun");
    assertThat(gateway.bodies(RUN)).hasSize(1);
  }

  @Test
  void planInAFileIsSentAsItsText() throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "name: mine\n");
    gateway.on(
        "POST /api/v1/plans/check",
        """
        {"ok":false,"plan":"mine","faults":[{"path":"participants[0]","line":3,"message":"no such device; did you mean press-1?"}]}
        """);

    CommandRig.Said said =
        shell.run(gateway, "plan", "check", file.toString(), "--set", "Name=\"8\"");

    assertThat(gateway.bodies("POST /api/v1/plans/check"))
        .containsExactly("{\"definition\":\"name: mine\\n\",\"parameters\":{\"Name\":\"8\"}}");
    assertThat(said.out())
        .contains(
            "fault in line 3 at participants[0]", "    no such device; did you mean press-1?");
    assertThat(said.code()).isEqualTo(ExitCode.REFUSED.code());
  }

  @Test
  void parametersAreNumbersWordsOrText() throws Exception {
    assertThat(PlanChoice.value("0.50").toString()).isEqualTo("0.50");
    assertThat(PlanChoice.value("true")).isEqualTo(true);
    assertThat(PlanChoice.value("fast lane")).isEqualTo("fast lane");
    assertThat(shell.run(gateway, "plan", "run", "x", "--set", "Recipe").err())
        .contains("NAME=VALUE would be right");
    assertThat(shell.run(gateway, "plan", "run", "none.yaml").err())
        .contains("none.yaml is not there");
  }

  @Test
  void dryRunShowsVotesAndReadingsAndThatAllIsRolledBack() {
    gateway.on(
        "POST /api/v1/plans/dry-run",
        """
        {"id":"dry-run.x","wouldCommit":true,"outcome":"ROLLED_BACK",
         "votes":[{"gateway":"http://a","vote":"COMMIT","promise":"CHECKED","confirmed":true}],
         "readings":[{"gateway":"http://a","device":"press-1","resource":"Force","shown":80,"wanted":120.5}]}
        """);

    CommandRig.Said said = shell.run(gateway, "plan", "dry-run", "changeover");

    assertThat(said.out())
        .isEqualTo(
            """
            vote       http://a  COMMIT (CHECKED)
            GATEWAY   DEVICE   RESOURCE  SHOWN  WANTED
            http://a  press-1  Force     80     120.5
            every gateway would commit; rolled back everywhere
            """);
  }

  @Test
  void plansAreListed() {
    gateway.on(
        "GET /api/v1/plans",
        """
        {"items":[{"name":"changeover","ok":false,"description":"Product B","parameters":[{"name":"Recipe"},{"name":"Speed"}]}]}
        """);

    assertThat(shell.run(gateway, "plan", "list").out())
        .contains("changeover  NO    Recipe, Speed  Product B");
    assertThat(shell.run(gateway, "plan").err()).contains("say what to do: list, check, dry-run");
  }
}
