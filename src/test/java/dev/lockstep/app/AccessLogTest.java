package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.LogLines;
import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where it is switched on, each request is a line that says who asked for what, and no secret. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class AccessLogTest {
  private static final String LOGIN = "vera:" + SecuredPlant.PASSWORD;

  @TestHTTPResource("/")
  URI base;

  private LogLines log;

  @BeforeEach
  void listen() {
    log = new LogLines("io.quarkus.http.access-log");
  }

  @AfterEach
  void leave() {
    log.close();
  }

  private String line(String request) {
    await(request).until(() -> log.lines().stream().anyMatch(each -> each.contains(request)));
    return log.lines().stream().filter(each -> each.contains(request)).findFirst().orElseThrow();
  }

  @Test
  void requestIsOneLineWithItsUserAndAnswerAndWithoutTheLogin() {
    ApiCaller nobody = new ApiCaller(base, Optional.empty());
    assertThat(nobody.as("vera", SecuredPlant.PASSWORD).get("/api/v1/devices?x=1").status())
        .isEqualTo(200);
    assertThat(nobody.get("/api/v1/devices/press-1").status()).isEqualTo(401);
    assertThat(nobody.get("/q/health/live").status()).isEqualTo(200);

    assertThat(line("\"GET /api/v1/devices?x=1 HTTP/1.1\""))
        .startsWith("127.0.0.1 - vera [")
        .containsPattern("\" 200 \\d+$");
    assertThat(line("\"GET /api/v1/devices/press-1 HTTP/1.1\"")).contains(" - - [", "\" 401 ");
    String encoded =
        Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(log.lines())
        .noneMatch(each -> each.contains(SecuredPlant.PASSWORD) || each.contains(encoded))
        .noneMatch(each -> each.contains("/q/health"));
  }
}
