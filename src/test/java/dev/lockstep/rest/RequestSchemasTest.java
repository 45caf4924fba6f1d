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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The published schema of a request and its reader know the same fields, and need the same. */
class RequestSchemasTest {
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
          new Read(RequestSchemas.Prepare.class, "%s", RequestSchemasTest::prepare),
          new Read(
              RequestSchemas.Command.class, "{\"commands\": [%s]}", RequestSchemasTest::prepare),
          new Read(
              RequestSchemas.Joining.class,
              "%s",
              body -> REQUESTS.joining(body, Optional.of("http://c/1"))),
          new Read(RequestSchemas.Resolve.class, "%s", REQUESTS::verdict),
          new Read(RequestSchemas.Release.class, "%s", REQUESTS::clearance),
          new Read(RequestSchemas.Acknowledge.class, "%s", REQUESTS::clearance),
          new Read(RequestSchemas.Renounce.class, "%s", REQUESTS::doubt),
          new Read(CoordinationViews.RequestedCoordination.class, "%s", RequestSchemasTest::plan),
          new Read(
              CoordinationViews.RequestedShare.class,
              "{\"participants\": [%s]}",
              RequestSchemasTest::plan),
          new Read(
              CoordinationViews.RequestedCommand.class,
              "{\"participants\": [{\"gateway\": \"http://127.0.0.1:1\", \"commands\": [%s]}]}",
              RequestSchemasTest::plan));

  @ParameterizedTest
  @FieldSource("READS")
  void readerKnowsTheFieldsOfTheSchema(Read read) {
    String fields =
        Arrays.stream(read.schema().getRecordComponents())
            .map(RecordComponent::getName)
            .sorted()
            .collect(Collectors.joining(", "));

    assertThatExceptionOfType(RequestRefusedException.class)
        .isThrownBy(() -> read.read("{\"?\": 1}"))
        .withMessageEndingWith("/?: unknown field; allowed here: " + fields);
  }

  @ParameterizedTest
  @FieldSource("READS")
  void readerNeedsWhatTheSchemaNeedsAndNothingElse(Read read) {
    read.read(object(read.schema(), ""));
    for (RecordComponent field : read.schema().getRecordComponents()) {
      if (field.getType() != Optional.class) {
        assertThatExceptionOfType(RequestRefusedException.class)
            .as(field.getName())
            .isThrownBy(() -> read.read(object(read.schema(), field.getName())))
            .withMessageContaining("/" + field.getName() + ": ");
      }
    }
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
      case "participants" -> "[" + object(CoordinationViews.RequestedShare.class, "") + "]";
      case "gateway" -> "\"http://127.0.0.1:1\"";
      case "outcome" -> "\"HEURISTIC_COMMIT\"";
      case "votedFor" -> "\"PT1S\"";
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
