package dev.lockstep.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Who is let in, in a real browser: certificates of machines, certificates of people, and logins.
 * One gateway for all stories, each told by the keyboard; pictures are left in {@code target/it}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardTrustIT {
  private static final String TRUST = "/dashboard/trust";

  private static Chromium chromium;
  private static SecuredLine line;

  private final List<BrowserContext> windows = new ArrayList<>();
  private final List<List<String>> troubles = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    chromium = new Chromium();
    line = new SecuredLine();
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

  @AfterEach
  void close() {
    windows.forEach(BrowserContext::close);
    // Refusals are part of these stories; a script's fault or a page's own policy is not.
    assertThat(troubles.stream().flatMap(List::stream))
        .filteredOn(each -> !each.matches("[45]\\d\\d .*"))
        .isEmpty();
  }

  /** A page of this person's browser, which has its certificate; of nobody: it has none. */
  private Page page(String path, String... person) {
    BrowserContext window = chromium.window(line.windowOf(person));
    windows.add(window);
    Page page = window.newPage();
    troubles.add(Chromium.troubles(page, line.address()));
    page.navigate(line.address() + path);
    return page;
  }

  private static void keys(Page page, String... keys) {
    for (String each : keys) {
      page.keyboard().press(each);
    }
  }

  /** Enter on what has this selector, as a person comes to it with the tabulator. */
  private static void enter(Page page, String selector) {
    page.locator(selector).focus();
    keys(page, "Enter");
  }

  private static String heading(Page page) {
    return page.locator("h1").textContent();
  }

  @Test
  @Order(1)
  void operatorComparesAndApprovesANewServersCertificateAndTheDeviceConnects() {
    Page anna = page("/dashboard", "anna");
    assertThat(anna.locator(".who")).containsText("anna");
    line.switchOn();
    assertThat(anna.locator("#board")).containsText("1 certificate wants in");
    enter(anna, "#wants-in");
    assertThat(anna.locator(".wants")).containsText("CN=Lockstep plant");
    assertThat(anna.locator(".wants")).containsText("not approved yet");
    assertThat(anna.locator(".wants")).containsText(line.fingerprint().getFirst());
    Page list = anna.context().newPage();
    list.navigate(line.address() + TRUST);
    List<String> broken = new ArrayList<>(looked(anna, "wants-in"));
    enter(anna, "#approve-press");
    assertThat(anna.locator("h1")).hasText("Approve a certificate for press");
    line.fingerprint()
        .forEach(each -> assertThat(anna.locator(".compare").first()).containsText(each));
    broken.addAll(looked(anna, "approve"));

    line.replacePress();
    // By itself, without loading the page again.
    assertThat(list.locator(".wants").first()).containsText(line.fingerprint().getFirst());
    assertThat(list.locator("#told")).containsText("2 wait for a person.");
    assertThat(list.locator(".wants").nth(1)).containsText("its server shows another one by now");
    assertThat(list.locator("#approve-press")).hasCount(1);
    approveByKeyboard(anna);

    assertThat(anna.locator("[role=alert]"))
        .containsText("Nothing was approved: the server of press shows another certificate by now");
    line.fingerprint()
        .forEach(each -> assertThat(anna.locator(".compare").first()).containsText(each));
    assertThat(anna.locator("#compared")).not().isChecked();
    broken.addAll(looked(anna, "approve-changed"));
    approveByKeyboard(anna);

    assertThat(anna.locator(".notice.good")).containsText("press keeps the server of");
    assertThat(anna.locator("#body")).containsText("approved for press by CN=anna");
    assertThat(anna.locator("#h-devices ~ table")).containsText("✓ connected");
    line.awaitPress("CONNECTED");
    broken.addAll(looked(anna, "trusted"));
    assertThat(broken).isEmpty();
  }

  private static void approveByKeyboard(Page page) {
    page.locator("#compared").focus();
    keys(page, "Space", "Tab");
    page.keyboard().type("read at the cabinet");
    keys(page, "Tab", "Enter");
  }

  @Test
  @Order(2)
  void twoOperatorsRevokeAtOnceAndOneIsToldWhatTheOtherDid() throws Exception {
    String wish =
        "{\"commands\": [{\"device\": \"press\", \"command\": \"SetForce\", \"arguments\":"
            + " {\"PressingForce\": 120}}]}";
    assertThat(line.post("/api/v1/transactions/held-1/prepare", wish).body()).contains("COMMIT");
    Page anna = page(TRUST, "anna");
    Page bert = page(TRUST, "bert");
    for (Page each : List.of(anna, bert)) {
      enter(each, "[aria-label='Revoke the certificate of press']");
      assertThat(each.locator("main")).containsText("Sessions that end: press");
      assertThat(each.locator("main")).containsText("held-1 prepared, press");
      each.locator("#reason").focus();
      each.keyboard().type("the controller was sold");
      keys(each, "Tab");
    }
    List<String> broken = new ArrayList<>(looked(anna, "revoke"));
    anna.locator(".stack button").focus();

    keys(anna, "Enter"); // neither waits for the answer of the other
    keys(bert, "Enter");

    String annas = answer(anna);
    String berts = answer(bert);
    boolean first = annas.contains("the sessions of press end");
    assertThat(first ? annas : berts)
        .contains("is not trusted any more; the sessions of press end", "held-1 (prepared, press)");
    assertThat(first ? berts : annas)
        .as("who came second")
        .contains(first ? "CN=anna" : "CN=bert", "the controller was sold")
        .containsAnyOf("Nothing was done: since you looked", "Nothing was changed")
        .doesNotContain("sessions of press end");
    Page list = page(TRUST, "bert");
    assertThat(list.locator("#h-devices ~ table")).containsText("not connected");
    assertThat(list.locator(".wants")).containsText("revoked by");
    line.awaitPress("DISCONNECTED");

    enter(list, ".wants [id^=reject]");
    list.locator("#reason").focus();
    list.keyboard().type("gone");
    keys(list, "Tab", "Enter");
    assertThat(list.locator("#h-others ~ table")).containsText("rejected by CN=bert");
    assertThat(list.locator("#body")).containsText("No server shows a certificate");
    broken.addAll(looked(list, "rejected"));
    assertThat(broken).isEmpty();
  }

  /** What a form came to, be it told or refused. */
  private static String answer(Page page) {
    Locator told = page.locator("main > .notice[role]");
    told.waitFor();
    return told.textContent();
  }

  @Test
  @Order(3)
  void loginIsRefusedWithAWrongPasswordAndComesBackToWhereItWasOnceTheSessionIsOver() {
    Page page = page(TRUST);
    assertThat(page.locator("h1")).hasText("Sign in");
    page.keyboard().type("otto"); // the field has the focus
    keys(page, "Tab");
    page.keyboard().type("wrong horse");
    keys(page, "Enter");
    assertThat(page.locator("[role=alert]")).containsText("Name or password is wrong.");
    assertThat(page.getByLabel("Name")).hasValue("otto");
    List<String> broken = new ArrayList<>(looked(page, "login-wrong"));
    signIn(page);
    assertThat(page.locator(".who")).containsText("otto");

    Locator banner = page.locator("#connection");
    assertThat(banner).containsText("You are signed out.");
    broken.addAll(looked(page, "signed-out"));
    enter(page, "#connection a");
    assertThat(page.locator("h1")).hasText("Sign in");
    page.getByLabel("Name").fill("otto");
    signIn(page);
    assertThat(broken).isEmpty();
  }

  private static void signIn(Page page) {
    page.getByLabel("Password").focus();
    page.keyboard().type(SecuredLine.PASSWORD);
    keys(page, "Enter");
    assertThat(page.locator("h1")).hasText("Trust");
  }

  @Test
  @Order(4)
  void certificateOfAPersonIsEnoughAndOneWithoutARoleIsNamedForAnOperator() {
    Page anna = page(TRUST, "anna");
    assertThat(anna.locator(".who")).containsText("anna");
    assertThat(anna.getByRole(AriaRole.BUTTON)).hasCount(0); // no session, so none to end
    Page vera = page(TRUST, "vera");
    assertThat(vera.locator("#h-others ~ table")).containsText("CN=Lockstep plant");
    assertThat(vera.locator("main .act")).hasCount(0);
    vera.navigate(line.address() + TRUST + "/own/renew");
    assertThat(vera.locator("main")).containsText("a role that you do not have");

    Page stranger = page(TRUST, "stranger");
    assertThat(heading(stranger)).isEqualTo("This role may not do that");

    assertThat(anna.locator("#h-clients ~ article")).containsText("CN=stranger");
    assertThat(anna.locator("#h-clients ~ article")).containsText("called from 127.0.0.1");
    List<String> broken = new ArrayList<>(looked(anna, "clients"));
    enter(anna, "#renew");
    assertThat(anna.locator("h1")).hasText("Renew the gateway's OPC UA certificate");
    broken.addAll(looked(anna, "renew"));
    anna.locator("#reason").focus();
    anna.keyboard().type("before it ends");
    keys(anna, "Tab", "Enter");
    assertThat(anna.locator(".notice.good")).containsText("sessions that begin from now on use it");
    assertThat(broken).isEmpty();
  }

  /** What axe-core finds in light and dark, on a panel of 7 inches; pictures for people. */
  private static List<String> looked(Page page, String name) {
    page.setViewportSize(800, 480);
    List<String> broken = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String view = name + "-" + scheme.name().toLowerCase(Locale.ROOT);
      List<String> found =
          scheme == ColorScheme.LIGHT
              ? Accessibility.violations(page)
              : Accessibility.violationsOfColours(page);
      found.forEach(each -> broken.add(view + " " + each));
      Path picture = line.folder().resolve(view + ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    return broken;
  }
}
