package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @TempDir Path scratch;

  private PlannedFolder folder;
  private ApiCaller nobody;
  private ApiCaller cora;
  private ApiCaller otto;
  private ApiCaller vera;

  @BeforeEach
  void open() throws IOException {
    nobody = new ApiCaller(base, Optional.empty());
    cora = nobody.as("cora", SecuredPlant.PASSWORD);
    otto = nobody.as("otto", SecuredPlant.PASSWORD);
    vera = nobody.as("vera", SecuredPlant.PASSWORD);
    folder = new PlannedFolder(plans, scratch);
  }

  @AfterEach
  void close() throws IOException {
    folder.close();
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
    folder.assertRolledBackEverywhere("dry-run.page");

    ApiCaller.Said played = otto.post(PLANS + "/run", PlanPage.call("page").toString());
    assertThat(played.status()).as(played.response().body()).isEqualTo(200);
    assertThat(played.at("/outcome")).isEqualTo("COMMITTED");
    assertThat(played.at("/plan/name")).isEqualTo("changeover");
    assertThat(played.at("/plan/version")).isEqualTo(shown.path("version").asText());
    folder.assertPlayed();
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
    ApiCaller lineA = new ApiCaller(URI.create(folder.lines.addressA() + "/"), Optional.empty());
    assertThat(lineA.prepare("holder", speed).at("/vote")).isEqualTo("COMMIT");

    ApiCaller.Said tried = otto.post(PLANS + "/dry-run", PlanPage.call("held").toString());

    assertThat(tried.status()).as(tried.response().body()).isEqualTo(200);
    assertThat(tried.body().path("wouldCommit").asBoolean(true)).isFalse();
    assertThat(PlanPage.votes(tried)).containsExactly("ROLLBACK ROLLED_BACK", "COMMIT ROLLED_BACK");
    assertThat(tried.at("/votes/0/reasons/0/code")).isEqualTo("RESERVED");
    assertThat(tried.at("/votes/0/reasons/0/detail")).contains("holder");
    assertThat(tried.body().path("readings")).hasSize(2);
    folder.assertRolledBackEverywhere("dry-run.held");
    lineA.post("/api/v1/transactions/holder/rollback");
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
  void planCanBeSentAsTextAndOnlyOneOfBoth() throws IOException {
    ObjectNode call = PlanPage.call("text");
    call.remove("plan");
    call.put("definition", folder.changeover());
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
