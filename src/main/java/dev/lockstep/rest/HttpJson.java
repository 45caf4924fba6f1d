package dev.lockstep.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON codec of the API: reads strictly, with line and column of every fault; writes whole bodies,
 * so that an answer leaves in one TCP segment. Thread-safe.
 */
public final class HttpJson {
  /** No machine has longer numbers, and they cost time to parse. */
  private static final int DIGITS_MAX = 400;

  /** Parts of Jackson's messages that are meant for programmers. */
  private static final Pattern LIBRARY = Pattern.compile(", from `[^`]*`|: enable `[^`]*`[^`]*$");

  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: .*?; line: (\\d+), column: (\\d+)]");

  /**
   * Not the pool per thread: each call has a virtual thread of its own, which would never reuse
   * one.
   */
  private static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.sharedBoundedPool();

  private static final ObjectMapper WRITER =
      JsonMapper.builder(JsonFactory.builder().recyclerPool(BUFFERS).build())
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .build();

  private final ObjectMapper reader;

  HttpJson(RequestLimits limits) {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.depthMax())
            .maxStringLength(limits.textMax())
            .maxNameLength(limits.textMax())
            .maxNumberLength(DIGITS_MAX)
            .build();
    reader =
        JsonMapper.builder(
                JsonFactory.builder().streamReadConstraints(bounds).recyclerPool(BUFFERS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
  }

  /**
   * The one value that these bytes are.
   *
   * @throws RequestRefusedException MALFORMED or LIMIT_EXCEEDED, with line and column
   */
  JsonNode read(byte[] body) {
    try (JsonParser parser = reader.createParser(body)) {
      try {
        return only(parser);
      } catch (StreamConstraintsException exceeded) {
        // The exception does not say where.
        JsonLocation place = parser.currentLocation();
        throw located(ProblemType.LIMIT_EXCEEDED, exceeded.getOriginalMessage(), place);
      } catch (JsonProcessingException wrong) {
        throw located(ProblemType.MALFORMED, wrong.getOriginalMessage(), wrong.getLocation());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private JsonNode only(JsonParser parser) throws IOException {
    JsonNode node = reader.readTree(parser);
    if (node == null) {
      throw new RequestRefusedException(
          ProblemType.MALFORMED, "the body is empty; a JSON object was expected");
    }
    if (parser.nextToken() != null) {
      throw located(
          ProblemType.MALFORMED,
          "something follows behind the JSON value",
          parser.currentTokenLocation());
    }
    return node;
  }

  private static RequestRefusedException located(
      ProblemType type, String fault, @Nullable JsonLocation place) {
    String placed = SOURCE.matcher(fault).replaceAll("line $1, column $2");
    String sentence = LIBRARY.matcher(placed).replaceAll("");
    if (place == null) {
      return new RequestRefusedException(type, sentence);
    }
    int line = place.getLineNr();
    int column = place.getColumnNr();
    return new RequestRefusedException(
            type, "line %d, column %d: %s".formatted(line, column, sentence))
        .with("line", line)
        .with("column", column);
  }

  /** The bytes of this answer, in UTF-8. */
  public static byte[] bytes(Object answer) {
    try {
      return WRITER.writeValueAsBytes(answer);
    } catch (JsonProcessingException fault) {
      throw new IllegalStateException("an answer that cannot be written", fault);
    }
  }
}
