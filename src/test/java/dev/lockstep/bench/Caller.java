package dev.lockstep.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** One of those who call at a time: a transaction after the other, each prepared and committed. */
final class Caller {
  private static final ObjectMapper JSON = new ObjectMapper();

  private enum Asked {
    PREPARE,
    COMMIT
  }

  private final Connection connection;
  private final Tally tally;
  private String id = "";
  private Asked asked = Asked.PREPARE;
  private long sentNanos;
  private long prepareNanos;

  Caller(Connection connection, Tally tally) {
    this.connection = connection;
    this.tally = tally;
  }

  /** Begins a transaction. */
  void begin(String transaction, String commands) throws IOException {
    id = transaction;
    ask(Asked.PREPARE, "prepare", commands);
  }

  /** Takes what has arrived, and goes on; true when the transaction is over, however it ended. */
  boolean arrived() throws IOException {
    Optional<HttpAnswer> answer = connection.answer();
    return answer.isPresent() && taken(answer.get(), System.nanoTime() - sentNanos);
  }

  private boolean taken(HttpAnswer answer, long elapsedNanos) throws IOException {
    return switch (asked) {
      case PREPARE -> {
        if (!says(answer, "vote", "COMMIT")) {
          yield true;
        }
        prepareNanos = elapsedNanos;
        ask(Asked.COMMIT, "commit", "");
        yield false;
      }
      case COMMIT -> {
        if (says(answer, "outcome", "COMMITTED")) {
          tally.committed(prepareNanos, elapsedNanos);
        }
        yield true;
      }
    };
  }

  private void ask(Asked what, String call, String body) throws IOException {
    asked = what;
    sentNanos = System.nanoTime();
    connection.post("/api/v1/transactions/" + id + "/" + call, body);
  }

  private boolean says(HttpAnswer answer, String field, String wanted) {
    if (answer.status() == 200) {
      JsonNode body = parsed(answer.body());
      if (body.path("id").asText().equals(id) && body.path(field).asText().equals(wanted)) {
        return true;
      }
    }
    tally.failed("%s: %d %s".formatted(asked, answer.status(), answer.body().replace(id, "ID")));
    return false;
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
