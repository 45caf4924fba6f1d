package dev.lockstep.packaged;

import static dev.lockstep.packaged.AuthorizedCalls.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.bench.Fleet;
import dev.lockstep.oidc.MockProvider;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.TlsKeys;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A gateway and its OpenID provider, both over TLS, as a plant has them: callers say who they are
 * by a password, by a certificate and by a token, all at one gateway. One of each for all stories,
 * in their order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcOverTlsIT {
  private static final Fleet FLEET = new Fleet(4);
  private static final Path FOLDER = Distribution.folder("oidc-tls");
  private static final List<Integer> PORTS = FreePorts.find(2);
  private static final String DEVICES = "/api/v1/devices";
  private static final String READY = "/q/health/ready";
  private static final String AUTHORITY = "quarkus.tls.oidc.trust-store.pem.certs";
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

  private static final TlsKeys KEYS =
      new TlsKeys(FOLDER)
          .makeAuthority("plant-ca")
          .makeAuthority("other-ca")
          .issue("provider", "plant-ca", "ip:127.0.0.1")
          .make("gateway", "ip:127.0.0.1")
          .make("cora", "dns:cora");

  private static final MockProvider PROVIDER =
      new MockProvider(FOLDER, KEYS.context(List.of(), List.of("plant-ca")));
  private static final AuthorizedCalls ANYONE = calls();
  private static final AuthorizedCalls CORA = calls("cora");

  private static GatewayProcess gateway;

  private static AuthorizedCalls calls(String... certificate) {
    return new AuthorizedCalls(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(KEYS.context(List.of(certificate), List.of("gateway")))
            .build(),
        URI.create("https://127.0.0.1:" + PORTS.get(1)));
  }

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        MockProvider.installed() || "true".equals(System.getenv("LOCKSTEP_CI")),
        "target/mock-oauth2 is not there; `make package` brings it");
    PROVIDER.start(VouchedCallers.configuration(KEYS, "provider"));
    VouchedCallers.users(FOLDER);
    VouchedCallers.roles(FOLDER, "plant-operators=operator,viewer\n");
    Path certificates = Files.writeString(FOLDER.resolve("certificates"), "cora=coordinator\n");
    Files.setPosixFilePermissions(certificates, PosixFilePermissions.fromString("rw-r--r--"));
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.http.ssl-port", PORTS.get(1).toString());
    settings.put("quarkus.tls.key-store.pem.0.cert", KEYS.certificate("gateway").toString());
    settings.put("quarkus.tls.key-store.pem.0.key", KEYS.key("gateway").toString());
    settings.put("quarkus.tls.trust-store.pem.certs", KEYS.certificate("cora").toString());
    settings.put("quarkus.http.auth.certificate-role-properties", certificates.toString());
    settings.put("lockstep.security.users-file", FOLDER.resolve("users").toString());
    settings.put("lockstep.oidc.issuer", PROVIDER.issuer("plant"));
    settings.put("lockstep.oidc.roles-file", FOLDER.resolve("roles").toString());
    settings.put("lockstep.oidc.retry-every", "1s");
    settings.put("lockstep.catalog.profiles", FLEET.write(FOLDER).toString());
    gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "oidc-tls", Distribution.home(), FOLDER, PORTS.getFirst(), settings));
    believing("other-ca");
  }

  private static void believing(String authority) {
    gateway.start(Map.of(AUTHORITY, KEYS.certificate(authority).toString())).awaitReady();
    await("the listener with TLS, which is opened after the other one")
        .ignoreException(ConnectException.class)
        .until(() -> ANYONE.get(READY, VouchedCallers.OTTO).statusCode() > 0);
  }

  @AfterAll
  static void end() {
    if (gateway != null) {
      gateway.close();
    }
    PROVIDER.close();
  }

  private static String health() throws Exception {
    return ANYONE.get(READY, VouchedCallers.OTTO).body();
  }

  @Test
  @Order(1)
  void providerOfAnAuthorityThatIsNotConfiguredIsNotBelievedAndOneSentenceSaysSo()
      throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(health())
                    .contains(
                        PROVIDER.issuer("plant")
                            + "/.well-known/openid-configuration: no TLS connection comes about (",
                        "); " + AUTHORITY + " names who signed its certificate"));
    HttpResponse<String> vouched = ANYONE.bearer(DEVICES, PROVIDER.token("plant", "operator"));
    assertThat(vouched.statusCode()).as(vouched.body()).isEqualTo(503);
    assertThat(vouched.body()).contains("/problems/provider-unavailable");
    assertThat(ANYONE.get(DEVICES, VouchedCallers.OTTO).statusCode()).isEqualTo(200);
    assertThat(CORA.get(DEVICES, "").statusCode()).isEqualTo(200);
  }

  @Test
  @Order(2)
  void passwordCertificateAndTokenEachReachTheirRoleAndTheRecordNamesThem() throws Exception {
    gateway.kill();
    believing("plant-ca");
    String operator = bearer(PROVIDER.token("plant", "operator"));

    for (String id : List.of("by-otto", "by-token")) {
      String prepare = "/api/v1/transactions/" + id + "/prepare";
      String commands = FLEET.commands(id.equals("by-otto") ? 0 : 1, 5);
      assertThat(ANYONE.post(prepare, VouchedCallers.OTTO, commands).statusCode()).isEqualTo(403);
      assertThat(ANYONE.post(prepare, operator, commands).statusCode()).isEqualTo(403);
      assertThat(CORA.post(prepare, "", commands).statusCode()).isEqualTo(200);
    }
    assertThat(resolve(CORA, "by-otto", "").statusCode()).isEqualTo(403);
    assertThat(resolve(ANYONE, "by-otto", VouchedCallers.OTTO).statusCode()).isEqualTo(200);
    assertThat(resolve(ANYONE, "by-token", operator).statusCode()).isEqualTo(200);

    for (Map.Entry<String, String> who :
        Map.of("by-otto", "otto", "by-token", "oidc:operator#id-operator").entrySet()) {
      assertThat(ANYONE.get("/api/v1/transactions/" + who.getKey(), VouchedCallers.OTTO).body())
          .contains("\"principal\":\"CN=cora\"", "\"who\":\"" + who.getValue() + "\"");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> audit().contains("\"principal\":\"" + who.getValue() + "\""));
    }
    assertThat(audit()).contains("\"principal\":\"CN=cora\"");
    assertThat(health()).doesNotContain("identity provider");
  }

  private static HttpResponse<String> resolve(AuthorizedCalls calls, String id, String by)
      throws Exception {
    String verdict = "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"stopped\"}";
    return calls.post("/api/v1/transactions/" + id + "/resolve", by, verdict);
  }

  private static String audit() throws Exception {
    return ANYONE.get("/api/v1/audit", VouchedCallers.OTTO).body();
  }

  /** A person's browser may have the certificate of the machine beside it. */
  @Test
  @Order(3)
  void personWhoSignsInAtAMachineWithACertificateIsTheOneWhoSignedIn() throws Exception {
    String login = "/dashboard/login";
    Matcher token = TOKEN.matcher(CORA.get(login, "").body());
    assertThat(token.find()).isTrue();
    HttpRequest form =
        HttpRequest.newBuilder(CORA.gateway().resolve(login))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "name=otto&password=correct+horse&then=%2Fdashboard&token="
                        + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8)))
            .build();
    HttpResponse<String> signedIn = CORA.client().send(form, BodyHandlers.ofString());
    assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(303);
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();

    HttpResponse<String> page =
        CORA.client()
            .send(
                HttpRequest.newBuilder(CORA.gateway().resolve("/dashboard/audit"))
                    .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                    .build(),
                BodyHandlers.ofString());

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<div class=\"who\"><span>otto</span>");
  }
}
