package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One machine says nothing: its callers are answered in their time, all others as ever. */
@Tag("fault")
class SilentMachineIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int READINGS_MAX = 8;
  private static final int WAITING_MAX = 2;

  private static final PlantLine LINE =
      PlantLine.start(
          "silent-machine",
          Map.of(
              "lockstep.transactions.check-within", "1s",
              "lockstep.transactions.answer-within", "3s",
              "lockstep.transactions.waiting-max", Integer.toString(WAITING_MAX),
              "lockstep.limits.timeout-default", "2s",
              "lockstep.limits.looks-max", Integer.toString(READINGS_MAX)));

  private final Web web = new Web(LINE.gateway().address());

  @AfterEach
  void speakAgain() {
    LINE.plant().press().answer();
    LINE.awaitConnected();
    web.close();
  }

  @AfterAll
  static void end() {
    LINE.close();
  }

  private static String commands(Map<String, Object> command) {
    try {
      return JSON.writeValueAsString(Map.of("commands", List.of(command)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private CompletableFuture<HttpResponse<String>> prepare(String id, String device, double force) {
    return web.call(id, "prepare", commands(PlantLine.setForce(device, force)));
  }

  @Test
  void machineThatSaysNothingVotesRollbackAndTheOthersGoOn() throws Exception {
    LINE.plant().press().fallSilent();
    CompletableFuture<HttpResponse<String>> silent = prepare("s-1", "press", 500);

    int together = 0;
    for (int each = 0; each < 20; each++) {
      String id = "s-other-" + each;
      assertThat(prepare(id, "memory-1", 100 + each).get().statusCode()).isEqualTo(200);
      assertThat(web.call(id, "commit", "").get().body()).contains("COMMITTED");
      together += silent.isDone() ? 0 : 1;
    }

    // However slow this machine is, at least one other transaction was over before the silent one.
    assertThat(together).isPositive();
    assertThat(silent.get().statusCode()).isEqualTo(409);
    assertThat(silent.get().body()).contains("\"vote\":\"ROLLBACK\"", "\"device\":\"press\"");
    assertThat(web.call("s-1", "commit", "").get().statusCode()).isEqualTo(409);
  }

  @Test
  void commitThatTheMachineDoesNotAnswerIs202AndGoesOnByItself() throws Exception {
    assertThat(prepare("c-1", "press", 600).get().statusCode()).isEqualTo(200);
    LINE.plant().press().fallSilent();

    HttpResponse<String> underway = web.call("c-1", "commit", "").get();

    assertThat(underway.statusCode()).isEqualTo(202);
    assertThat(Web.header(underway, "Retry-After")).isEqualTo("1");
    // The server makes it absolute, as RFC 9110 allows.
    assertThat(Web.header(underway, "Location")).endsWith("/api/v1/transactions/c-1");
    assertThat(underway.body()).contains("\"state\":\"COMMITTING\"");
    assertThat(web.get("/api/v1/transactions/c-1").get().body()).contains("COMMITTING");
    assertThat(web.call("c-1", "rollback", "").get().body()).contains("already-committing");

    LINE.plant().press().answer();
    LINE.awaitTransaction(
        "c-1", "committed", body -> body.path("outcome").asText().equals("COMMITTED"));
    assertThat(web.call("c-1", "commit", "").get().statusCode()).isEqualTo(200);
    assertThat(LINE.plant().press().shown().force()).isEqualTo(600);
  }

  @Test
  void commitsThatWaitForASilentMachineTakeNobodyElsesRoom() throws Exception {
    assertThat(prepare("w-1", "press", 800).get().statusCode()).isEqualTo(200);
    LINE.plant().press().fallSilent();
    List<CompletableFuture<HttpResponse<String>>> told = new ArrayList<>();
    for (int each = 0; each < 5 * WAITING_MAX; each++) {
      told.add(web.call("w-1", "commit", ""));
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                told.stream().filter(CompletableFuture::isDone).count()
                    >= told.size() - WAITING_MAX);

    assertThat(told).anyMatch(each -> !each.isDone());
    for (CompletableFuture<HttpResponse<String>> each : told) {
      assertThat(each.get().statusCode()).isEqualTo(202);
    }
    LINE.plant().press().answer();
    LINE.awaitTransaction(
        "w-1", "committed", body -> body.path("outcome").asText().equals("COMMITTED"));
  }

  @Test
  void commitBeforeTheVoteIsRefused() throws Exception {
    LINE.plant().press().fallSilent();
    CompletableFuture<HttpResponse<String>> vote = prepare("p-1", "press", 700);
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> web.get("/api/v1/transactions/p-1").get().body().contains("PREPARING"));

    HttpResponse<String> early = web.call("p-1", "commit", "").get();

    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("/problems/still-preparing");
    assertThat(vote.get().statusCode()).isEqualTo(409);
  }

  @Test
  void readingsOfASilentMachineTakeNobodyElsesRoom() throws Exception {
    LINE.plant().press().fallSilent();
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int each = 0; each < 5 * READINGS_MAX; each++) {
      asked.add(web.get("/api/v1/devices/press/resources/PressingForce"));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> asked.stream().filter(CompletableFuture::isDone).count() > READINGS_MAX);

    assertThat(web.get("/api/v1/devices/memory-1/resources/PressingForce").get().statusCode())
        .isEqualTo(200);
    assertThat(web.get("/api/v1/transactions").get().statusCode()).isEqualTo(200);
    int refused = 0;
    for (CompletableFuture<HttpResponse<String>> each : asked) {
      assertThat(each.get().statusCode()).isEqualTo(503);
      refused += Web.refusedEarly(each.get()) ? 1 : 0;
    }
    assertThat(refused).isEqualTo(asked.size() - READINGS_MAX);
  }
}
