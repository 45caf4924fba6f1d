package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What an operator looks at and keeps: status, backups, the support archive. */
@QuarkusTest
@TestProfile(StatusApiTest.Plant.class)
class StatusApiTest extends CallingUsers {
  /** A start of its own: what other tests leave behind would be seen here. */
  public static final class Plant extends SecuredPlant {}

  private static final String T = "/api/v1/transactions/";
  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"Force\", \"arguments\": {\"Force\": 7}}";
  private static final String REASON = "{\"reason\": \"before the update\"}";

  @Test
  void statusShowsWhatWaitsForAPersonUntilItIsForgotten() {
    cora.prepare("status-1", COMMAND);
    assertThat(vera.get("/api/v1/status").body().at("/transactions/PREPARED").asInt()).isPositive();
    otto.post(T + "status-1/resolve", "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"looked\"}");

    JsonNode status = vera.get("/api/v1/status").body();

    JsonNode waiting = null;
    for (JsonNode each : status.at("/waiting")) {
      waiting = each.path("transaction").asText().equals("status-1") ? each : waiting;
    }
    assertThat(waiting).isNotNull();
    assertThat(waiting.path("kind").asText()).isEqualTo("HEURISTIC");
    assertThat(waiting.path("cause").asText()).contains("by otto");
    assertThat(waiting.path("remedy").asText()).contains("forget the transaction");
    assertThat(waiting.path("since").asText()).isNotEmpty();
    otto.delete(T + "status-1");
    assertThat(vera.get("/api/v1/status").response().body()).doesNotContain("status-1");
  }

  @Test
  void statusNamesPartsDevicesAndWhoMayNotSeeIt() {
    JsonNode status = vera.get("/api/v1/status").body();

    assertThat(status.at("/gateway").asText()).isNotEmpty();
    assertThat(status.at("/ready").asBoolean()).isTrue();
    assertThat(status.at("/health").findValuesAsText("name"))
        .containsExactly("gateway", "journal", "audit", "accounts");
    assertThat(status.at("/devices/known").asInt()).isGreaterThan(1);
    assertThat(status.at("/devices/disconnected").findValuesAsText("name")).contains("press-away");
    assertThat(status.at("/journal/good").asBoolean()).isTrue();
    assertThat(status.has("coordinations")).isFalse();
    assertThat(nobody.get("/api/v1/status").status()).isEqualTo(401);
  }

  @Test
  void backupIsTakenByAnOperatorAloneAndRecorded() {
    assertThat(vera.post("/api/v1/backup", REASON).status()).isEqualTo(403);
    assertThat(cora.post("/api/v1/backup", REASON).status()).isEqualTo(403);
    assertThat(otto.post("/api/v1/backup", "{}").status()).isEqualTo(400);

    ApiCaller.Said taken = otto.post("/api/v1/backup", REASON);

    assertThat(taken.status()).as(taken.response().body()).isEqualTo(200);
    assertThat(taken.body().at("/files").findValuesAsText("name"))
        .containsExactly("journal-audit.db", "journal.db");
    Path folder = Path.of(taken.at("/path"));
    assertThat(folder.resolve("journal.db")).hasSize(taken.body().at("/files/1/bytes").asLong());
    assertThat(otto.get("/api/v1/audit?limit=20").response().body())
        .contains("\"backup\"", "before the update");
  }

  @Test
  void supportArchiveHasEverythingAndNoSecret() throws Exception {
    assertThat(vera.get("/api/v1/support").status()).isEqualTo(403);
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                otto.to("/api/v1/support").GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .hasValueSatisfying(
            name -> assertThat(name).matches("attachment; filename=\"lockstep-support-.*\\.zip\""));

    Map<String, String> files = unpacked(answer.body());

    assertThat(files.keySet())
        .containsExactly(
            "README.txt",
            "version.json",
            "settings.txt",
            "status.json",
            "health.json",
            "metrics.txt",
            "transactions.json",
            "waiting.json",
            "journal.json",
            "outbox.json",
            "devices.json",
            "catalog.txt",
            "threads.txt");
    assertThat(files.values())
        .allSatisfy(text -> assertThat(text).isNotBlank().doesNotContain("This could not be read"));
    for (String json : List.of("version", "status", "health", "transactions", "devices")) {
      assertThat(new ObjectMapper().readTree(files.get(json + ".json")).isObject()).isTrue();
    }
    assertThat(files.get("settings.txt")).contains("lockstep.security.users-file=");
    assertThat(files.get("metrics.txt")).contains("lockstep");
    assertThat(files.get("threads.txt")).contains("lockstep-audit");
    String users = Files.readString(usersFile(files.get("settings.txt")));
    for (String user : users.lines().toList()) {
      String hash = user.substring(user.lastIndexOf(' ') + 1);
      assertThat(files.values()).noneMatch(text -> text.contains(hash));
    }
    assertThat(files.values()).noneMatch(text -> text.contains(SecuredPlant.PASSWORD));
  }

  private static Path usersFile(String settings) {
    return Path.of(
        settings
            .lines()
            .filter(line -> line.startsWith("lockstep.security.users-file="))
            .findFirst()
            .orElseThrow()
            .replaceAll(".*?=|  # .*", ""));
  }

  private static Map<String, String> unpacked(byte[] archive) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        files.put(each.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
