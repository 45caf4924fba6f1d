package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.app.security.SecuredPlant;
import dev.lockstep.transaction.State;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans on the operator's page: seen by all, checked, tried and played by an operator. */
@QuarkusTest
@TestProfile(PlannedPlant.class)
class PlansPageTest {
  private static final String PLAN = "/dashboard/plan/changeover";
  private static final String PLAY = PLAN + "/play";
  private static final int KILOBYTES_100 = 100 * 1024;

  /** As the page's call has them. */
  private static final Map<String, String> VALUES =
      Map.of(
          "p.Recipe", "8", "p.Speed", "0.5", "p.Program", "20", "p.Setpoint", "180", "p.Force", "");

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.catalog.plans")
  Path plans;

  @TempDir Path scratch;

  private PlannedFolder folder;
  private PageCaller otto;
  private PageCaller vera;

  @BeforeEach
  void open() throws IOException {
    otto = new PageCaller(base).signedIn("otto", SecuredPlant.PASSWORD);
    vera = new PageCaller(base).signedIn("vera", SecuredPlant.PASSWORD);
    folder = new PlannedFolder(plans, scratch);
  }

  @AfterEach
  void close() throws IOException {
    folder.close();
  }

  /** What is pressed on the plan's page, with other values where some are given. */
  private PageCaller.Shown press(String button, Map<String, String> others) {
    Map<String, String> fields = new HashMap<>(VALUES);
    fields.putAll(PageCaller.hidden(otto.get(PLAN).text(), PLAN));
    fields.putAll(others);
    fields.put("do", button);
    return otto.post(PLAN, fields);
  }

  /** What is pressed on the page behind it. */
  private PageCaller.Shown play(PageCaller.Shown looked, String button, String reason) {
    Map<String, String> fields = new HashMap<>(PageCaller.hidden(looked.text(), PLAY));
    fields.put("do", button);
    fields.put("reason", reason);
    return otto.post(PLAY, fields);
  }

  @Test
  void viewerSeesPlansWithTheirFaultsAndIsShownNothingToPress() throws IOException {
    folder.write(
        "wrong", "parameters:\n  - { name: Speed, valueType: Flot64 }\nparticipants: []\n");

    String list = vera.get("/dashboard/plans").text();
    assertThat(list)
        .contains("changeover", "ready", "Another product on the whole line.")
        .contains("Recipe, Force, Speed, Program, Setpoint")
        .contains("wrong", "faulty", "line 2, column", "Flot64")
        .contains(plans.toString());
    String plan = vera.get(PLAN).text();
    assertThat(plan)
        .contains("LoadRecipe", "StagedRecipe = ${Recipe}", folder.lines.addressB())
        .doesNotContain("<form method=\"post\" action=\"/dashboard/plan");
    assertThat(otto.get("/dashboard/plan/wrong").text())
        .contains("line 3", "the list is empty")
        .doesNotContain("<form method=\"post\" action=\"/dashboard/plan");

    Map<String, String> fields = PageCaller.hidden(otto.get(PLAN).text(), PLAN);
    for (String path : List.of(PLAN, PLAY)) {
      assertThat(vera.post(path, fields).status()).as(path).isEqualTo(403);
    }
    assertThat(vera.get("/dashboard/plan/nothing").text()).contains("the folder has no such plan");
  }

  @Test
  void formIsMadeOfTheParametersAndTheBrowserChecksWhatItCan() {
    assertThat(otto.get(PLAN).text())
        .contains("<label for=\"p-Recipe\">Recipe</label>")
        .contains("type=\"number\" step=\"1\" min=\"1\" max=\"99\" value=\"\"")
        .contains("<label for=\"p-Force\">Force [kN]</label>")
        .contains("type=\"number\" step=\"any\" min=\"50\" max=\"250\" value=\"120\"")
        .contains("<option value=\"\" selected>choose</option>", "<option value=\"0.25\">")
        .contains("of the oven; Uint16; 1 to 40");
  }

  @Test
  void faultStandsBesideItsFieldAndNothingIsAsked() {
    PageCaller.Shown checked =
        press(
            "check", Map.of("p.Recipe", "100", "p.Speed", "0.75", "p.Program", "", "p.Nope", "1"));

    assertThat(checked.status()).isEqualTo(422);
    assertThat(checked.text())
        .contains("<p class=\"fault\" id=\"e-Recipe\">100 is outside 1 to 99")
        .contains("<p class=\"fault\" id=\"e-Speed\">0.75 is not among 0.25, 0.5, 1")
        .contains("<p class=\"fault\" id=\"e-Program\">the parameter is missing")
        .contains("no parameter is named &quot;Nope&quot;", "aria-invalid=\"true\"")
        .contains("value=\"100\"", "value=\"180\"", "it cannot be played so");
    assertThat(press("run", Map.of("p.Recipe", "100")).status()).isEqualTo(422);
  }

  @Test
  void checkAsksEachGatewayAndSaysWhatItHasAgainstIt() throws IOException {
    assertThat(press("check", Map.of()).text())
        .contains("Checked: nothing is against it.", "StagedRecipe = 8, StagedForce = 120")
        .containsPattern("(?s)nothing against it.*nothing against it");

    folder.write(
        "changeover",
        folder
            .changeover()
            .replace("oven", "ovn")
            .replace(folder.lines.addressA(), "http://127.0.0.1:1"));
    PageCaller.Shown checked = press("check", Map.of());
    assertThat(checked.status()).isEqualTo(422);
    assertThat(checked.text())
        .contains("did not say what press can do", "has no device named ovn", "would be refused");
  }

  @Test
  void dryRunShowsVotesAndReadingsAndTheRunOfTheSameLeadsToItsCoordination() {
    PageCaller.Shown looked = press("dry-run", Map.of());
    assertThat(looked.text())
        .contains(
            "then all of it is rolled back", "StagedForce = 120", "SetProgram", "Setpoint = 180");
    PageCaller.Shown nameless = play(looked, "dry-run", " ");
    assertThat(nameless.status()).isEqualTo(422);
    assertThat(nameless.text()).contains("Say why");

    PageCaller.Shown begun = play(looked, "dry-run", "product B");
    assertThat(begun.status()).isEqualTo(303);
    String dryRun =
        await()
            .until(
                () -> otto.get(begun.location()).text(),
                text -> text.contains("Everything is rolled back, and no machine has moved."));
    assertThat(dryRun)
        .contains("would commit", "2 of 2 voted.", "StagedRecipe", "would change")
        .containsPattern("<strong>7</strong></td><td>8</td>");
    String id = begun.location().substring(begun.location().lastIndexOf('/') + 1);
    assertThat(id).startsWith("dry-run.changeover-");
    folder.assertRolledBackEverywhere(id);
    assertThat(vera.get(begun.location()).text())
        .contains("2 of 2 voted.")
        .doesNotContain("<form method=\"post\" action=\"/dashboard/plan");
    assertThat(otto.get("/dashboard/plans").text())
        .contains("otto made a dry run of it (product B)");

    Map<String, String> same = new HashMap<>(PageCaller.hidden(dryRun, PLAN));
    same.put("do", "run");
    PageCaller.Shown decided = otto.post(PLAN, same);
    assertThat(decided.text())
        .contains("Machines move", "StagedRecipe = 8", "Run it: machines move");
    PageCaller.Shown run = play(decided, "run", "product B");
    assertThat(run.location()).startsWith("/dashboard/coordinations/changeover-");
    assertThat(
            await()
                .until(() -> otto.get(run.location()).text(), text -> text.contains("committed")))
        .contains("2 of 2 voted, 2 of 2 confirmed", "changeover, version");
    folder.assertPlayed();
    assertThat(otto.get("/dashboard/audit").text())
        .contains("plan dry-run", "plan run", "product B");
  }

  @Test
  void secondOperatorIsToldWhatTheFirstDidAndTheSameFormTwiceIsOneRun() {
    PageCaller.Shown first = press("run", Map.of());
    PageCaller.Shown second = press("run", Map.of("p.Recipe", "9"));

    PageCaller.Shown ran = play(first, "run", "product B");
    assertThat(ran.status()).isEqualTo(303);
    assertThat(play(first, "run", "product B").location()).isEqualTo(ran.location());

    PageCaller.Shown told = play(second, "run", "product C");
    String id = ran.location().substring(ran.location().lastIndexOf('/') + 1);
    assertThat(told.status()).isEqualTo(409);
    assertThat(told.text())
        .contains("Nothing was done: since you looked, otto ran it (product B) at", "as " + id)
        .contains("product C");
    await().until(() -> otto.get(ran.location()).text(), text -> text.contains("committed"));
    folder.assertPlayed();

    assertThat(play(told, "run", "product C").status()).as("looked at").isEqualTo(303);
  }

  /** What is pressed to have the machines move together. */
  private PageCaller.Shown runAt(PageCaller.Shown looked, String at) {
    Map<String, String> fields = withDo(looked, "run");
    fields.put("reason", "with the other hall");
    fields.put("at", at);
    return otto.post(PLAY, fields);
  }

  @Test
  void runAtAnInstantWaitsForItAndShowsIt() {
    PageCaller.Shown looked = press("run", Map.of());
    assertThat(looked.text())
        .contains("<label for=\"at\">", "placeholder=\"2026-11-30T06:00:00Z\"");
    Instant instant = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS);

    PageCaller.Shown begun = runAt(looked, instant.toString());

    assertThat(begun.status()).as(begun.text()).isEqualTo(303);
    assertThat(otto.get(begun.location()).text()).contains("Moves together at", instant.toString());
    await().until(() -> otto.get(begun.location()).text(), text -> text.contains("committed"));
    folder.assertPlayed();
    assertThat(otto.get("/dashboard/audit").text()).contains(instant.toString());
  }

  @Test
  void instantThatCannotBeMeantIsToldAtItsFieldAndNothingIsBegun() {
    PageCaller.Shown looked = press("run", Map.of());
    Map<String, String> wrong =
        Map.of(
            "tomorrow at six",
            "This is no instant with its offset from UTC",
            "2026-11-30T06:00:00",
            "This is no instant with its offset from UTC",
            "2020-11-30T06:00:00Z",
            "This instant has passed",
            Instant.now().plus(Duration.ofDays(3)).toString(),
            "is more than a day ahead");
    wrong.forEach(
        (typed, told) -> {
          PageCaller.Shown refused = runAt(looked, typed);
          assertThat(refused.status()).as(typed).isBetween(400, 422);
          assertThat(refused.text())
              .containsPattern("id=\"at-fault\" role=\"alert\">[^<]*" + told)
              .contains("value=\"" + typed + "\"", "aria-invalid=\"true\"")
              .contains("with the other hall");
        });
    assertThat(folder.lines.states(PageCaller.value(looked.text(), "id")))
        .allMatch(State.Absent.class::isInstance);
    assertThat(press("dry-run", Map.of()).text()).doesNotContain("<label for=\"at\">");
  }

  @Test
  void planThatIsAnotherOneByNowIsNotPlayed() throws IOException {
    PageCaller.Shown looked = press("run", Map.of());
    folder.write("changeover", folder.changeover() + "# changed\n");

    PageCaller.Shown refused = play(looked, "run", "product B");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("Nothing was done: changeover has version", "value=\"8\"");
    assertThat(otto.post(PLAY, withDo(looked, "change")).text()).contains("value=\"180\"");
    assertThat(folder.lines.states(PageCaller.value(looked.text(), "id")))
        .allMatch(State.Absent.class::isInstance);
  }

  private static Map<String, String> withDo(PageCaller.Shown page, String button) {
    Map<String, String> fields = new HashMap<>(PageCaller.hidden(page.text(), PLAY));
    fields.put("do", button);
    return fields;
  }

  @Test
  void formOfAnotherSiteOrAnotherPageBeginsNothing() {
    PageCaller.Shown looked = press("run", Map.of());
    Map<String, String> fields = new HashMap<>(withDo(looked, "run"));
    fields.put("reason", "evil");

    assertThat(otto.with("Origin", "https://evil.example").post(PLAY, fields).status())
        .isEqualTo(403);
    fields.put("token", PageCaller.token(otto.get(PLAN).text(), PLAN));
    assertThat(otto.post(PLAY, fields).text()).contains("load the page again");
    assertThat(folder.lines.states(fields.get("id"))).allMatch(State.Absent.class::isInstance);
  }

  @Test
  void pagesHaveNothingInlineAndStaySmall() throws IOException {
    for (int each = 0; each < 60; each++) {
      folder.write("plan-%02d".formatted(each), folder.changeover());
    }
    String list = otto.get("/dashboard/plans").text();
    assertThat(list).contains("Further ones", "plan-48").doesNotContain("plan-50");
    assertThat(otto.get("/dashboard/plans?after=plan-48").text()).contains("plan-59");
    for (String text : List.of(list, otto.get(PLAN).text(), press("run", Map.of()).text())) {
      assertThat(text)
          .doesNotContain(" style=\"", " onclick", "javascript:")
          .doesNotContainPattern("<script(?![^>]*src=\"/dashboard/assets/)");
      assertThat(text.length()).isLessThan(KILOBYTES_100);
    }
  }
}
