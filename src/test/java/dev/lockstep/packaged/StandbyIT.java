package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.loadRecipe;
import static dev.lockstep.packaged.PlantLine.setSpeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two packaged gateways for one line. Each story begins where the one before has ended: with one PC
 * active and the other in sync.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandbyIT {
  private static final int ENDED = 75;

  private StandbyPlant line;

  @BeforeAll
  void start() {
    line = StandbyPlant.start("standby");
  }

  @AfterAll
  void end() {
    line.close();
  }

  @Test
  @Order(1)
  void aVoteIsKeptOverATakeoverInOrderAndEachMachineMovesOnce() {
    long moves = line.plant().shown().press().moves();
    vote(line.one(), "in-order", 11);
    Rest.Reply elsewhere = StandbyPlant.prepare(line.two(), "elsewhere", changeover(12));
    assertThat(elsewhere.status()).isEqualTo(503);
    assertThat(elsewhere.body().path("type").asText()).isEqualTo("/problems/standby");
    assertThat(elsewhere.body().path("detail").asText()).contains("pc-1");

    stepDownOnThePage(line.one());
    awaitEnd(line.one());
    line.two().awaitReady();
    line.awaitConnected(line.two());
    await()
        .atMost(StandbyPlant.PATIENCE)
        .until(
            () -> line.two().rest().get("/api/v1/audit").body().toString(),
            acts -> acts.contains("step_down") && acts.contains("the page says so"));

    assertThat(line.two().rest().get("/api/v1/transactions/in-order").body().path("state").asText())
        .isEqualTo("PREPARED");
    committed(line.two(), "in-order");
    assertThat(line.plant().shown().press().moves()).isEqualTo(moves + 1);
    again(line.one(), line.two());
  }

  @Test
  @Order(2)
  void whatTheKilledOneWasAtIsSettledByTheMachinesRecordAndMovesOnce() {
    long moves = line.plant().shown().press().moves();
    vote(line.two(), "killed", 21);
    line.plant().press().fallSilentAtCommit();
    inBackground(() -> StandbyPlant.commit(line.two(), "killed"));
    await()
        .atMost(StandbyPlant.PATIENCE)
        .until(() -> line.plant().shown().press().moves() == moves + 1);
    line.two().kill();

    assertThat(line.say(line.one(), "take-over").status()).isEqualTo(200);
    line.one().awaitReady();
    line.plant().press().answer();
    StandbyPlant.awaitTransaction(
        line.one(), "killed", shown -> shown.path("outcome").asText().equals("COMMITTED"));
    assertThat(line.plant().shown().press().moves()).isEqualTo(moves + 1);
    assertThat(line.one().rest().get("/q/health/ready").body().toString())
        .contains("lineTroubles", "nobody could take over: start pc-2");
    again(line.two(), line.one());
  }

  @Test
  @Order(3)
  void oneThatWasStoppedOverATakeoverMovesNothingWhenItWakesAndEndsItself() {
    line.awaitConnected(line.one());
    long moves = line.plant().shown().press().moves();
    vote(line.one(), "stopped", 31);
    line.one().pause();
    assertThat(line.say(line.two(), "take-over").status()).isEqualTo(200);
    line.two().awaitReady();
    line.awaitConnected(line.two());
    committed(line.two(), "stopped");
    line.one().resume();
    inBackground(() -> StandbyPlant.commit(line.one(), "stopped"));
    awaitEnd(line.one());
    assertThat(line.plant().shown().press().moves()).isEqualTo(moves + 1);
    again(line.one(), line.two());
  }

  /** A standby has no page, and says what to do instead. */
  private void stepDownOnThePage(GatewayProcess active) {
    try (Web page = new Web(active.address());
        Web standby = new Web(line.two().address())) {
      assertThat(standby.get("/dashboard", "text/html").join().body())
          .contains("pc-2", "lockstep standby take-over");
      assertThat(page.get("/dashboard").join().body())
          .contains("Two PCs", "pc-2 in sync", "/dashboard/standby/step-down")
          .doesNotContain("/dashboard/standby/alone");
      Map<String, String> alone = said(page, "/dashboard/standby/alone");
      assertThat(page.form("/dashboard/standby/alone", alone).join())
          .satisfies(
              refused -> {
                assertThat(refused.statusCode()).isEqualTo(409);
                assertThat(refused.body()).contains("nothing was done: pc-2 answers");
              });
      Map<String, String> down = said(page, "/dashboard/standby/step-down");
      assertThat(page.form("/dashboard/standby/step-down", down).join())
          .satisfies(
              taken -> {
                assertThat(taken.statusCode()).isEqualTo(200);
                assertThat(taken.body()).contains("hands over to pc-2").doesNotContain("<button");
              });
    }
  }

  private static Map<String, String> said(Web page, String path) {
    Matcher token =
        Pattern.compile("name=\"token\" value=\"([^\"]+)\"")
            .matcher(page.get(path).join().body().split("action=\"" + path + "\"", 2)[1]);
    assertThat(token.find()).isTrue();
    return Map.of("token", token.group(1), "operator", "maria", "reason", "the page says so");
  }

  private static List<Map<String, Object>> changeover(int recipe) {
    return List.of(loadRecipe("press", recipe, 400), setSpeed(recipe / 100.0));
  }

  private static void vote(GatewayProcess active, String id, int recipe) {
    Rest.Reply vote = StandbyPlant.prepare(active, id, changeover(recipe));
    assertThat(vote.body().path("vote").asText()).as("%s", vote.body()).isEqualTo("COMMIT");
  }

  private static void committed(GatewayProcess active, String id) {
    Rest.Reply unused = StandbyPlant.commit(active, id);
    StandbyPlant.awaitTransaction(
        active, id, shown -> shown.path("outcome").asText().equals("COMMITTED"));
  }

  private static void awaitEnd(GatewayProcess pc) {
    assertThat(pc.death().orTimeout(StandbyPlant.PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
        .extracting(Process::exitValue)
        .isEqualTo(ENDED);
  }

  /** As its service manager does. */
  private void again(GatewayProcess ended, GatewayProcess active) {
    ended.start();
    line.awaitInSync(active, ended);
  }

  private static void inBackground(Runnable call) {
    Thread.startVirtualThread(
        () -> {
          try {
            call.run();
          } catch (UncheckedIOException gone) {
            // the process has ended meanwhile
          }
        });
  }
}
