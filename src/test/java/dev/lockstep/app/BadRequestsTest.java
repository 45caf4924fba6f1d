package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be understood or is too much is answered with a problem, whoever found it. */
@QuarkusTest
@TestProfile(SimulatedPlant.class)
class BadRequestsTest {
  private static final String T = "/api/v1/transactions/";
  private static final String GOOD =
      "{\"commands\": [{\"device\": \"press-1\", \"command\": \"Force\"}]}";

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;

  @BeforeEach
  void call() {
    caller = new ApiCaller(base, Optional.empty());
  }

  private static void isProblem(ApiCaller.Said said, int status, String type) {
    assertThat(said.status()).as(said.response().body()).isEqualTo(status);
    assertThat(said.type()).isEqualTo("application/problem+json");
    assertThat(said.at("/type")).isEqualTo("/problems/" + type);
    assertThat(said.at("/status")).isEqualTo(Integer.toString(status));
    assertThat(said.at("/detail")).isNotEmpty();
    assertThat(said.response().body()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void malformedJsonNamesLineAndColumn() {
    ApiCaller.Said said = caller.post(T + "b-1/prepare", "{\n \"commands\": [}");

    isProblem(said, 400, "malformed");
    assertThat(said.at("/line")).isEqualTo("2");
    assertThat(said.at("/detail")).startsWith("line 2, column ");
  }

  @Test
  void emptyBodyIsMalformed() {
    isProblem(caller.post(T + "b-1/prepare", ""), 400, "malformed");
  }

  @Test
  void unknownFieldNamesItsPlaceAndWhatIsAllowed() {
    ApiCaller.Said said = caller.post(T + "b-1/prepare", "{\"command\": []}");

    isProblem(said, 400, "malformed");
    assertThat(said.at("/pointer")).isEqualTo("/command");
    assertThat(said.at("/detail")).contains("commands, coordinator, participants, timeout");
  }

  @Test
  void tooManyCommandsAreRefused() {
    String one = "{\"device\": \"press-1\", \"command\": \"Force\"}";

    ApiCaller.Said said = caller.prepare("b-1", String.join(",", one, one, one, one));

    isProblem(said, 400, "limit-exceeded");
    assertThat(said.at("/detail")).isEqualTo("/commands: 4 elements; at most 3 are allowed");
  }

  @Test
  void idOutsideTheAlphabetIsRefused() {
    isProblem(caller.post(T + "b%20x/prepare", GOOD), 400, "invalid-id");
    isProblem(caller.get(T + "%C3%A4"), 400, "invalid-id");
    isProblem(caller.post(T + "x".repeat(129) + "/rollback"), 400, "invalid-id");
  }

  @Test
  void bodyThatSaysItIsTooLargeIsRefused() {
    isProblem(caller.post(T + "b-1/prepare", GOOD + " ".repeat(4096)), 413, "too-large");
  }

  @Test
  void bodyThatTurnsOutTooLargeIsRefused() {
    byte[] large = (GOOD + " ".repeat(4096)).getBytes(StandardCharsets.UTF_8);

    ApiCaller.Said said =
        caller.send(
            caller
                .to(T + "b-1/prepare")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

    isProblem(said, 413, "too-large");
  }

  @Test
  void bodyThatIsNotJsonIsRefused() {
    ApiCaller.Said said =
        caller.send(
            caller
                .to(T + "b-1/prepare")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(GOOD)));

    isProblem(said, 415, "unsupported-media-type");
  }

  @Test
  void answerThatIsNotJsonIsRefused() {
    isProblem(
        caller.send(caller.to(T + "b-1").header("Accept", "text/xml").GET()),
        406,
        "not-acceptable");
  }

  @Test
  void pathsThatLeadNowhereAreProblemsToo() {
    isProblem(caller.get("/api/v1/nothing"), 404, "not-found");
    isProblem(caller.get("/nothing"), 404, "not-found");
    isProblem(caller.post(T + "b-1/nothing"), 404, "not-found");
  }

  @Test
  void wrongMethodIsToldApartFromAWrongPath() {
    isProblem(caller.get(T + "b-1/prepare"), 405, "method-not-allowed");
    isProblem(
        caller.send(caller.to(T + "b-1").PUT(BodyPublishers.noBody())), 405, "method-not-allowed");
  }

  @Test
  void pageOfAnotherSiteMayNotActThroughABrowser() {
    isProblem(
        caller.send(
            caller
                .to(T + "b-2/rollback")
                .header("Origin", "http://evil.example")
                .POST(BodyPublishers.noBody())),
        403,
        "forbidden");
    assertThat(
            caller
                .send(
                    caller
                        .to(T + "b-2/rollback")
                        .header("Origin", "http://" + base.getAuthority())
                        .POST(BodyPublishers.noBody()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void parametersOfAPageAreChecked() {
    isProblem(caller.get("/api/v1/transactions?limit=0"), 400, "malformed");
    isProblem(caller.get("/api/v1/transactions?limit=x"), 400, "malformed");
    isProblem(caller.get("/api/v1/transactions?state=LOST"), 400, "malformed");
    isProblem(caller.get("/api/v1/transactions?after=a%20b"), 400, "invalid-id");
  }
}
