package dev.lockstep.packaged;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.outbox.EventSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a consumer received of a gateway's history, held against the gateway's own journal: it
 * ignores ids that it has seen, as every consumer may. Thread-safe.
 */
final class EventLedger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FAULTS_MAX = 20;

  private final String gateway;
  private final EventSchema schema = new EventSchema();

  /** The subject by the id, in the order in which each id was first seen. */
  private final Map<String, String> seen = new LinkedHashMap<>();

  private final List<String> faults = new ArrayList<>();
  private int received;

  EventLedger(String gateway) {
    this.gateway = gateway;
  }

  synchronized void receive(String event) {
    received++;
    try {
      JsonNode json = JSON.readTree(event);
      if (seen.putIfAbsent(json.path("id").asText(), json.path("subject").asText()) == null) {
        Set<String> wrong = schema.faults(event);
        if (!wrong.isEmpty()) {
          fault("%s: %s".formatted(event, wrong));
        }
      }
    } catch (JsonProcessingException unreadable) {
      fault(event + ": " + unreadable.getMessage());
    }
  }

  private void fault(String fault) {
    if (faults.size() < FAULTS_MAX) {
      faults.add(fault);
    }
  }

  /** Events that came, repeats too. */
  synchronized int received() {
    return received;
  }

  /** How many ids that came more than once. */
  synchronized int repeated() {
    return received - seen.size();
  }

  /** Lines of the journal's history whose ids were not received. */
  synchronized List<String> missing(Path journal) throws SQLException {
    return lines(journal).keySet().stream().filter(id -> !seen.containsKey(id)).toList();
  }

  /**
   * What is wrong with what came: events that keep not to the schema, that no line stands for, or
   * whose first sight is before that of an earlier line of their transaction.
   */
  synchronized List<String> faults(Path journal) throws SQLException {
    Map<String, Line> lines = lines(journal);
    List<String> all = new ArrayList<>(faults);
    Map<String, Long> last = new HashMap<>();
    for (var each : seen.entrySet()) {
      Line line = lines.get(each.getKey());
      if (line != null) {
        if (!line.id().equals(each.getValue())) {
          all.add("%s is about %s, and told of %s".formatted(each, line.id(), each.getValue()));
        }
        Long before = last.put(line.id(), line.number());
        if (before != null && before > line.number()) {
          all.add("%s came after line %d of its transaction".formatted(each.getKey(), before));
        }
      } else if (each.getKey().contains("/history/")) {
        all.add(each.getKey() + " stands in no journal");
      }
    }
    return all;
  }

  private record Line(long number, String id) {}

  private Map<String, Line> lines(Path journal) throws SQLException {
    Map<String, Line> lines = new LinkedHashMap<>();
    String query =
        "select h.line, t.id, h.checksum from history h join transactions t on t.position ="
            + " h.position order by h.line";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String id = "%s/history/%d/%08x".formatted(gateway, rows.getLong(1), rows.getInt(3));
        lines.put(id, new Line(rows.getLong(1), rows.getString(2)));
      }
    }
    return lines;
  }
}
