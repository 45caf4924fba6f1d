package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.Documents;
import dev.lockstep.NpmPackages;
import dev.lockstep.rest.ProblemType;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document, as the author of a coordinator reads it and generates from it. */
@QuarkusTest
@TestProfile(SimulatedPlant.class)
class ApiDescriptionTest {
  private static final String PROBLEM = "application/problem+json";

  private static final Pattern CALL =
      Pattern.compile("(?:(GET|POST|PUT|DELETE) )?(/api/v1(?:/[A-Za-z0-9{}_-]+)+)");

  @TestHTTPResource("/")
  URI base;

  private ApiCaller caller;
  private JsonNode document;

  @BeforeEach
  void read() {
    caller = new ApiCaller(base, Optional.empty());
    document = caller.get("/q/openapi?format=JSON").body();
  }

  /** All warnings count: a document with some gets more. */
  @Test
  void lintersFindNothing() throws Exception {
    Path home = NpmPackages.install(Path.of("src/test/api-checks"), "the linters of OpenAPI");
    Files.writeString(home.resolve("openapi.yaml"), caller.get("/q/openapi").response().body());

    assertClean(home, "redocly", "lint", "--config=redocly.yaml", "openapi.yaml");
    assertClean(
        home,
        "spectral",
        "lint",
        "--ruleset=spectral.yaml",
        "--fail-severity=hint",
        "openapi.yaml");
  }

  private static void assertClean(Path home, String tool, String... arguments)
      throws IOException, InterruptedException {
    Path log = home.resolve(tool + ".log");
    ProcessBuilder command =
        new ProcessBuilder("node_modules/.bin/" + tool).directory(home.toFile());
    command.command().addAll(List.of(arguments));
    command.environment().put("REDOCLY_TELEMETRY", "off");
    command.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as("%s says%n%s", tool, Files.readString(log)).isZero();
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() {
    List<String> ids = document.at("/paths").findValuesAsText("operationId");
    long operations =
        document.at("/paths").properties().stream()
            .flatMap(path -> path.getValue().properties().stream())
            .filter(each -> each.getValue().has("responses"))
            .count();

    assertThat(ids).hasSize((int) operations).doesNotHaveDuplicates();
    assertThat(ids)
        .allMatch(id -> id.matches("[a-z][A-Za-z]+"))
        .contains("prepareTransaction", "commitTransaction", "rollbackTransaction", "coordinate");
  }

  /** A placeholder is {@code {id}} there, or a word in capitals, or somebody's example. */
  @Test
  void everyCallThatAPageNamesIsOneOfTheApi() throws IOException {
    List<String> calls =
        document
            .at("/paths")
            .propertyStream()
            .flatMap(
                path ->
                    path.getValue()
                        .propertyStream()
                        .filter(each -> each.getValue().has("responses"))
                        .map(each -> each.getKey().toUpperCase(Locale.ROOT) + path.getKey()))
            .toList();
    for (Path page : Documents.pages()) {
      assertThat(CALL.matcher(Files.readString(page)).results())
          .as(page.toString())
          .allSatisfy(
              named ->
                  assertThat(calls)
                      .as(named.group())
                      .anyMatch(call -> is(call, named.group(1), named.group(2))));
    }
  }

  private static boolean is(String call, @Nullable String method, String path) {
    String[] known = call.split("/", -1);
    String[] named = path.split("/", -1);
    return (method == null || method.equals(known[0]))
        && named.length == known.length
        && IntStream.range(1, named.length)
            .allMatch(each -> known[each].startsWith("{") || known[each].equals(named[each]));
  }

  @Test
  void everyProblemTypeIsDeclaredAtSomeOperation() {
    Set<String> declared = new HashSet<>();
    document
        .findValues("enum")
        .forEach(values -> values.forEach(value -> declared.add(value.asText())));

    assertThat(declared)
        .containsAll(
            Arrays.stream(ProblemType.values())
                // The path is none of an operation, or the method: no operation is met.
                .filter(type -> type != ProblemType.METHOD_NOT_ALLOWED)
                .map(ProblemType::uri)
                .collect(Collectors.toSet()));
  }

  @Test
  void everyRefusalHasAProblemAndWhatIsUnderWaySaysWhereToAsk() {
    Map<String, JsonNode> answers =
        answers("prepareTransaction", "commitTransaction", "rollbackTransaction");
    assertThat(answers.get("commitTransaction").at("/202/headers").propertyStream())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("Location", "Retry-After");
    assertThat(answers.get("commitTransaction").at("/202/content").propertyStream())
        .extracting(Map.Entry::getKey)
        .containsExactly("application/json");
    assertThat(answers.get("prepareTransaction").at("/409/content").propertyStream())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("application/json", PROBLEM);
    assertThat(answers.get("commitTransaction").propertyStream())
        .extracting(Map.Entry::getKey)
        .contains("200", "202", "400", "401", "403", "404", "409", "413", "503", "504");
    assertThat(answers.get("rollbackTransaction").propertyStream())
        .extracting(Map.Entry::getKey)
        .contains("200", "202", "400", "409")
        .doesNotContain("413");
    assertThat(types(answers.get("commitTransaction").at("/404")))
        .containsExactly("/problems/unknown-transaction");
    assertThat(document.at("/components/responses/Problem503/headers").has("Retry-After")).isTrue();
    assertThat(document.at("/components/responses/Problem401/headers").has("WWW-Authenticate"))
        .isTrue();
  }

  private Map<String, JsonNode> answers(String... operations) {
    return document.at("/paths").properties().stream()
        .flatMap(path -> path.getValue().properties().stream())
        .map(Map.Entry::getValue)
        .filter(each -> List.of(operations).contains(each.path("operationId").asText()))
        .collect(
            Collectors.toMap(
                each -> each.path("operationId").asText(), each -> each.path("responses")));
  }

  private static List<String> types(JsonNode response) {
    return response.findValues("enum").stream()
        .flatMap(values -> values.valueStream().map(JsonNode::asText))
        .toList();
  }

  @Test
  void everyTypeLeadsToItsPageWithoutLogin() {
    for (ProblemType type : ProblemType.values()) {
      ApiCaller.Said page = caller.get(type.uri());
      assertThat(page.status()).as(type.uri()).isEqualTo(200);
      assertThat(page.type()).isEqualTo("text/plain;charset=UTF-8");
      assertThat(page.response().body())
          .startsWith("## %s\n\n%d. %s".formatted(type.uri(), type.status(), type.title()))
          .doesNotContain("\n## ");
    }
    ApiCaller.Said none = caller.get("/problems/nothing");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.at("/type")).isEqualTo("/problems/not-found");
  }
}
