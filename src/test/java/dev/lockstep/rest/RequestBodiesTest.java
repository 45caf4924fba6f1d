package dev.lockstep.rest;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.transaction.TransactionId;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a request needs, and of which kind, is what its published schema says. */
class RequestBodiesTest {
  private static final RequestLimits LIMITS =
      UsualSettings.of(
          RequestLimits.class,
          "body-max=10000",
          "bodies-max=100000",
          "depth-max=8",
          "text-max=50",
          "commands-max=2",
          "arguments-max=2",
          "participants-max=2",
          "page-max=100",
          "timeout-max=1m");

  private static final RequestParser REQUESTS = new RequestParser(LIMITS);

  private static final CoordinationRequests COORDINATIONS =
      new CoordinationRequests(
          LIMITS, UsualSettings.of(CoordinatorSettings.class), () -> new TransactionId("made-up"));

  /**
   * A schema and what reads it.
   *
   * @param around the body, with {@code %s} where an object of this schema stands
   */
  private record Read(Class<? extends Record> schema, String around, Consumer<byte[]> reader) {
    void read(String object) {
      reader.accept(around.formatted(object).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return schema.getSimpleName();
    }
  }

  static final List<Read> READS =
      List.of(
          new Read(RequestBodies.Prepare.class, "%s", RequestBodiesTest::prepare),
          new Read(RequestBodies.Command.class, "{\"commands\": [%s]}", RequestBodiesTest::prepare),
          new Read(
              RequestBodies.Joining.class,
              "%s",
              body -> REQUESTS.joining(body, Optional.of("http://c/1"))),
          new Read(RequestBodies.Resolve.class, "%s", REQUESTS::resolution),
          new Read(RequestBodies.Approval.class, "%s", REQUESTS::approval),
          new Read(RequestBodies.Trust.class, "%s", REQUESTS::trust),
          new Read(RequestBodies.Renounce.class, "%s", REQUESTS::renouncement),
          new Read(RequestBodies.Forget.class, "%s", REQUESTS::forgets),
          new Read(RequestBodies.Coordinate.class, "%s", RequestBodiesTest::plan),
          new Read(RequestBodies.Share.class, "{\"participants\": [%s]}", RequestBodiesTest::plan),
          new Read(
              RequestBodies.Command.class,
              "{\"participants\": [{\"gateway\": \"http://127.0.0.1:1\", \"commands\": [%s]}]}",
              RequestBodiesTest::plan));

  @ParameterizedTest
  @FieldSource("READS")
  void readerNeedsWhatTheSchemaNeedsAndNothingElse(Read read) {
    read.read(object(read.schema(), ""));
    for (RecordComponent field : read.schema().getRecordComponents()) {
      if (field.getType() != Optional.class) {
        String without = object(read.schema(), field.getName());
        refused(read, without, "/" + field.getName() + ": ");
        refused(read, withField(without, field, "null"), "/" + field.getName() + ": ");
      }
    }
  }

  /** No field is taken for something else, and a fault of the kind never hides another's place. */
  @ParameterizedTest
  @FieldSource("READS")
  void valueOfAnotherKindIsRefusedWithItsPlace(Read read) {
    for (RecordComponent field : read.schema().getRecordComponents()) {
      String expected = expected(field);
      KINDS.forEach(
          (json, found) -> {
            if (!KIND_OF.get(expected).contains(json)) {
              refused(
                  read,
                  withField(object(read.schema(), field.getName()), field, json),
                  "/%s: %s was expected, found %s".formatted(field.getName(), expected, found));
            }
          });
    }
  }

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("\"\"", "a string"),
          Map.entry("\" \"", "a string"),
          Map.entry("\"x\"", "a string"),
          Map.entry("\"1\"", "a string"),
          Map.entry("\"true\"", "a string"),
          Map.entry("0", "the number 0"),
          Map.entry("1", "the number 1"),
          Map.entry("1.0", "the number 1.0"),
          Map.entry("99999999999", "the number 99999999999"),
          Map.entry("true", "a boolean"),
          Map.entry("[]", "a list"),
          Map.entry("[true]", "a list"),
          Map.entry("{}", "an object"));

  private static final Map<String, Set<String>> KIND_OF =
      Map.of(
          "a string", Set.of("\"\"", "\" \"", "\"x\"", "\"1\"", "\"true\""),
          "a whole number", Set.of("0", "1"),
          "true or false", Set.of("true"),
          "a list", Set.of("[]", "[true]"),
          "an object", Set.of("{}"));

  private static String expected(RecordComponent field) {
    String type = field.getGenericType().getTypeName().replaceAll("^java.util.Optional<", "");
    return type.startsWith("java.util.List")
        ? "a list"
        : type.startsWith("java.util.Map")
            ? "an object"
            : type.startsWith("java.lang.Integer")
                ? "a whole number"
                : type.startsWith("java.lang.Boolean") ? "true or false" : "a string";
  }

  private static void refused(Read read, String object, String message) {
    assertThatExceptionOfType(RequestRefusedException.class)
        .as(object)
        .isThrownBy(() -> read.read(object))
        .withMessageContaining(message)
        .extracting(RequestRefusedException::type)
        .isEqualTo(ProblemType.MALFORMED);
  }

  private static String withField(String object, RecordComponent field, String value) {
    String comma = object.equals("{}") ? "" : ", ";
    return object.substring(0, object.length() - 1)
        + "%s\"%s\": %s}".formatted(comma, field.getName(), value);
  }

  /** An object with the fields that this schema needs, but for one. */
  private static String object(Class<?> schema, String without) {
    return Arrays.stream(schema.getRecordComponents())
        .filter(field -> field.getType() != Optional.class)
        .filter(field -> !field.getName().equals(without))
        .map(field -> "\"%s\": %s".formatted(field.getName(), value(field)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String value(RecordComponent field) {
    return switch (field.getName()) {
      case "commands" -> "[{\"device\": \"press\", \"command\": \"Go\"}]";
      case "participants" -> "[" + object(RequestBodies.Share.class, "") + "]";
      case "gateway" -> "\"http://127.0.0.1:1\"";
      case "outcome" -> "\"HEURISTIC_COMMIT\"";
      case "votedFor" -> "\"PT1S\"";
      case "ids" -> "[\"t-1\"]";
      default -> "\"text\"";
    };
  }

  private static void prepare(byte[] body) {
    var unused = REQUESTS.prepare("t", body, false);
  }

  private static void plan(byte[] body) {
    var unused = COORDINATIONS.plan(body, Instant.EPOCH);
  }
}
