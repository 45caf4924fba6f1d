package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.journal.HeldDatabase;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator's act while the audit log cannot be written (promise P14): nothing is done. */
@QuarkusTest
@TestProfile(RestAtPlant.class)
@Tag("fault")
class AuditFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String T = "/api/v1/transactions/";
  private static final String ROLLED_BACK =
      "{\"outcome\": \"ROLLED_BACK\", \"operator\": \"anna\", \"reason\": \"scrapped\"}";

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.journal.path")
  String journal;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  private Path auditLog() {
    return Path.of(journal.replaceFirst("\\.db$", "-audit.db"));
  }

  private boolean auditUp() {
    JsonNode health = caller.get("/api/v1/status").body().path("health");
    return StreamSupport.stream(health.spliterator(), false)
        .filter(part -> part.path("name").asText().equals("audit"))
        .findFirst()
        .orElseThrow()
        .path("up")
        .asBoolean();
  }

  @Test
  void actThatCannotBeRecordedIsRefusedAndDoneOnceItCanBe() throws Exception {
    String commands = "{" + RestAtCaller.commands("press-2", "41") + "}";
    assertThat(caller.post(T + "unrecorded/prepare", commands).status()).isEqualTo(200);
    try (HeldDatabase _ = new HeldDatabase(auditLog())) {
      ApiCaller.Said refused = caller.post(T + "unrecorded/resolve", ROLLED_BACK);

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.at("/type")).isEqualTo("/problems/audit-unavailable");
      assertThat(refused.at("/detail")).startsWith("nothing was done");
      assertThat(caller.get(T + "unrecorded").at("/state")).isEqualTo("PREPARED");
      await("the status says so").atMost(PATIENCE).until(() -> !auditUp());
    }

    await("it is written again").atMost(PATIENCE).until(this::auditUp);
    assertThat(caller.post(T + "unrecorded/resolve", ROLLED_BACK).at("/outcome"))
        .isEqualTo("HEURISTIC_ROLLBACK");
    assertThat(caller.delete(T + "unrecorded").status()).isEqualTo(204);
  }
}
