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
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Vote and decision in one call, while the journal cannot be written. Where the write fails, later
 * than at the vote, is played in {@code scenarios/execute-disk.txt}.
 */
@QuarkusTest
@TestProfile(RestAtPlant.class)
@Tag("fault")
class OnePhaseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PRESS = "press-2";

  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "lockstep.restat.coordinators")
  URI coordinator;

  @ConfigProperty(name = "lockstep.journal.path")
  String journal;

  private ApiCaller caller;
  private RestAtCaller narayana;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
    narayana = new RestAtCaller(caller, coordinator);
  }

  private HeldDatabase held() throws SQLException {
    return new HeldDatabase(Path.of(journal));
  }

  private void awaitWriting() {
    await("it writes again").atMost(PATIENCE).until(() -> troubles().isEmpty());
  }

  private JsonNode troubles() {
    return caller.get("/api/v1/journal").body().path("troubles");
  }

  private static String hurried(String force) {
    return "\"timeout\": \"PT0.5S\", " + RestAtCaller.commands(PRESS, force);
  }

  private ApiCaller.Said execute(String id, String force) {
    return caller.post("/api/v1/transactions/" + id + "/execute", "{" + hurried(force) + "}");
  }

  private String force() {
    return narayana.force(PRESS);
  }

  private String outcome(String id) {
    return caller.get("/api/v1/transactions/" + id).at("/outcome");
  }

  @Test
  void voteThatCannotBeWrittenMovesNothingAndIsRefusedOnceThatCanBeWritten() throws Exception {
    String before = force();
    try (HeldDatabase _ = held()) {
      ApiCaller.Said first = execute("held-1", "71");
      assertThat(first.status()).as(first.response().body()).isEqualTo(503);
      ApiCaller.Said known = execute("held-2", "72");
      assertThat(known.status()).isEqualTo(503);
      assertThat(known.at("/type")).isEqualTo("/problems/journal-unavailable");
    }
    awaitWriting();

    await("refused").atMost(PATIENCE).until(() -> outcome("held-1").equals("ROLLED_BACK"));
    ApiCaller.Said again = execute("held-1", "71");
    assertThat(again.status()).isEqualTo(409);
    // Its time may have been over before the disk took the refusal.
    assertThat(again.at("/reasons/0/code")).isIn("JOURNAL_UNAVAILABLE", "DEADLINE");
    assertThat(force()).isEqualTo(before);
    assertThat(execute("held-2", "72").status()).isEqualTo(200);
    assertThat(force()).isEqualTo("72");
  }

  @Test
  void onlyParticipantOfNarayanaIsAHazardUntilItsRefusalCanBeWritten() throws Exception {
    String before = force();
    String id = narayana.enlisted("held", hurried("73"));
    try (HeldDatabase _ = held()) {
      RestAtCaller.assertSays(narayana.told(id, "CommittedOnePhase"), "HeuristicHazard");
    }
    awaitWriting();

    await("refused").atMost(PATIENCE).until(() -> outcome(id).equals("ROLLED_BACK"));
    assertThat(force()).isEqualTo(before);
  }
}
