package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.app.security.SecuredPlant;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans over HTTP: the page's example as it is written, at two gateways. */
@QuarkusTest
@TestProfile(PlannedPlant.class)
class PlansApiTest {
  private static final String PLANS = "/api/v1/plans";

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.catalog.plans")
  Path plans;

  @TempDir Path folder;

  private PlannedLines lines;
  private ApiCaller nobody;
  private ApiCaller cora;
  private ApiCaller otto;
  private ApiCaller vera;
  private Map<String, String> before;

  @BeforeEach
  void open() throws IOException {
    nobody = new ApiCaller(base, Optional.empty());
    cora = nobody.as("cora", SecuredPlant.PASSWORD);
    otto = nobody.as("otto", SecuredPlant.PASSWORD);
    vera = nobody.as("vera", SecuredPlant.PASSWORD);
    lines = new PlannedLines(folder);
    write("changeover", lines.here(PlanPage.block("plan")));
    before = lines.shown();
  }

  @AfterEach
  void close() throws IOException {
    lines.close();
    try (var files = Files.list(plans)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(plans.resolve(name + ".yaml"), text);
  }

  private void assertRolledBackEverywhere(String id) {
    assertThat(lines.states(id))
        .allSatisfy(
            state ->
                assertThat(state)
                    .isInstanceOfSatisfying(
                        State.Ended.class,
                        ended -> assertThat(ended.outcome()).contains(Outcome.ROLLED_BACK)));
    assertThat(lines.shown()).isEqualTo(before);
  }

  @Test
  void planOfThePageIsListedCheckedTriedAndPlayedAsItIsWritten() throws IOException {
    JsonNode row = vera.get(PLANS).body().at("/items/0");
    assertThat(row.path("name").asText()).isEqualTo("changeover");
    assertThat(row.path("ok").asBoolean()).isTrue();
    assertThat(row.at("/parameters/2/enumeration")).hasSize(3);
    JsonNode shown = vera.get(PLANS + "/changeover").body();
    assertThat(shown.at("/participants/0/commands/0/arguments/StagedRecipe").asText())
        .isEqualTo("${Recipe}");
    assertThat(shown.path("timeout").asText()).isEqualTo("PT10S");

    ApiCaller.Said checked = otto.post(PLANS + "/check", PlanPage.call("page").toString());
    assertThat(checked.body().path("faults")).isEmpty();
    assertThat(checked.body().has("warnings")).isFalse();
    assertThat(checked.body().path("ok").asBoolean()).isTrue();
    assertThat(checked.body().at("/participants/1/commands/0/arguments/Setpoint").isNumber())
        .isTrue();

    ApiCaller.Said tried = otto.post(PLANS + "/dry-run", PlanPage.call("page").toString());
    assertThat(tried.status()).as(tried.response().body()).isEqualTo(200);
    assertThat(tried.at("/id")).isEqualTo("dry-run.page");
    assertThat(tried.body().path("wouldCommit").asBoolean()).isTrue();
    assertThat(tried.at("/outcome")).isEqualTo("ROLLED_BACK");
    assertThat(PlanPage.votes(tried)).containsExactly("COMMIT ROLLED_BACK", "COMMIT ROLLED_BACK");
    assertThat(tried.body().path("readings"))
        .anySatisfy(
            reading -> {
              assertThat(reading.path("resource").asText()).isEqualTo("StagedRecipe");
              assertThat(reading.path("shown").asInt()).isEqualTo(7);
              assertThat(reading.path("wanted").asInt()).isEqualTo(8);
            })
        .hasSize(5);
    assertRolledBackEverywhere("dry-run.page");

    ApiCaller.Said played = otto.post(PLANS + "/run", PlanPage.call("page").toString());
    assertThat(played.status()).as(played.response().body()).isEqualTo(200);
    assertThat(played.at("/outcome")).isEqualTo("COMMITTED");
    assertThat(played.at("/plan/name")).isEqualTo("changeover");
    assertThat(played.at("/plan/version")).isEqualTo(shown.path("version").asText());
    assertThat(lines.shown())
        .isEqualTo(
            Map.of(
                "StagedRecipe", "8",
                "StagedForce", "120",
                "Speed", "0.5",
                "ProgramNumber", "20",
                "Setpoint", "180"));
  }

  @Test
  void sameCallGetsTheSameAnswerAndOtherParametersAreAnotherRequest() throws IOException {
    ApiCaller.Said first = cora.post(PLANS + "/run", PlanPage.call("again").toString());
    ApiCaller.Said again = cora.post(PLANS + "/run", PlanPage.call("again").toString());
    assertThat(again.at("/decidedAt")).isEqualTo(first.at("/decidedAt"));

    ObjectNode other = PlanPage.call("again");
    other.withObject("/parameters").put("Recipe", 9);
    assertThat(cora.post(PLANS + "/run", other.toString()).at("/type"))
        .isEqualTo("/problems/other-commands");
    assertThat(vera.get("/api/v1/coordinations/again").at("/plan/name")).isEqualTo("changeover");
  }

  @Test
  void gatewayThatObjectsIsShownWithItsReasonBesideTheOthersVotes() throws IOException {
    String speed =
        "{\"device\": \"conveyor\", \"command\": \"SetSpeed\", \"arguments\": {\"Speed\": 1}}";
    ApiCaller lineA = new ApiCaller(URI.create(lines.addressA() + "/"), Optional.empty());
    assertThat(lineA.prepare("holder", speed).at("/vote")).isEqualTo("COMMIT");

    ApiCaller.Said tried = otto.post(PLANS + "/dry-run", PlanPage.call("held").toString());

    assertThat(tried.status()).as(tried.response().body()).isEqualTo(200);
    assertThat(tried.body().path("wouldCommit").asBoolean(true)).isFalse();
    assertThat(PlanPage.votes(tried)).containsExactly("ROLLBACK ROLLED_BACK", "COMMIT ROLLED_BACK");
    assertThat(tried.at("/votes/0/reasons/0/code")).isEqualTo("RESERVED");
    assertThat(tried.at("/votes/0/reasons/0/detail")).contains("holder");
    assertThat(tried.body().path("readings")).hasSize(2);
    assertRolledBackEverywhere("dry-run.held");
    lineA.post("/api/v1/transactions/holder/rollback");
  }

  @Test
  void gatewayThatCannotBeReachedIsAWarningOfTheCheckAndNoVoteOfTheDryRun() throws IOException {
    String nowhere = "http://127.0.0.1:1";
    write("changeover", lines.here(PlanPage.block("plan")).replace(lines.addressB(), nowhere));

    ApiCaller.Said checked = otto.post(PLANS + "/check", PlanPage.call("away").toString());
    assertThat(checked.body().path("ok").asBoolean()).isTrue();
    assertThat(PlanPage.messages(checked, "warnings"))
        .singleElement()
        .asString()
        .contains(nowhere + " did not say what oven can do", "no connection");

    ApiCaller.Said tried = otto.post(PLANS + "/dry-run", PlanPage.call("away").toString());
    assertThat(tried.status()).as("it is told to roll back until it confirms").isEqualTo(202);
    assertThat(tried.response().headers().firstValue("Location"))
        .contains("/api/v1/coordinations/dry-run.away");
    assertThat(PlanPage.votes(tried)).containsExactly("COMMIT ROLLED_BACK", "NONE ");
    assertThat(tried.body().at("/votes/1/confirmed").asBoolean(true)).isFalse();
    assertThat(vera.get("/api/v1/coordinations/dry-run.away/decision").at("/decision"))
        .isEqualTo("ABORT");
    await()
        .untilAsserted(() -> assertThat(lines.states("dry-run.away").getFirst().live()).isFalse());
  }

  @Test
  void everyFaultIsSaidAtOnceAndNothingIsAsked() throws IOException {
    ObjectNode call = PlanPage.call("faulty");
    call.withObject("/parameters").put("Recipe", 100).put("Sped", 1).remove("Program");

    ApiCaller.Said checked = otto.post(PLANS + "/check", call.toString());
    assertThat(checked.status()).isEqualTo(200);
    assertThat(checked.body().path("ok").asBoolean(true)).isFalse();
    assertThat(PlanPage.messages(checked, "faults"))
        .containsExactlyInAnyOrder(
            "parameters.Sped: no parameter is named \"Sped\"; did you mean Speed?",
            "parameters.Recipe: 100 is outside 1 to 99; give Uint16, 1 to 99",
            "parameters.Program: the parameter is missing; give Uint16, 1 to 40");
    for (String verb : List.of("/run", "/dry-run")) {
      ApiCaller.Said refused = otto.post(PLANS + verb, call.toString());
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.at("/type")).isEqualTo("/problems/plan-faulty");
      assertThat(refused.body().path("faults")).hasSize(3);
    }
    assertThat(lines.states("faulty")).allMatch(State.Absent.class::isInstance);
    assertThat(vera.get("/api/v1/coordinations/faulty").status()).isEqualTo(404);
  }

  @Test
  void checkFindsWhatTheGatewaysWouldRefuse() throws IOException {
    write(
        "wrong",
        lines.here(
            """
            participants:
              - gateway: http://127.0.0.1:8081
                commands:
                  - { device: pres, command: LoadRecipe }
                  - { device: conveyor, command: SetSped }
                  - { device: press, command: LoadRecipe, arguments: { StagedRecipe: 100 } }
              - gateway: http://10.0.0.9:8080
                commands: [{ device: oven, command: SetProgram }]
            """));
    ApiCaller.Said listed = otto.post(PLANS + "/check", "{\"plan\": \"wrong\"}");
    assertThat(PlanPage.messages(listed, "faults"))
        .singleElement()
        .asString()
        .contains("http://10.0.0.9:8080 is not this machine", "lockstep.coordinator.gateways");
    assertThat(listed.body().at("/faults/0/line").asInt()).isEqualTo(7);

    write(
        "wrong",
        Files.readString(plans.resolve("wrong.yaml"))
            .replace("http://10.0.0.9:8080", lines.addressB()));
    ApiCaller.Said checked = otto.post(PLANS + "/check", "{\"plan\": \"wrong\"}");
    assertThat(PlanPage.messages(checked, "faults"))
        .containsExactlyInAnyOrder(
            "participants[0].commands[0]: %s has no device named pres; see %s/api/v1/devices"
                .formatted(lines.addressA(), lines.addressA()),
            "participants[0].commands[1]: conveyor has no command named \"SetSped\"; did you mean SetSpeed?",
            "participants[0].commands[2]: LoadRecipe of press, argument StagedRecipe: 100 is outside 1 to 99",
            "participants[0].commands[2]: LoadRecipe of press needs the argument StagedForce; give it, as Float64",
            "participants[1].commands[0]: SetProgram of oven needs the argument ProgramNumber; give it, as Uint16",
            "participants[1].commands[0]: SetProgram of oven needs the argument Setpoint; give it, as Float64");
  }

  @Test
  void viewerListsAndOperatorAndCoordinatorCheckTryAndPlay() throws IOException {
    String call = PlanPage.call("roles").toString();
    for (String path : List.of(PLANS, PLANS + "/changeover", PLANS + "/schema")) {
      assertThat(nobody.get(path).status()).as(path).isEqualTo(401);
      for (ApiCaller each : List.of(cora, otto, vera)) {
        assertThat(each.get(path).status()).as(path).isEqualTo(200);
      }
    }
    for (String verb : List.of("/check", "/dry-run", "/run")) {
      assertThat(nobody.post(PLANS + verb, call).status()).as(verb).isEqualTo(401);
      assertThat(vera.post(PLANS + verb, call).status()).as(verb).isEqualTo(403);
      assertThat(otto.post(PLANS + verb, call).status()).as(verb).isEqualTo(200);
      assertThat(cora.post(PLANS + verb, call).status()).as(verb).isEqualTo(200);
    }
    assertThat(vera.get(PLANS + "/schema").response().body())
        .isEqualTo(Files.readString(Path.of("src/site/markdown/plan-v1.schema.json")));
  }

  @Test
  void whoPlayedWhichPlanAndWhyIsOnRecord() throws IOException {
    String version = vera.get(PLANS + "/changeover").at("/version");
    otto.post(PLANS + "/dry-run", PlanPage.call("recorded").toString());
    otto.post(PLANS + "/run", PlanPage.call("recorded").toString());

    List<JsonNode> acts =
        StreamSupport.stream(
                otto.get("/api/v1/audit?limit=100").body().path("records").spliterator(), false)
            .filter(each -> each.path("act").asText().startsWith("plan "))
            .filter(each -> each.path("subject").asText().endsWith("recorded"))
            .toList();
    assertThat(acts)
        .extracting(each -> each.path("act").asText())
        .containsExactlyInAnyOrder("plan dry-run", "plan run");
    assertThat(acts)
        .allSatisfy(
            each -> {
              assertThat(each.path("principal").asText()).isEqualTo("otto");
              assertThat(each.at("/details/plan").asText()).isEqualTo("changeover@" + version);
              assertThat(each.at("/details/why").asText()).isEqualTo("product B");
            });
  }

  @Test
  void planThatIsNotThereOrAnotherByNowIsRefused() throws IOException {
    assertThat(vera.get(PLANS + "/changeovr").at("/type")).isEqualTo("/problems/unknown-plan");
    assertThat(vera.get(PLANS + "/changeovr").at("/detail")).contains("did you mean changeover?");
    ObjectNode looked =
        PlanPage.call("looked").put("version", vera.get(PLANS + "/changeover").at("/version"));
    assertThat(otto.post(PLANS + "/dry-run", looked.toString()).status()).isEqualTo(200);

    write("changeover", lines.here(PlanPage.block("plan")) + "# changed\n");
    ApiCaller.Said changed = otto.post(PLANS + "/run", looked.toString());
    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.at("/type")).isEqualTo("/problems/plan-changed");
    assertThat(changed.at("/version")).isEqualTo(vera.get(PLANS + "/changeover").at("/version"));
  }

  @Test
  void planCanBeSentAsTextAndOnlyOneOfBoth() throws IOException {
    ObjectNode call = PlanPage.call("text");
    call.remove("plan");
    call.put("definition", lines.here(PlanPage.block("plan")));
    ApiCaller.Said tried = otto.post(PLANS + "/dry-run", call.toString());
    assertThat(tried.at("/plan")).isEqualTo("definition");
    assertThat(tried.at("/version")).isEqualTo(vera.get(PLANS + "/changeover").at("/version"));

    call.put("plan", "changeover");
    assertThat(otto.post(PLANS + "/dry-run", call.toString()).status()).isEqualTo(400);
    call.remove("definition");
    ApiCaller.Said taken = otto.post(PLANS + "/run", call.put("id", "dry-run.x").toString());
    assertThat(taken.at("/detail")).contains("ids that begin with dry-run. are those of dry runs");
  }
}
