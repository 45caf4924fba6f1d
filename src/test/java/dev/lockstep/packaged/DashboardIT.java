package dev.lockstep.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The operator's page in a real browser: stories of a person at a 7" panel beside the line. One
 * gateway for all of them; pictures of every view are left in {@code target/it}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {
  private static Chromium chromium;
  private static ShownLine line;

  private Panel panel;
  private Page page;

  @BeforeAll
  static void start() throws IOException {
    chromium = new Chromium();
    line = new ShownLine("shown");
  }

  @AfterAll
  static void end() {
    if (line != null) {
      line.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    panel = new Panel(chromium, line);
    page = panel.page();
  }

  @AfterEach
  void close() {
    panel.close();
  }

  @Test
  @Order(1)
  void operatorPutsADamagedRowAsideAndPromisesMayRestOnTheJournalAgain() {
    panel.go("/dashboard");
    assertThat(page.locator("#board")).containsText("journal row");
    panel.go("/dashboard/journal");
    panel.look("journal-damaged");
    page.getByText("Acknowledge…").click();
    assertThat(page.locator("main")).containsText(ShownLine.HURT);
    panel.look("acknowledge");
    panel.say("looked at the press");
    panel.button("Put it aside").click();

    assertThat(page.locator("#body")).containsText("Promises may rest on it.");
    panel.assertCalm();
  }

  @Test
  @Order(2)
  void operatorReleasesAWithheldChangeoverWithTheKeyboardAlone() {
    panel.go("/");
    assertThat(page.locator("h1")).hasText("Line");
    assertThat(page.locator("#board")).containsText("Nothing waits for a person.");
    line.prepare("changeover-1", "press-001", "SetForceFresh");
    assertThat(page.locator("#board .hold")).containsText("prepared");
    await().pollDelay(Duration.ofMillis(450)).until(() -> true); // now the vote is stale
    var unused = line.tell("changeover-1", "commit", Map.of());

    Locator release = panel.link("Release changeover-1");
    assertThat(release).isVisible();
    assertThat(release).isInViewport();
    release.focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("Decide changeover-1");
    assertThat(page.locator(".readings")).containsText("Force");
    assertThat(page.locator(".readings")).containsText("not as wanted");
    assertThat(page.getByLabel("Release")).isChecked();
    page.getByLabel("Your name").focus();
    page.keyboard().type("anna");
    page.keyboard().press("Tab");
    page.keyboard().type("the line is clear");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");

    assertThat(page.locator("#body")).containsText("committed");
    assertThat(page.locator(".timeline")).containsText("the line is clear");
    assertThat(page.locator(".timeline .person")).containsText("anna");
    assertOutcome("changeover-1", "COMMITTED");
    panel.assertCalm();
  }

  @Test
  @Order(3)
  void operatorResolvesAStuckOneAndTheSecondIsToldWhatTheFirstDid() {
    line.prepare("stuck-1", "press-002", "Clamp");
    var unused = line.tell("stuck-1", "commit", Map.of());
    line.awaitKind("stuck-1", "NOT_VERIFIED");
    panel.go("/dashboard");
    panel.link("Resolve stuck-1").click();
    assertThat(page.locator(".readings")).containsText("verified by: Clamped equals true");
    Page second = panel.second();
    second.navigate(page.url());

    page.getByLabel("Resolve: committed").check();
    panel.button("Do it").click();
    assertThat(page.locator("h1")).hasText("Decide stuck-1"); // the browser wants a reason first
    panel.say("I saw the clamp close");
    panel.button("Do it").click();
    assertThat(page.locator("#body")).containsText("heuristic commit");

    second.getByLabel("Resolve: rolled back").check();
    second.getByLabel("Your name").fill("bert");
    second.getByLabel("Why (1 to 500").fill("it is open");
    second.getByText("Do it").click();
    assertThat(second.locator("[role=alert]"))
        .containsText("Nothing was done: since you looked, anna resolved it at");
    panel.look(second, "act-refused");
    second.navigate(line.address() + "/dashboard/transactions/never-was");
    panel.look(second, "refused");
    assertOutcome("stuck-1", "HEURISTIC_COMMIT");

    panel.go("/dashboard");
    panel.link("Forget stuck-1").click();
    page.getByLabel("Forget").check();
    panel.say("all machines were looked at");
    panel.button("Do it").click();
    assertThat(page.locator("#body")).containsText("the record may be pruned");
  }

  @Test
  @Order(4)
  void operatorResolvesFiftyAtOnceAfterTheCoordinatorIsGone() {
    for (int each = 1; each <= 50; each++) {
      line.prepare("lost-%02d".formatted(each), "press-%03d".formatted(each + 10), "SetForce");
    }
    line.awaitKind("lost-50", "IN_DOUBT");
    panel.go("/dashboard");
    assertThat(page.locator("#board .alike")).containsText("50 alike");
    page.getByText("Which 50").click();
    line.prepare("late", "press-009", "SetForce");
    line.awaitKind("late", "IN_DOUBT");
    assertThat(page.locator("#board .alike")).containsText("51 alike");
    assertThat(page.locator("#board .alike .ids")).isVisible(); // also after it was read again
    panel.look("line-alike");
    panel.link("Decide 51 that wait alike, in doubt").click();
    assertThat(page.locator("main")).containsText("51 that wait alike are chosen.");
    page.getByLabel("Choose late").uncheck();
    page.getByLabel("Resolve: rolled back").check();
    panel.look("several-chosen");
    panel.button("Look at them").click();
    assertThat(page.locator("main")).containsText("for 50 transactions");
    panel.look("several-checked");
    panel.say("the coordinator burnt down");
    panel.button("Do it for 50").click();

    assertThat(page.locator("#body")).containsText("50 of 50 finished: 50 done, 0 not done");
    panel.look("several-run");
    var unused = line.tell("late", "rollback", Map.of());
    assertOutcome("lost-37", "HEURISTIC_ROLLBACK");
    panel.assertCalm();
  }

  @Test
  @Order(5)
  void devicesAreReadWhileSomebodyLooks() {
    panel.go("/dashboard/devices?name=press-00");
    assertThat(page.locator("#rows tbody tr")).hasCount(9);
    panel.link("press-001").click();
    assertThat(page.locator("#sight")).containsText("Temperature");
    page.locator("#watch").check();
    assertThat(page.locator("#plots .plot canvas").first()).isVisible();
    panel.look("device");
    panel.assertCalm();
  }

  @Test
  @Order(6)
  void operatorMakesADryRunOfAPlanAndThenRunsItAndSeesVotesAsTheyCome() throws IOException {
    new PlanStory(line, panel).dryRunThenRun();
    panel.assertCalm();
  }

  @Test
  @Order(7)
  void coordinatorIsKilledWhileOneLooksAndThePageHealsByItself() throws IOException {
    line.guard(true);
    String body =
        """
        {"id": "order-9", "participants": [{"gateway": "%s", "commands": [
          {"device": "press-100", "command": "Clamp", "arguments": {"Force": 50}}]}]}
        """
            .formatted(line.address());
    try (Web web = new Web(line.address())) {
      var asked = web.post("/api/v1/coordinations", body);
      panel.go("/dashboard/coordinations");
      panel.link("order-9").click();
      assertThat(page.locator("#body")).containsText("1 of 1 voted, 0 of 1 confirmed");
      assertThat(page.locator("#body")).containsText("commit");
      line.gateway().kill();
      asked.cancel(true);
    }

    Locator banner = page.locator("#connection");
    assertThat(banner)
        .containsText(
            "Connection lost since",
            new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                .setTimeout(15_000));
    panel.look("connection-lost");
    line.gateway()
        .start(
            Map.of(
                "lockstep.outbox.mqtt.enabled",
                "true",
                "lockstep.outbox.mqtt.broker",
                "mqtt://127.0.0.1:1"))
        .awaitReady();
    line.awaitKind("order-9", "NOT_VERIFIED");
    assertThat(banner)
        .isHidden(
            new com.microsoft.playwright.assertions.LocatorAssertions.IsHiddenOptions()
                .setTimeout(20_000));
    var unused =
        line.tell(
            "order-9",
            "resolve",
            Map.of("outcome", "COMMITTED", "reason", "seen", "operator", "anna"));
    assertThat(page.locator("#body")).containsText("1 of 1 confirmed");
  }

  @Test
  @Order(8)
  void everyViewIsAccessibleInLightAndDarkAndSmallWithTenThousandTransactions() {
    for (String view :
        List.of(
            "/",
            "/transactions",
            "/transactions?show=ended",
            "/transactions/lost-01",
            "/transactions/lost-01/act",
            "/devices",
            "/devices/press-001",
            "/coordinations",
            "/plans",
            "/plan/changeover",
            "/journal",
            "/outbox",
            "/audit",
            "/health",
            "/login")) {
      long begun = System.nanoTime();
      int size = page.navigate(line.address() + "/dashboard" + view).body().length;
      System.out.printf(
          "%-28s %6d bytes, %4d ms%n", view, size, (System.nanoTime() - begun) / 1_000_000);
      panel.look("view" + view.replaceAll("\\W+", "-"));
    }
    panel.assertCalm();
  }

  private static void assertOutcome(String id, String outcome) {
    org.assertj.core.api.Assertions.assertThat(line.outcome(id)).isEqualTo(outcome);
  }
}
