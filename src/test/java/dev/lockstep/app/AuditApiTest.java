package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.LogLines;
import dev.lockstep.app.security.SecuredPlant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Who did what, from where (promise P14), as an operator reads it. */
@QuarkusTest
@TestProfile(SecuredPlant.class)
class AuditApiTest extends CallingUsers {
  private static final String T = "/api/v1/transactions/";
  private static final String AUDIT = "/api/v1/audit";
  private static final String COMMAND =
      "{\"device\": \"press-1\", \"command\": \"Force\", \"arguments\": {\"Force\": 7}}";

  private List<JsonNode> records() {
    JsonNode page = otto.get(AUDIT + "?limit=500").body();
    return StreamSupport.stream(page.get("records").spliterator(), false).toList();
  }

  private List<JsonNode> records(String act, String subject) {
    return records().stream()
        .filter(each -> each.at("/act").asText().equals(act))
        .filter(each -> each.at("/subject").asText().equals(subject))
        .toList();
  }

  private JsonNode awaited(String act, String subject) {
    await().until(() -> !records(act, subject).isEmpty());
    return records(act, subject).getFirst();
  }

  @Test
  void everyTransitionNamesThePrincipalAndTheAddressItWasMadeFor() {
    assertThat(cora.prepare("audit-1", COMMAND).status()).isEqualTo(200);
    assertThat(cora.post(T + "audit-1/commit").status()).isEqualTo(200);
    assertThat(cora.delete(T + "audit-1").status()).isEqualTo(204);

    for (String act : List.of("Checked", "CommitDecided", "Moved", "Forgotten")) {
      JsonNode record = awaited(act, "audit-1");
      assertThat(record.at("/principal").asText()).as(act).isEqualTo("cora");
      assertThat(record.at("/address").asText()).as(act).matches("127\\.0\\.0\\.1:\\d+");
    }
    JsonNode history = vera.get(T + "audit-1").body().get("history");
    assertThat(history).hasSizeGreaterThanOrEqualTo(4);
    assertThat(history).allMatch(line -> line.at("/principal").asText().equals("cora"));
  }

  @Test
  void actOfAnOperatorIsRecordedWithReasonBeforeWhatCameOfIt() {
    cora.prepare("audit-2", COMMAND);
    String word = "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"the line \\\"A\\\" is down\"}";
    assertThat(otto.post(T + "audit-2/resolve", word).status()).isEqualTo(200);

    JsonNode act = records("resolve ROLLED_BACK", "audit-2").getFirst();
    assertThat(act.at("/principal").asText()).isEqualTo("otto");
    assertThat(act.at("/details/why").asText()).isEqualTo("the line \"A\" is down");
    JsonNode transition = awaited("Resolved", "audit-2");
    assertThat(transition.at("/number").asLong()).isGreaterThan(act.at("/number").asLong());
    assertThat(transition.at("/details/who").asText()).isEqualTo("OPERATOR otto");
  }

  @Test
  void failedLoginAndForbiddenCallAreRecordedWithoutThePassword() {
    nobody.as("mallory", "hunter2 is secret").get("/api/v1/devices");
    vera.prepare("audit-3", COMMAND);

    await().until(() -> records().toString().contains("mallory"));
    JsonNode failed =
        records("login failed", "").stream()
            .filter(each -> each.at("/principal").asText().equals("mallory"))
            .findFirst()
            .orElseThrow();
    assertThat(failed.at("/address").asText()).startsWith("127.0.0.1");
    assertThat(records().toString()).doesNotContain("hunter2");
    await()
        .until(
            () ->
                records("forbidden", "").stream()
                    .anyMatch(each -> each.at("/principal").asText().equals("vera")));
  }

  @Test
  void startIsRecordedWithWhoMayCall() {
    JsonNode start = awaited("start", "gateway");

    assertThat(start.at("/details/users").asText()).contains("otto=operator,viewer");
    assertThat(start.at("/details/exposure").asText()).contains("users are authenticated");
  }

  @Test
  void onlyAnOperatorReadsWhoDidWhatAndAViewerExportsTheHead() {
    assertThat(vera.get(AUDIT).status()).isEqualTo(403);
    assertThat(cora.get(AUDIT).status()).isEqualTo(403);
    assertThat(nobody.get(AUDIT).status()).isEqualTo(401);

    ApiCaller.Said head = vera.get(AUDIT + "/head");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.at("/sha256")).matches("[0-9a-f]{64}");
    assertThat(Long.parseLong(head.at("/number"))).isPositive();
  }

  @Test
  void recordsComeInPagesAndWrongParametersAreNamed() {
    awaited("start", "gateway");
    cora.prepare("audit-4", COMMAND);
    cora.post(T + "audit-4/rollback");
    awaited("RollbackDecided", "audit-4");

    ApiCaller.Said page = otto.get(AUDIT + "?limit=1");
    assertThat(page.body().get("records")).hasSize(1);
    ApiCaller.Said next = otto.get(page.at("/next"));
    assertThat(next.body().at("/records/0/number").asLong())
        .isEqualTo(page.body().at("/records/0/number").asLong() - 1);
    assertThat(otto.get(AUDIT + "?limit=0").at("/parameter")).isEqualTo("limit");
    assertThat(otto.get(AUDIT + "?before=x").at("/parameter")).isEqualTo("before");
  }

  @Test
  void tooLongAReasonIsRefusedWithItsPlaceAndLimit() {
    cora.prepare("audit-5", COMMAND);
    String word = "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"%s\"}";

    ApiCaller.Said refused = otto.post(T + "audit-5/resolve", word.formatted("x".repeat(501)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/pointer")).isEqualTo("/reason");
    assertThat(refused.at("/detail")).contains("501", "500");
    assertThat(otto.post(T + "audit-5/resolve", word.formatted("x".repeat(500))).status())
        .isEqualTo(200);
  }

  /** What was found by a penetration test: a reason that writes lines of the log. */
  @Test
  void reasonWithLineBreaksForgesNoLineOfTheLogAndNoneOfTheHistory() {
    try (LogLines audit = new LogLines("dev.lockstep.audit")) {
      cora.prepare("audit-6", COMMAND);
      String word =
          "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"x\\n"
              + "2026 INFO act=\\\"release\\\"\\u001b[2K\"}";
      assertThat(otto.post(T + "audit-6/resolve", word).status()).isEqualTo(200);

      assertThat(audit.lines())
          .anyMatch(
              line -> line.contains("why=\"x\\\\u000A2026 INFO act=\\\"release\\\"\\\\u001B[2K\""));
      assertThat(audit.lines()).allMatch(line -> line.lines().count() == 1);
      String history = vera.get(T + "audit-6").body().get("history").toString();
      assertThat(history).contains("x\\\\u000A2026").doesNotContain("\\n");
    }
  }
}
