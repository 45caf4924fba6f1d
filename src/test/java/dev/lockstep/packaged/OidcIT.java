package dev.lockstep.packaged;

import static dev.lockstep.packaged.AuthorizedCalls.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.lockstep.bench.Fleet;
import dev.lockstep.oidc.MockProvider;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A gateway beside a foreign OpenID provider, which is down when it starts. One of each for all
 * stories, in their order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcIT {
  private static final Fleet FLEET = new Fleet(4);
  private static final Path FOLDER = Distribution.folder("oidc");
  private static final int PORT = FreePorts.lasting();
  private static final MockProvider PROVIDER = new MockProvider(FOLDER);
  private static final AuthorizedCalls CALLS =
      new AuthorizedCalls(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + PORT));
  private static final String DEVICES = "/api/v1/devices";

  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        MockProvider.installed() || "true".equals(System.getenv("LOCKSTEP_CI")),
        "target/mock-oauth2 is not there; `make package` brings it");
    VouchedCallers.users(FOLDER);
    VouchedCallers.roles(FOLDER, "plant-operators=operator,viewer\nline-control=coordinator\n");
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.security.users-file", FOLDER.resolve("users").toString());
    settings.put("lockstep.oidc.issuer", PROVIDER.issuer("plant"));
    settings.put("lockstep.oidc.roles-file", FOLDER.resolve("roles").toString());
    settings.put("lockstep.oidc.retry-every", "1s");
    settings.put("lockstep.catalog.profiles", FLEET.write(FOLDER).toString());
    gateway =
        new GatewayProcess(
                new GatewayProcess.Plan("oidc", Distribution.home(), FOLDER, PORT, settings))
            .start()
            .awaitReady();
  }

  @AfterAll
  static void end() {
    if (gateway != null) {
      gateway.close();
    }
    PROVIDER.close();
  }

  private static void assertRefused(String token, String detail) throws Exception {
    HttpResponse<String> refused = CALLS.bearer(DEVICES, token);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
    assertThat(refused.body()).contains("/problems/unauthenticated", detail);
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge -> assertThat(challenge).contains("Basic", "Bearer"));
  }

  @Test
  @Order(1)
  void gatewayRunsWhileTheProviderIsDownAndSaysSoUntilItAnswers() throws Exception {
    assertThat(CALLS.get(DEVICES, VouchedCallers.OTTO).statusCode())
        .as("users of the file")
        .isEqualTo(200);
    assertThat(CALLS.get(DEVICES, "").statusCode()).as("nobody").isEqualTo(401);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                CALLS
                    .get("/q/health/ready", VouchedCallers.OTTO)
                    .body()
                    .contains("nothing listens there"));
    HttpResponse<String> later = CALLS.bearer(DEVICES, "e30.e30.e30");
    assertThat(later.statusCode()).as(later.body()).isIn(401, 503);
    HttpResponse<String> page = CALLS.get("/dashboard/login/provider", "");
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).contains("cannot be asked now");

    PROVIDER.start(VouchedCallers.configuration());

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                !CALLS
                    .get("/q/health/ready", VouchedCallers.OTTO)
                    .body()
                    .contains("identity provider"));
    assertThat(Files.readString(FOLDER.resolve("oidc.log")))
        .contains("identity provider: " + PROVIDER.issuer("plant"), "answers");
  }

  @Test
  @Order(2)
  void rolesOfTheClaimDecideAndTheRecordHasNameAndSubject() throws Exception {
    String operator = PROVIDER.token("plant", "operator");
    String coordinator = PROVIDER.token("plant", "coordinator");
    assertThat(CALLS.bearer(DEVICES, operator).statusCode()).isEqualTo(200);
    assertThat(prepare("oidc-1", operator).statusCode()).as("an operator").isEqualTo(403);
    assertThat(prepare("oidc-1", coordinator).statusCode()).isEqualTo(200);
    HttpResponse<String> reload =
        CALLS.post("/api/v1/reload", bearer(coordinator), "{\"reason\": \"x\"}");
    assertThat(reload.statusCode()).as("a coordinator").isEqualTo(403);

    String verdict = "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"stopped\"}";
    assertThat(
            CALLS
                .post("/api/v1/transactions/oidc-1/resolve", bearer(operator), verdict)
                .statusCode())
        .isEqualTo(200);

    assertThat(CALLS.get("/api/v1/transactions/oidc-1", VouchedCallers.OTTO).body())
        .contains("oidc:operator#id-operator", "oidc:coordinator#id-coordinator");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                CALLS
                    .get("/api/v1/audit", VouchedCallers.OTTO)
                    .body()
                    .contains("\"oidc:operator#id-operator\""));
  }

  private static HttpResponse<String> prepare(String id, String token) throws Exception {
    return CALLS.post(
        "/api/v1/transactions/" + id + "/prepare", bearer(token), FLEET.commands(0, 5));
  }

  @Test
  @Order(3)
  void callerWithoutARoleIsToldWhichClaimWasLookedAt() throws Exception {
    HttpResponse<String> refused = CALLS.bearer(DEVICES, PROVIDER.token("plant", "guest"));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("/problems/forbidden", "the claim groups of your token holds [guests]");
  }

  @Test
  @Order(4)
  void tokenThatIsNotForThisGatewayIsRefusedWithItsReason() throws Exception {
    String good = PROVIDER.token("plant", "operator");
    String[] parts = good.split("\\.", -1);
    assertRefused(PROVIDER.token("plant", "expired"), "the token expired 36");
    assertThat(CALLS.bearer(DEVICES, PROVIDER.token("plant", "skewed")).statusCode())
        .as("20 s ahead")
        .isEqualTo(200);
    assertRefused("x".repeat(9_000), "the token has 9000 characters");
    assertRefused(PROVIDER.token("other", "operator"), "of the issuer");
    assertRefused(PROVIDER.token("plant", "elsewhere"), "for [account] (claim aud)");
    assertRefused(
        VouchedCallers.encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".",
        "signed with \\\"none\\\"");

    // The fourth wrong one of this address, and those after it.
    HttpResponse<String> slowed = CALLS.bearer(DEVICES, parts[0] + "." + parts[1] + ".c2ln");
    await()
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> CALLS.bearer(DEVICES, parts[0] + "." + parts[1] + ".c2ln").statusCode() == 429);
    assertThat(slowed.statusCode()).isIn(401, 429);
    assertThat(slowed.body()).contains("signature is by no key");
    assertThat(CALLS.bearer(DEVICES, good).statusCode()).as("who is right").isEqualTo(200);
    assertThat(CALLS.get(DEVICES, VouchedCallers.OTTO).statusCode())
        .as("a password")
        .isEqualTo(200);
  }

  @Test
  @Order(5)
  void commandLineCallsWithAToken() throws Exception {
    Path file = Files.writeString(FOLDER.resolve("token"), PROVIDER.token("plant", "operator"));
    CommandLine.Said said =
        new CommandLine(FOLDER, Map.of())
            .run(
                List.of(
                    Distribution.home().resolve("bin/lockstep").toString(),
                    "devices",
                    "--url",
                    "http://127.0.0.1:" + PORT,
                    "--token-file",
                    file.toString()));

    assertThat(said.code()).as("%s", said).isZero();
  }

  /** Two sites for the browser: the gateway is localhost, the provider 127.0.0.1. */
  @Test
  @Order(6)
  void personSignsInThereAndOutAndComesBackToWhereItWas() throws Exception {
    String here = "http://localhost:" + PORT;
    try (Chromium chromium = new Chromium();
        BrowserContext window = chromium.window(new Browser.NewContextOptions())) {
      window.route("**/fonts.googleapis.com/**", Route::abort); // which the provider's page wants
      Page page = window.newPage();
      page.navigate(here + "/dashboard/transactions?state=ENDED");
      page.locator("#provider").click();
      page.locator("[name=username]").fill("id-anna");
      page.locator("[name=claims]")
          .fill("{\"groups\":[\"plant-operators\"],\"preferred_username\":\"anna\"}");
      page.locator("input[type=submit]").click();

      PlaywrightAssertions.assertThat(page).hasURL(here + "/dashboard/transactions?state=ENDED");
      PlaywrightAssertions.assertThat(page.locator(".who")).containsText("oidc:anna");
      assertThat(window.cookies())
          .extracting(cookie -> cookie.name)
          .contains("lockstep-session")
          .noneMatch(name -> name.startsWith("q_session"));

      VouchedCallers.roles(FOLDER, "line-control=coordinator\n");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> page.navigate(here + "/dashboard/devices").status() == 403);
      VouchedCallers.roles(FOLDER, "plant-operators=operator,viewer\nline-control=coordinator\n");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> page.navigate(here + "/dashboard/devices").status() == 200);

      page.getByText("Sign out").click();
      PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Signed out");
      page.locator("#provider").click();
      PlaywrightAssertions.assertThat(page).hasURL(here + "/dashboard/login");
      assertThat(page.navigate(here + "/dashboard/devices").url()).contains("/dashboard/login");
    }
  }

  @Test
  @Order(7)
  void answerThatBelongsToNoLoginOfThisBrowserIsRefused() throws Exception {
    HttpResponse<String> page =
        CALLS.get("/dashboard/login/provider?code=stolen&state=made-up", "");

    assertThat(page.statusCode()).as(page.body()).isEqualTo(401);
    assertThat(page.body()).contains("not begun in this browser");
    assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
  }

  /** Keys that are known verify without the provider. */
  @Test
  @Order(8)
  void tokensAreTakenWhileTheProviderIsDown() throws Exception {
    String operator = PROVIDER.token("plant", "operator");
    PROVIDER.kill();

    assertThat(CALLS.bearer(DEVICES, operator).statusCode()).isEqualTo(200);
    String[] parts = operator.split("\\.", -1);
    String other =
        VouchedCallers.encoded("{\"alg\":\"RS256\",\"kid\":\"new\"}")
            + "."
            + parts[1]
            + "."
            + parts[2];
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> CALLS.bearer(DEVICES, other).statusCode() == 503);
    assertThat(CALLS.bearer(DEVICES, operator).statusCode()).isEqualTo(200);
  }
}
