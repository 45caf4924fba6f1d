package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each call of the API and each page, by each role: only what names this gateway is heard. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class ForeignHostsTest {
  private static final List<String> ROLES = List.of("nobody", "cora", "otto", "vera");
  private static final List<String> PAGES =
      List.of(
          "GET /",
          "GET /nothing",
          "GET /q/health",
          "GET /q/health/live",
          "GET /q/health/ready",
          "GET /q/metrics",
          "GET /q/openapi",
          "GET /q/swagger-ui/",
          // The pages about problems, for which nobody is asked who they are.
          "GET /problems/1");
  private static final String ROLLBACK = "POST /api/v1/transactions/rebound/rollback";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller cora;

  @BeforeEach
  void call() {
    cora = new ApiCaller(base, Optional.empty()).as("cora", SecuredPlant.PASSWORD);
  }

  /** Method and path of each call, with names in them that nobody has. */
  private List<String> calls() {
    List<String> calls = new ArrayList<>(PAGES);
    JsonNode paths = cora.get("/q/openapi?format=JSON").body().path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            calls.add(
                                method.toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey().replaceAll("\\{[a-z]+}", "1"))));
    assertThat(calls).hasSizeGreaterThan(25);
    return calls;
  }

  private String answer(String call, String role, String... hosts) {
    List<String> fields = new ArrayList<>();
    for (String host : hosts) {
      fields.add("Host: " + host);
    }
    if (!role.equals("nobody")) {
      String login = role + ":" + SecuredPlant.PASSWORD;
      byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
      fields.add("Authorization: Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    return RawRequest.answer(base, call, fields);
  }

  private static String status(String answer) {
    return answer.substring(0, Math.min(12, answer.length()));
  }

  @Test
  void everyCallByEveryRoleIsRefusedWithoutAHostAndWithAForeignOne() {
    for (String call : calls()) {
      for (String role : ROLES) {
        String cell = call + " as " + role;
        String own = base.getAuthority();
        isRefused(cell, answer(call, role), 400, "no Host");
        isRefused(cell, answer(call, role, own, own), 400, "2 Hosts");
        isRefused(cell, answer(call, role, own, "evil.example"), 400, "2 Hosts");
        isRefused(cell, answer(call, role, "evil.example:" + base.getPort()), 421, "misdirected");
      }
    }
  }

  private static void isRefused(String cell, String answer, int status, String why) {
    assertThat(answer)
        .as(cell)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("application/problem+json");
    if (!cell.startsWith("HEAD ")) {
      assertThat(answer).as(cell).contains(why);
    }
  }

  @Test
  void everyCallByEveryRoleIsHeardByOwnNamesAlike() {
    Map<String, List<String>> statuses = new TreeMap<>();
    for (String call : calls()) {
      for (String role : ROLES) {
        String cell = call + " as " + role;
        String first = answer(call, role, "localhost:" + base.getPort());
        assertThat(first).as(cell).doesNotStartWith("HTTP/1.1 421 ").doesNotContain("no host");
        assertThat(first.startsWith("HTTP/1.1 401 "))
            .as(cell)
            .isEqualTo(role.equals("nobody") && !PAGES.contains(call));
        for (String own : List.of("127.0.0.1", "127.9.9.9:1", "[::1]:8080", "LOCALHOST.")) {
          statuses.computeIfAbsent(cell, c -> new ArrayList<>(List.of(status(first))));
          statuses.get(cell).add(status(answer(call, role, own)));
        }
      }
    }
    assertThat(statuses)
        .allSatisfy((cell, all) -> assertThat(all).as(cell).containsOnly(all.getFirst()));
  }

  @Test
  void whatNamesAForeignHostDoesNothing() {
    assertThat(answer(ROLLBACK, "cora", "evil.example")).startsWith("HTTP/1.1 421 ");

    assertThat(cora.get("/api/v1/transactions/rebound").status()).isEqualTo(404);
  }

  @Test
  void bodyOfAMisdirectedRequestIsNotWaitedFor() {
    String head =
        "POST /api/v1/transactions/rebound/prepare HTTP/1.1\r\nHost: evil.example\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    assertThat(RawRequest.answer(base, head))
        .startsWith("HTTP/1.1 421 ")
        .containsIgnoringCase("\r\nconnection: close\r\n");
  }

  @Test
  void authorityOfAnAbsoluteTargetCounts() {
    String path = "/api/v1/devices";

    assertThat(answer("GET http://evil.example" + path, "vera", base.getAuthority()))
        .startsWith("HTTP/1.1 421 ");
    assertThat(answer("GET http://" + base.getAuthority() + path, "vera", "evil.example"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET http://user@localhost" + path, "vera", "localhost"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void whatIsNoHostIsMalformed() {
    for (String host : List.of("", "a b", "localhost,evil.example", "localhost:80:80", "::1")) {
      assertThat(answer("GET /q/health/live", "nobody", host)).as(host).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void httpTwoIsNotSpokenWithoutTls() {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    assertThat(RawRequest.answer(base, preface)).isEmpty();
    assertThat(
            RawRequest.answer(
                base,
                "GET /q/health/live",
                List.of(
                    "Host: localhost", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")))
        .startsWith("HTTP/1.1 200 ");
  }
}
