package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where it is switched on, each request is a line that says who asked for what, and no secret. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class AccessLogTest {
  private static final Logger LOG = Logger.getLogger("io.quarkus.http.access-log");
  private static final String LOGIN = "vera:" + SecuredPlant.PASSWORD;

  @TestHTTPResource("/")
  URI base;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(ear);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(ear);
  }

  private String line(String request) {
    await(request).until(() -> lines.stream().anyMatch(each -> each.contains(request)));
    return lines.stream().filter(each -> each.contains(request)).findFirst().orElseThrow();
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
    assertThat(lines)
        .noneMatch(each -> each.contains(SecuredPlant.PASSWORD) || each.contains(encoded))
        .noneMatch(each -> each.contains("/q/health"));
  }
}
