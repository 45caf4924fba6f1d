package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.app.security.SecuredPlant;
import dev.lockstep.transaction.State;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found wrong with a plan before, and what a gateway that is away leaves open. */
@QuarkusTest
@TestProfile(PlannedPlant.class)
class PlanChecksApiTest {
  private static final String PLANS = "/api/v1/plans";

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.catalog.plans")
  Path plans;

  @TempDir Path scratch;

  private PlannedFolder folder;
  private ApiCaller otto;
  private ApiCaller vera;

  @BeforeEach
  void open() throws IOException {
    ApiCaller nobody = new ApiCaller(base, Optional.empty());
    otto = nobody.as("otto", SecuredPlant.PASSWORD);
    vera = nobody.as("vera", SecuredPlant.PASSWORD);
    folder = new PlannedFolder(plans, scratch);
  }

  @AfterEach
  void close() throws IOException {
    folder.close();
  }

  @Test
  void gatewayThatCannotBeReachedIsAWarningOfTheCheckAndNoVoteOfTheDryRun() throws IOException {
    String nowhere = "http://127.0.0.1:1";
    folder.write("changeover", folder.changeover().replace(folder.lines.addressB(), nowhere));

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
        .untilAsserted(
            () -> assertThat(folder.lines.states("dry-run.away").getFirst().live()).isFalse());
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
    assertThat(folder.lines.states("faulty")).allMatch(State.Absent.class::isInstance);
    assertThat(vera.get("/api/v1/coordinations/faulty").status()).isEqualTo(404);
  }

  @Test
  void checkFindsWhatTheGatewaysWouldRefuse() throws IOException {
    folder.write(
        "wrong",
        folder.lines.here(
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

    folder.write(
        "wrong", folder.read("wrong").replace("http://10.0.0.9:8080", folder.lines.addressB()));
    ApiCaller.Said checked = otto.post(PLANS + "/check", "{\"plan\": \"wrong\"}");
    assertThat(PlanPage.messages(checked, "faults"))
        .containsExactlyInAnyOrder(
            "participants[0].commands[0]: %s has no device named pres; see %s/api/v1/devices"
                .formatted(folder.lines.addressA(), folder.lines.addressA()),
            "participants[0].commands[1]: conveyor has no command named \"SetSped\"; did you mean SetSpeed?",
            "participants[0].commands[2]: LoadRecipe of press, argument StagedRecipe: 100 is outside 1 to 99",
            "participants[0].commands[2]: LoadRecipe of press needs the argument StagedForce; give it, as Float64",
            "participants[1].commands[0]: SetProgram of oven needs the argument ProgramNumber; give it, as Uint16",
            "participants[1].commands[0]: SetProgram of oven needs the argument Setpoint; give it, as Float64");
  }

  @Test
  void planThatIsNotThereOrAnotherByNowIsRefused() throws IOException {
    assertThat(vera.get(PLANS + "/changeovr").at("/type")).isEqualTo("/problems/unknown-plan");
    assertThat(vera.get(PLANS + "/changeovr").at("/detail")).contains("did you mean changeover?");
    ObjectNode looked =
        PlanPage.call("looked").put("version", vera.get(PLANS + "/changeover").at("/version"));
    assertThat(otto.post(PLANS + "/dry-run", looked.toString()).status()).isEqualTo(200);

    folder.write("changeover", folder.changeover() + "# changed\n");
    ApiCaller.Said changed = otto.post(PLANS + "/run", looked.toString());
    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.at("/type")).isEqualTo("/problems/plan-changed");
    assertThat(changed.at("/version")).isEqualTo(vera.get(PLANS + "/changeover").at("/version"));
  }
}
