package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every answer tells a browser. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class SecurityHeadersTest {
  @TestHTTPResource("/")
  URI base;

  private ApiCaller nobody;
  private ApiCaller vera;

  @BeforeEach
  void call() {
    nobody = new ApiCaller(base, Optional.empty());
    vera = nobody.as("vera", SecuredPlant.PASSWORD);
  }

  private static void allowNothing(String as, ApiCaller.Said said) {
    HttpHeaders headers = said.response().headers();
    assertThat(headers.allValues("X-Content-Type-Options")).as(as).containsExactly("nosniff");
    assertThat(headers.allValues("Cache-Control")).as(as).containsExactly("no-store");
    assertThat(headers.allValues("Referrer-Policy")).as(as).containsExactly("no-referrer");
    assertThat(headers.allValues("X-Frame-Options")).as(as).containsExactly("DENY");
    assertThat(headers.allValues("Content-Security-Policy"))
        .as(as)
        .containsExactly("default-src 'none'; frame-ancestors 'none'");
    assertThat(headers.firstValue("Server")).as(as).isEmpty();
    assertThat(headers.firstValue("X-Powered-By")).as(as).isEmpty();
    assertThat(headers.firstValue("Strict-Transport-Security")).as(as + " no TLS").isEmpty();
  }

  @Test
  void everyAnswerHasThemAlsoARefusal() {
    for (String path :
        List.of(
            "/api/v1/devices",
            "/api/v1/transactions",
            "/q/health",
            "/q/health/live",
            "/q/metrics",
            "/q/openapi")) {
      allowNothing(path, vera.get(path));
    }
    allowNothing("200 by another name", vera.get("/api/v1/devices/press-1"));
    allowNothing("400", vera.get("/api/v1/transactions?limit=0"));
    allowNothing("400 at the door", vera.get("/api/v1/devices/;x"));
    allowNothing("401", nobody.get("/api/v1/devices"));
    allowNothing("401 wrong", nobody.as("vera", "wrong horse").get("/api/v1/devices"));
    allowNothing("403", vera.post("/api/v1/transactions/h-1/rollback"));
    allowNothing("404", vera.get("/nothing"));
    allowNothing("405", vera.post("/api/v1/devices", "{}"));
    allowNothing("413", vera.post("/api/v1/transactions/h-1/prepare", " ".repeat(5_000)));
    String misdirected =
        RawRequest.answer(base, "GET /api/v1/devices", List.of("Host: evil.example"));
    assertThat(misdirected)
        .startsWith("HTTP/1.1 421 ")
        .containsIgnoringCase("X-Content-Type-Options: nosniff")
        .containsIgnoringCase("default-src 'none'");
  }

  @Test
  void pageToTryTheApiOnMayLoadItsOwnFilesAndNoOthers() {
    HttpHeaders headers = nobody.get("/q/swagger-ui/").response().headers();

    assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("*", "http");
    assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
  }
}
