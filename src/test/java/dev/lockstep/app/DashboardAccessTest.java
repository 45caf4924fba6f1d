package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets to the operator's page, and what keeps others from acting by it. */
@QuarkusTest
@TestProfile(DashboardTest.Plant.class)
class DashboardAccessTest {
  private static final String T = "/dashboard/transactions/";
  private static final int KILOBYTES_100 = 100 * 1024;
  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"Force\", \"arguments\": {\"Force\": 7}}";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller cora;
  private PageCaller nobody;
  private PageCaller otto;

  @BeforeEach
  void call() {
    cora = new ApiCaller(base, Optional.empty()).as("cora", SecuredPlant.PASSWORD);
    nobody = new PageCaller(base);
    otto = new PageCaller(base).signedIn("otto", SecuredPlant.PASSWORD);
  }

  @Test
  void bareAddressLeadsToThePageAndWhoHasNotSaidWhoTheyAreToTheLogin() {
    assertThat(nobody.get("/").status()).isEqualTo(303);
    assertThat(nobody.get("/").location()).isEqualTo("/dashboard");

    PageCaller.Shown led = nobody.get("/dashboard/devices?name=press");

    assertThat(led.status()).isEqualTo(303);
    assertThat(led.location())
        .isEqualTo("/dashboard/login?then=%2Fdashboard%2Fdevices%3Fname%3Dpress");
    assertThat(nobody.get("/dashboard/login").text()).contains(SecuredPlant.NOTICE, "Password");
    assertThat(nobody.part("/dashboard/board").status()).isEqualTo(401);
    assertThat(nobody.part("/dashboard/board").header("WWW-Authenticate")).isEmpty();
  }

  @Test
  void cookieIsForThePageAloneAndNoScriptReadsIt() {
    PageCaller.Shown answer = nobody.signIn("otto", SecuredPlant.PASSWORD, "/dashboard/audit");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/dashboard/audit");
    assertThat(answer.header("Set-Cookie"))
        .startsWith("lockstep-session=")
        .contains("HttpOnly", "SameSite=Strict", "Path=/dashboard")
        .doesNotContain("Secure");
    assertThat(otto.get("/api/v1/devices").status()).as("the API knows no cookie").isEqualTo(401);
    assertThat(nobody.signIn("otto", SecuredPlant.PASSWORD, "//evil.example/").location())
        .isEqualTo("/dashboard");
  }

  @Test
  void wrongPasswordIsToldAtTheFormAndRecorded() {
    PageCaller.Shown wrong = nobody.signIn("vera<b>", "wrong horse", "/dashboard");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.text())
        .contains("Name or password is wrong.", "vera&lt;b&gt;")
        .doesNotContain("vera<b>", "wrong horse");
    await()
        .until(
            () -> otto.get("/dashboard/audit").text(),
            text -> text.contains("login failed") && text.contains("vera&lt;b&gt;"));
  }

  @Test
  void signedOutIsOutAlsoForWhoKeptTheCookie() {
    String page = otto.get("/dashboard").text();
    PageCaller kept = otto.copy();

    assertThat(
            otto.post(
                    "/dashboard/logout",
                    Map.of("token", PageCaller.token(page, "/dashboard/logout")))
                .location())
        .isEqualTo("/dashboard/login");

    assertThat(kept.get("/dashboard").location()).startsWith("/dashboard/login");
  }

  @Test
  void formThatAnotherSiteSendsOrThatIsOfAnotherPageDoesNothing() {
    cora.prepare("c-1", COMMAND);
    String path = T + "c-1/act";
    String form = otto.get(path).text();
    Map<String, String> press =
        Map.of(
            "token",
            PageCaller.token(form, path),
            "shown",
            PageCaller.value(form, "shown"),
            "do",
            "committed",
            "reason",
            "evil");

    assertThat(otto.with("Origin", "https://evil.example").post(path, press).status())
        .isEqualTo(403);
    assertThat(otto.with("Sec-Fetch-Site", "cross-site").post(path, press).status()).isEqualTo(403);
    assertThat(otto.with("Sec-Fetch-Site", "same-site").post(path, press).status()).isEqualTo(403);
    assertThat(otto.post(path, Map.of("do", "committed", "reason", "evil")).status())
        .isEqualTo(403);
    String other = PageCaller.token(otto.get("/dashboard").text(), "/dashboard/logout");
    assertThat(otto.post(path, Map.of("token", other, "do", "committed")).text())
        .contains("load the page again");
    assertThat(cora.get("/api/v1/transactions/c-1").at("/state")).isEqualTo("PREPARED");
    cora.post("/api/v1/transactions/c-1/rollback");
  }

  @Test
  void everyPageForbidsWhatIsNotItsOwnAndHasNothingInline() {
    for (String path :
        List.of(
            "/dashboard",
            "/dashboard/transactions",
            "/dashboard/devices",
            "/dashboard/devices/press-1",
            "/dashboard/trust",
            "/dashboard/trust/own/renew",
            "/dashboard/journal",
            "/dashboard/audit",
            "/dashboard/health",
            "/dashboard/several",
            "/dashboard/browse",
            "/dashboard/login")) {
      PageCaller.Shown page = otto.get(path);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(page.header("Content-Security-Policy"))
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
          .contains("frame-ancestors 'none'", "form-action 'self'")
          .doesNotContain("unsafe", "*", "http");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
      assertThat(page.header("Referrer-Policy")).as("else Origin is null").isEqualTo("same-origin");
      assertThat(page.text())
          .doesNotContain(" style=\"", " onclick", "javascript:", "http://", "https://")
          .doesNotContainPattern("<script(?![^>]*src=\"/dashboard/assets/)");
      assertThat(page.text().length()).as(path).isLessThan(KILOBYTES_100);
    }
  }

  @Test
  void assetsMayBeKeptForAYearAndOneOfAnotherVersionIsNotThere() {
    String page = nobody.get("/dashboard/login").text();
    String script = PageCaller.matched(page, "/dashboard/assets/[0-9a-f]{12}/page.js");

    PageCaller.Shown asset = nobody.with("Accept-Encoding", "gzip").get(script);

    assertThat(asset.status()).isEqualTo(200);
    assertThat(asset.header("Cache-Control")).contains("immutable");
    assertThat(asset.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(nobody.get(script.replaceAll("[0-9a-f]{12}", "0".repeat(12))).status())
        .isEqualTo(404);
  }

  @Test
  void hostileTextIsShownAndNeverRun() {
    cora.prepare("x-1", COMMAND);
    String hostile = "<script>alert(1)</script>\u001b[31m{frame.signOut}\"'";
    String form = otto.get(T + "x-1/act").text();
    otto.post(
        T + "x-1/act",
        Map.of(
            "token",
            PageCaller.token(form, T + "x-1/act"),
            "shown",
            PageCaller.value(form, "shown"),
            "do",
            "rolled_back",
            "reason",
            hostile));

    for (String path : List.of(T + "x-1", "/dashboard", "/dashboard/audit")) {
      assertThat(otto.get(path).text())
          .as(path)
          .doesNotContain("<script>alert", "\u001b")
          .satisfiesAnyOf(
              text -> assertThat(text).contains("&lt;script&gt;alert"),
              text -> assertThat(text).doesNotContain("alert(1)"));
    }
    assertThat(otto.get(T + "x-1").text()).contains("&lt;script&gt;alert", "{frame.signOut}");
    cora.delete("/api/v1/transactions/x-1");
  }
}
