package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Outcome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private final RequestParser requests = new RequestParser(limits(50));

  private static RequestLimits limits(int textMax) {
    return UsualSettings.of(
        RequestLimits.class,
        "body-max=10000",
        "bodies-max=100000",
        "depth-max=8",
        "text-max=" + textMax,
        "commands-max=2",
        "arguments-max=2",
        "participants-max=2",
        "page-max=100",
        "timeout-max=1m");
  }

  private PrepareRequest prepare(String body) {
    return prepare(requests, body);
  }

  private static PrepareRequest prepare(RequestParser parser, String body) {
    return parser.prepare("t-1", body.getBytes(StandardCharsets.UTF_8), false);
  }

  /** It would stand in the journal, on the page and in the log, and is of no use. */
  @Test
  void passwordsInAddressesAreNotTakenOver() {
    PrepareRequest request =
        prepare(
            """
            {"coordinator": "http://anna:s3cret@c/1", "participants": ["http://otto:s3cret@a"],
             "commands": [{"device": "press-1", "command": "press"}]}
            """);

    assertThat(request.coordinator()).contains("http://***@c/1");
    assertThat(request.participants()).containsExactly("http://***@a");
  }

  @Test
  void everyFieldOfAPrepareArrives() {
    PrepareRequest request =
        prepare(
            """
            {"coordinator": "http://c/1", "participants": ["http://a", "http://b"], "timeout": "PT2.5S",
             "commands": [{"device": "press-1", "command": "press", "stage": 3,
               "arguments": {"Force": 0.10, "Mode": {"Deep": [true, "x", 1e2]}}}]}
            """);

    assertThat(request.coordinator()).contains("http://c/1");
    assertThat(request.participants()).containsExactly("http://a", "http://b");
    assertThat(request.timeout()).isEqualTo(Duration.ofMillis(2_500));
    assertThat(request.onePhase()).isFalse();
    assertThat(request.commands())
        .containsExactly(
            new PrepareRequest.Wish(
                "press-1",
                "press",
                Map.of(
                    "Force",
                    new BigDecimal("0.10"),
                    "Mode",
                    Map.of("Deep", List.of(true, "x", new BigDecimal("1E+2")))),
                3));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    PrepareRequest request = prepare("{\"commands\": [{\"device\": \"d\", \"command\": \"c\"}]}");

    assertThat(request.coordinator()).isEmpty();
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(request.commands()).containsExactly(new PrepareRequest.Wish("d", "c", Map.of(), 0));
  }

  @Test
  void readingIsAskedForByName() {
    PrepareRequest request =
        prepare("{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"read\": true}]}");
    assertThat(request.commands())
        .containsExactly(new PrepareRequest.Wish("d", "c", Map.of(), 0, true));
  }

  @Test
  void nullOfAFieldThatMayBeLeftOutIsAsIfItWere() {
    PrepareRequest request =
        prepare(
            """
            {"coordinator": null, "participants": null, "timeout": null, "commands": [
              {"device": "d", "command": "c", "arguments": null, "stage": null, "read": null}]}
            """);

    assertThat(request)
        .isEqualTo(prepare("{\"commands\": [{\"device\": \"d\", \"command\": \"c\"}]}"));
  }

  @Test
  void emptyStringsAndNegativeZeroAreValues() {
    PrepareRequest request =
        prepare(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\":"
                + " {\"\": \"\", \"X\": [-0, -0.0]}}]}");

    assertThat(request.commands().getFirst().arguments())
        .isEqualTo(Map.of("", "", "X", List.of(BigDecimal.ZERO, new BigDecimal("0.0"))));
  }

  @Test
  void decimalsKeepEveryDigit() {
    PrepareRequest request =
        prepare(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\":"
                + " {\"X\": 0.1000000000000000055511151231257827}}]}");

    assertThat(request.commands().getFirst().arguments())
        .containsEntry("X", new BigDecimal("0.1000000000000000055511151231257827"));
  }

  @Test
  void addressesAreShortEnoughToBeKept() {
    RequestParser roomy = new RequestParser(limits(5_000));
    String tooLong = "x".repeat(Origin.LENGTH_MAX + 1);
    String form = "{%s\"commands\": [{\"device\": \"d\", \"command\": \"c\"}]}";
    String coordinator = form.formatted("\"coordinator\": \"%s\", ");
    String sibling = form.formatted("\"participants\": [\"http://a\", \"%s\"], ");
    byte[] joining = form.formatted("").getBytes(StandardCharsets.UTF_8);

    assertRefusedAt("/coordinator", () -> prepare(roomy, coordinator.formatted(tooLong)));
    assertRefusedAt("/participants/1", () -> prepare(roomy, sibling.formatted(tooLong)));
    assertRefusedAt("/transaction", () -> roomy.joining(joining, Optional.of(tooLong)));
    String longest = tooLong.substring(1);
    assertThat(prepare(roomy, coordinator.formatted(longest)).coordinator()).contains(longest);
  }

  private static void assertRefusedAt(String pointer, ThrowingCallable call) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(call)
        .satisfies(
            refused -> {
              assertThat(refused.type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
              assertThat(refused.members()).containsEntry("pointer", pointer);
            });
  }

  static Stream<Arguments> faultyBodies() {
    String command = "{\"device\": \"d\", \"command\": \"c\"}";
    return Stream.of(
        Arguments.of("", "an object was expected, found an empty body"),
        Arguments.of("[]", "an object was expected, found a list"),
        Arguments.of("{", "line 1, column 2"),
        Arguments.of("{\n  \"commands\": nope}", "line 2, column 15"),
        Arguments.of(
            "{\"commands\": [" + command + "]} {}", "something follows behind the JSON value"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"commands\": []}", "Duplicate field 'commands'"),
        Arguments.of("{}", "/commands: a list with at least one command was expected"),
        Arguments.of("{\"commands\": []}", "/commands: a list with at least one command"),
        Arguments.of("{\"commands\": {}}", "/commands: a list was expected, found an object"),
        Arguments.of(
            "{\"commands\": [1]}", "/commands/0: an object was expected, found the number 1"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\"}]}", "/commands/0/command: the field is missing"),
        Arguments.of(
            "{\"commands\": [{\"device\": 7, \"command\": \"c\"}]}",
            "/commands/0/device: a string was expected, found the number 7"),
        Arguments.of(
            "{\"commands\": [{\"device\": \" \", \"command\": \"c\"}]}",
            "/commands/0/device: the string is empty"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"comand\": \"c\"}]}",
            "/commands/0/comand: unknown field; allowed here: arguments, command, device, read,"
                + " stage"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"read\": 1}]}",
            "/commands/0/read: true or false was expected, found the number 1"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"read\": true, \"arguments\":"
                + " {\"A\": 1}}]}",
            "/commands/0/read: a reading takes no arguments"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"stage\": 1.5}]}",
            "/commands/0/stage: a whole number was expected, found the number 1.5"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\": []}]}",
            "/commands/0/arguments: an object was expected, found a list"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\": {\"a/b\":"
                + " null}}]}",
            "/commands/0/arguments/a~1b: null is no value; leave it out"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\": {\"~\": [1,"
                + " {\"b\": [null]}]}}]}",
            "/commands/0/arguments/~0/1/b/0: null is no value; leave it out"),
        Arguments.of("{\"commands\": [null]}", "/commands/0: null is no value; leave it out"),
        Arguments.of(" \n", "an object was expected, found an empty body"),
        Arguments.of("null", "an object was expected, found null"),
        Arguments.of("\"x\"", "an object was expected, found a string"),
        Arguments.of("{\"commands\": null}", "/commands: a list with at least one command"),
        Arguments.of(
            "{\"comand\": [" + command + "]}",
            "/comand: unknown field; allowed here: commands, coordinator, participants, timeout"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\": {\"X\": {\"Y\":"
                + " 1, \"Y\": 2}}}]}",
            "Duplicate field 'Y'"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"stage\": 2147483648}]}",
            "/commands/0/stage: a whole number was expected, found the number 2147483648"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"participants\": [\"http://a\", \"\"]}",
            "/participants/1: the string is empty"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"coordinator\": \" \"}",
            "/coordinator: the string is empty"),
        Arguments.of(
            "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\": {\"X\":"
                + " NaN}}]}",
            "line 1, column 69: Non-standard token 'NaN'"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"timeout\": \"5s\"}",
            "/timeout: an ISO 8601 duration was expected"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"timeout\": 5}",
            "/timeout: a string was expected, found the number 5"));
  }

  @ParameterizedTest
  @MethodSource("faultyBodies")
  void faultyBodyIsRefusedWithItsPlace(String body, String detail) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> prepare(body))
        .withMessageContaining(detail)
        .extracting(RequestRefusedException::type)
        .isEqualTo(ProblemType.MALFORMED);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] beyondUnicode = {0, 0, 0, '{', 0x7f, 0, 0, 0};
    byte[] brokenUtf8 = {'{', '"', (byte) 0xc3, '(', '"', ':', '1', '}'};
    for (byte[] body : List.of(beyondUnicode, brokenUtf8)) {
      assertThatExceptionOfType(RequestRefusedException.class)
          .isThrownBy(() -> requests.prepare("t-1", body, false))
          .withMessageContaining("UTF-8")
          .extracting(RequestRefusedException::type)
          .isEqualTo(ProblemType.MALFORMED);
    }
  }

  static Stream<Arguments> immoderateBodies() {
    String command = "{\"device\": \"d\", \"command\": \"c\"}";
    String wrapped = "{\"commands\": [{\"device\": \"d\", \"command\": \"c\", \"arguments\": %s}]}";
    return Stream.of(
        Arguments.of(
            "{\"commands\": [%s, %s, %s]}".formatted(command, command, command),
            "/commands: 3 elements; at most 2 are allowed"),
        Arguments.of(
            wrapped.formatted("{\"A\": 1, \"B\": 2, \"C\": 3}"),
            "/commands/0/arguments: 3 fields; at most 2 are allowed"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"participants\": [\"a\", \"b\", \"c\"]}",
            "/participants: 3 elements"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"timeout\": \"PT0.009S\"}",
            "/timeout: PT0.009S is outside PT0.01S to PT1M"),
        Arguments.of(
            "{\"commands\": [" + command + "], \"timeout\": \"PT1M0.001S\"}",
            "is outside PT0.01S to PT1M"),
        Arguments.of(wrapped.formatted("{\"X\": 1e999999999}"), "beyond 10^±400"),
        Arguments.of(wrapped.formatted("{\"X\": 1e-999999999}"), "beyond 10^±400"),
        Arguments.of(
            wrapped.formatted("{\"X\": [0, {\"Y\": 1e401}]}"),
            "/commands/0/arguments/X/1/Y: the number is beyond 10^±400"),
        Arguments.of(
            wrapped.formatted("{\"X\": 1e99999999999}"),
            "/commands/0/arguments/X: the number is beyond 10^±400"),
        Arguments.of("{\"commands\": [{\"device\": " + "9".repeat(401) + "}]}", "line 1, column"),
        Arguments.of(wrapped.formatted("{\"X\": \"" + "y".repeat(51) + "\"}"), "line 1, column"),
        Arguments.of(wrapped.formatted("{\"X\": " + "9".repeat(401) + "}"), "line 1, column"),
        Arguments.of(
            wrapped.formatted("{\"X\": " + "[".repeat(9) + "]".repeat(9) + "}"), "line 1, column"));
  }

  @ParameterizedTest
  @MethodSource("immoderateBodies")
  void bodyBeyondALimitIsRefusedWithItsPlace(String body, String detail) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> prepare(body))
        .withMessageContaining(detail)
        .extracting(RequestRefusedException::type)
        .isEqualTo(ProblemType.LIMIT_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a/b", "x#1"})
  void idOutsideTheAlphabetIsRefused(String id) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> RequestParser.id(id))
        .withMessageContaining("1 to 128 of")
        .extracting(RequestRefusedException::type)
        .isEqualTo(ProblemType.INVALID_ID);
  }

  @Test
  void verdictNamesOutcomeReasonAndOperator() {
    byte[] body =
        "{\"outcome\": \"ROLLED_BACK\", \"reason\": \"moved by hand\", \"operator\": \"anna\"}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(requests.resolution(body))
        .isEqualTo(
            new RequestParser.Resolution(
                Outcome.ROLLED_BACK, "moved by hand", Optional.of("anna")));
  }

  @Test
  void verdictWithAnUnknownOutcomeNamesThoseThatThereAre() {
    byte[] body = "{\"outcome\": \"maybe\", \"reason\": \"x\"}".getBytes(StandardCharsets.UTF_8);

    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> requests.resolution(body))
        .withMessageContaining("/outcome: one of [COMMITTED, ROLLED_BACK, HEURISTIC_COMMIT");
  }
}
