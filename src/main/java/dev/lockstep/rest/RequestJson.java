package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * JSON reader of requests: a record of {@link RequestBodies}, or a refusal that names the place of
 * the fault, by line and column where the bytes are no JSON, else by pointer (RFC 6901). Strict:
 * nothing is left out, nothing is taken for something else. Thread-safe.
 */
final class RequestJson {
  /** No machine has longer numbers, and they cost time to parse. */
  private static final int DIGITS_MAX = 400;

  /** Parts of Jackson's messages that are meant for programmers. */
  private static final Pattern LIBRARY = Pattern.compile(", from `[^`]*`|: enable `[^`]*`[^`]*$");

  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: .*?; line: (\\d+), column: (\\d+)]");

  /** What was expected, by the type that Jackson would have made of it; else an object. */
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          String.class, "a string",
          Integer.class, "a whole number",
          int.class, "a whole number",
          Boolean.class, "true or false",
          ArrayList.class, "a list");

  private final ObjectMapper mapper;

  RequestJson(RequestLimits limits) {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.depthMax())
            .maxStringLength(limits.textMax())
            .maxNameLength(limits.textMax())
            .maxNumberLength(DIGITS_MAX)
            .build();
    JsonFactory factory =
        JsonFactory.builder().streamReadConstraints(bounds).recyclerPool(HttpJson.BUFFERS).build();
    mapper =
        JsonMapper.builder(factory)
            .addModule(new Jdk8Module())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .withCoercionConfigDefaults(
                coercion -> {
                  coercion.setAcceptBlankAsEmpty(false);
                  for (CoercionInputShape shape : CoercionInputShape.values()) {
                    coercion.setCoercion(shape, CoercionAction.Fail);
                  }
                })
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();
  }

  /**
   * The one object that these bytes are.
   *
   * @throws RequestRefusedException MALFORMED or LIMIT_EXCEEDED
   */
  <T extends Record> T read(byte[] body, Class<T> shape) {
    try (JsonParser parser = mapper.createParser(body)) {
      try {
        return whole(parser, shape);
      } catch (JsonProcessingException fault) {
        throw refusal(fault, parser);
      }
    } catch (IOException encoding) {
      throw RequestRefusedException.malformed("", "the body is no text in UTF-8");
    }
  }

  private <T> T whole(JsonParser parser, Class<T> shape) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw misfit("", shape, parser);
    }
    T value = mapper.readValue(parser, shape);
    if (parser.nextToken() != null) {
      throw located(
          ProblemType.MALFORMED,
          "something follows behind the JSON value",
          parser.currentTokenLocation());
    }
    return value;
  }

  /** The one place where a fault that Jackson found becomes a refusal. */
  private static RequestRefusedException refusal(JsonProcessingException fault, JsonParser parser)
      throws IOException {
    String pointer = fault instanceof JsonMappingException placed ? pointer(placed) : "";
    // What the parser finds while a record is made is the cause of a fault with the place.
    boolean within = fault instanceof JsonMappingException && fault.getCause() != null;
    return switch (within ? fault.getCause() : fault) {
      case UnrecognizedPropertyException unknown ->
          RequestRefusedException.malformed(
              pointer,
              unknown.getKnownPropertyIds().stream()
                  .map(Object::toString)
                  .sorted()
                  .collect(Collectors.joining(", ", "unknown field; allowed here: ", "")));
      case InvalidNullException nothing ->
          RequestRefusedException.malformed(pointer, RequestConstraints.NO_VALUE);
      case MismatchedInputException other -> misfit(pointer, other.getTargetType(), parser);
      case InputCoercionException large -> misfit(pointer, large.getTargetType(), parser);
      case NumberFormatException exponent ->
          RequestRefusedException.exceeded(pointer, RequestConstraints.BEYOND);
      case StreamConstraintsException limit ->
          // The exception does not say where.
          located(ProblemType.LIMIT_EXCEEDED, limit.getOriginalMessage(), parser.currentLocation());
      case StreamReadException syntax ->
          located(ProblemType.MALFORMED, syntax.getOriginalMessage(), syntax.getLocation());
      default -> throw new IllegalStateException("a shape that Jackson cannot make", fault);
    };
  }

  private static String pointer(JsonMappingException fault) {
    JsonPointer pointer = JsonPointer.empty();
    for (JsonMappingException.Reference step : fault.getPath()) {
      String name = step.getFieldName();
      pointer = name == null ? pointer.appendIndex(step.getIndex()) : pointer.appendProperty(name);
    }
    return pointer.toString();
  }

  private static RequestRefusedException misfit(
      String pointer, Class<?> expected, JsonParser parser) throws IOException {
    String found =
        switch (parser.currentToken()) {
          case null -> "an empty body";
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING -> "a string";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + digits(parser);
          default -> parser.getText();
        };
    return RequestRefusedException.malformed(
        pointer, KINDS.getOrDefault(expected, "an object") + " was expected, found " + found);
  }

  /** Not {@code getText}, which refuses a number that is longer than a string may be. */
  private static String digits(JsonParser parser) throws IOException {
    return String.valueOf(
        parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private static RequestRefusedException located(
      ProblemType type, String fault, JsonLocation place) {
    String placed = SOURCE.matcher(fault).replaceAll("line $1, column $2");
    String sentence = LIBRARY.matcher(placed).replaceAll("");
    int line = place.getLineNr();
    int column = place.getColumnNr();
    return new RequestRefusedException(
            type, "line %d, column %d: %s".formatted(line, column, sentence))
        .with("line", line)
        .with("column", column);
  }
}
