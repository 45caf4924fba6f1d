package dev.lockstep.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
  private static final int KILOBYTES_100 = 100 * 1024;
  private static final int MANY = 10_000;

  private static Chromium chromium;
  private static ShownLine line;

  private BrowserContext window;
  private Page page;
  private List<String> troubles;

  @BeforeAll
  static void start() throws IOException {
    chromium = new Chromium();
    line = new ShownLine("shown", Map.of());
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
    window =
        chromium.window(
            new Browser.NewContextOptions()
                .setViewportSize(800, 480)
                .setColorScheme(ColorScheme.LIGHT));
    page = window.newPage();
    troubles = Chromium.troubles(page, line.address());
  }

  @AfterEach
  void close() {
    window.close();
  }

  private void go(String path) {
    page.navigate(line.address() + path);
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  private Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private void say(String reason) {
    page.getByLabel("Your name").fill("anna");
    page.getByLabel("Why (1 to 500").fill(reason);
  }

  @Test
  @Order(1)
  void operatorReleasesAWithheldChangeoverWithTheKeyboardAlone() {
    go("/");
    assertThat(page.locator("h1")).hasText("Line");
    assertThat(page.locator("#board")).containsText("Nothing waits for a person.");
    line.prepare("changeover-1", "press-001", "SetForceFresh");
    assertThat(page.locator("#board .hold")).containsText("prepared");
    await().pollDelay(Duration.ofMillis(450)).until(() -> true); // now the vote is stale
    var unused = line.tell("changeover-1", "commit", Map.of());

    Locator release = link("Release changeover-1");
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
    org.assertj.core.api.Assertions.assertThat(line.outcome("changeover-1")).isEqualTo("COMMITTED");
    org.assertj.core.api.Assertions.assertThat(troubles).isEmpty();
  }

  @Test
  @Order(2)
  void operatorResolvesAStuckOneAndTheSecondIsToldWhatTheFirstDid() {
    line.prepare("stuck-1", "press-002", "Clamp");
    var unused = line.tell("stuck-1", "commit", Map.of());
    line.awaitKind("stuck-1", "NOT_VERIFIED");
    go("/dashboard");
    link("Resolve stuck-1").click();
    assertThat(page.locator(".readings")).containsText("verified by: Clamped equals true");
    Page second = window.newPage();
    second.navigate(page.url());

    page.getByLabel("Resolve: committed").check();
    button("Do it").click();
    assertThat(page.locator("h1")).hasText("Decide stuck-1"); // the browser wants a reason first
    say("I saw the clamp close");
    button("Do it").click();
    assertThat(page.locator("#body")).containsText("heuristic commit");

    second.getByLabel("Resolve: rolled back").check();
    second.getByLabel("Your name").fill("bert");
    second.getByLabel("Why (1 to 500").fill("it is open");
    second.getByText("Do it").click();
    assertThat(second.locator("[role=alert]"))
        .containsText("Nothing was done: since you looked, anna resolved it at");
    org.assertj.core.api.Assertions.assertThat(line.outcome("stuck-1"))
        .isEqualTo("HEURISTIC_COMMIT");

    go("/dashboard");
    link("Forget stuck-1").click();
    page.getByLabel("Forget").check();
    say("all machines were looked at");
    button("Do it").click();
    assertThat(page.locator("#body")).containsText("the record may be pruned");
  }

  @Test
  @Order(3)
  void operatorResolvesFiftyAtOnceAfterTheCoordinatorIsGone() {
    for (int each = 1; each <= 50; each++) {
      line.prepare("lost-%02d".formatted(each), "press-%03d".formatted(each + 10), "SetForce");
    }
    line.awaitKind("lost-50", "IN_DOUBT");
    go("/dashboard");
    assertThat(page.locator("#h-waiting")).containsText("50");
    picture("line-waiting");
    page.locator("#several").click();
    page.getByLabel("Resolve: rolled back").check();
    page.locator("#all").check();
    picture("several");
    button("Look at them").click();
    assertThat(page.locator("main")).containsText("for 50 transactions");
    org.assertj.core.api.Assertions.assertThat(page.content().length()).isLessThan(KILOBYTES_100);
    picture("several-checked");
    say("the coordinator burnt down");
    button("Do it for 50").click();

    assertThat(page.locator("#body")).containsText("50 of 50 finished: 50 done, 0 not done");
    picture("several-run");
    org.assertj.core.api.Assertions.assertThat(line.outcome("lost-37"))
        .isEqualTo("HEURISTIC_ROLLBACK");
    org.assertj.core.api.Assertions.assertThat(troubles).isEmpty();
  }

  @Test
  @Order(4)
  void devicesAreReadWhileSomebodyLooks() {
    go("/dashboard/devices?name=press-00");
    assertThat(page.locator("#rows tbody tr")).hasCount(9);
    link("press-001").click();
    assertThat(page.locator("#sight")).containsText("Temperature");
    page.locator("#watch").check();
    assertThat(page.locator("#plots .plot canvas").first()).isVisible();
    picture("device");
    org.assertj.core.api.Assertions.assertThat(troubles).isEmpty();
  }

  @Test
  @Order(5)
  void everyViewIsAccessibleInLightAndDarkAndSmallWithTenThousandTransactions() {
    many();
    List<String> broken = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (Map.Entry<String, String> view : views().entrySet()) {
        String name = view.getKey() + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT);
        long begun = System.nanoTime();
        int size = page.navigate(line.address() + view.getValue()).body().length;
        System.out.printf(
            "%-24s %6d bytes, %4d ms%n", name, size, (System.nanoTime() - begun) / 1_000_000);
        org.assertj.core.api.Assertions.assertThat(size).as(name).isLessThan(KILOBYTES_100);
        Accessibility.violations(page).forEach(each -> broken.add(name + " " + each));
        picture(name);
      }
    }
    org.assertj.core.api.Assertions.assertThat(broken).isEmpty();
    org.assertj.core.api.Assertions.assertThat(troubles).isEmpty();
  }

  private static Map<String, String> views() {
    Map<String, String> views = new java.util.LinkedHashMap<>();
    views.put("line", "/dashboard");
    views.put("transactions", "/dashboard/transactions");
    views.put("transactions-ended", "/dashboard/transactions?show=ended");
    views.put("transaction", "/dashboard/transactions/lost-01");
    views.put("act", "/dashboard/transactions/lost-01/act");
    views.put("several", "/dashboard/several");
    views.put("several-run", "/dashboard/several/1");
    views.put("devices", "/dashboard/devices");
    views.put("device", "/dashboard/devices/press-001");
    views.put("coordinations", "/dashboard/coordinations");
    views.put("journal", "/dashboard/journal");
    views.put("audit", "/dashboard/audit");
    views.put("health", "/dashboard/health");
    views.put("login", "/dashboard/login");
    return views;
  }

  /** Tombstones are enough: what a list costs is its rows. */
  private static void many() {
    try (Web web = new Web(line.address())) {
      Deque<CompletableFuture<?>> underway = new ArrayDeque<>();
      for (int each = 0; each < MANY; each++) {
        underway.add(web.call("many-%05d".formatted(each), "rollback", ""));
        if (underway.size() >= 64) {
          underway.remove().join();
        }
      }
      underway.forEach(CompletableFuture::join);
    }
  }

  @Test
  @Order(6)
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
      go("/dashboard/coordinations");
      link("order-9").click();
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
    picture("connection-lost");
    line.gateway().start().awaitReady();
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
    picture("coordination");
  }

  /** For people who want to see the page. */
  private void picture(String name) {
    Path picture = line.folder().resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(picture));
  }
}
