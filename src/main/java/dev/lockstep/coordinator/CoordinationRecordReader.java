package dev.lockstep.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads what {@link CoordinationRecordWriter} wrote, with every check that was made when it was
 * written. What is missing or unknown is a fault: nothing is guessed.
 */
final class CoordinationRecordReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CoordinationRecordReader() {}

  /**
   * The record that was written.
   *
   * @throws IllegalArgumentException where it is none of that id and state
   */
  static CoordinationRecord read(String id, Coordination.Name state, String plan, String body) {
    try {
      CoordinationRecord record = read(state, plan(JSON.readTree(plan)), JSON.readTree(body));
      String found = record.coordination().work().map(each -> each.id().value()).orElse("");
      if (!found.equals(id)) {
        throw new IllegalArgumentException("it is about " + found);
      }
      return record;
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(broken.getOriginalMessage(), broken);
    } catch (DateTimeException | ClassCastException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  private static CoordinationRecord read(
      Coordination.Name state, CoordinationPlan plan, JsonNode root) {
    Coordination coordination =
        switch (state) {
          case ABSENT -> throw new IllegalArgumentException("absence is not written");
          case PREPARING ->
              new Coordination.Preparing(
                  plan, Collections.nCopies(plan.shares().size(), new Vote.Awaited()));
          case DECIDED -> decided(root, plan);
          case ENDED -> ended(root, plan);
        };
    return new CoordinationRecord(
        coordination, all(root, "timeline", CoordinationRecordReader::line));
  }

  private static Coordination.Decided decided(JsonNode root, CoordinationPlan plan) {
    return new Coordination.Decided(
        plan,
        all(root, "votes", CoordinationRecordReader::vote),
        ruling(field(root, "ruling")),
        all(root, "deliveries", CoordinationRecordReader::delivery));
  }

  private static Coordination.Ended ended(JsonNode root, CoordinationPlan plan) {
    Coordination.Decided decided = decided(root, plan);
    SortedMap<Integer, Integer> forgets = new TreeMap<>();
    for (JsonNode each : field(root, "forgets")) {
      int participant = number(each, "participant");
      if (participant < 0 || participant >= plan.shares().size()) {
        throw new IllegalArgumentException("no participant has the number " + participant);
      }
      forgets.put(participant, number(each, "attempts"));
    }
    return new Coordination.Ended(
        plan,
        decided.votes(),
        decided.ruling(),
        decided.deliveries(),
        instant(root, "endedAt"),
        forgets);
  }

  private static CoordinationPlan plan(JsonNode node) {
    CoordinationPlan.Terms terms =
        new CoordinationPlan.Terms(
            Duration.parse(text(node, "timeout")),
            number(node, "lostMax"),
            number(node, "forgetMax"));
    return new CoordinationPlan(
        new TransactionId(text(node, "id")),
        all(
            node,
            "participants",
            each ->
                new CoordinationPlan.Share(
                    URI.create(text(each, "gateway")),
                    all(each, "commands", CoordinationRecordReader::wish))),
        terms,
        instant(node, "at"),
        optional(node, "intent")
            .map(CoordinationPlan.Intent::valueOf)
            .orElse(CoordinationPlan.Intent.RUN),
        Optional.ofNullable(node.get("plan"))
            .map(origin -> new PlanOrigin(text(origin, "name"), text(origin, "version"))),
        optional(node, "instant").map(Instant::parse));
  }

  private static CoordinationPlan.Wish wish(JsonNode node) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    field(node, "arguments")
        .properties()
        .forEach(each -> arguments.put(each.getKey(), value(each.getValue())));
    return new CoordinationPlan.Wish(
        text(node, "device"),
        text(node, "command"),
        arguments,
        number(node, "stage"),
        node.path("read").booleanValue());
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.decimalValue();
      case ARRAY -> {
        List<Object> elements = new ArrayList<>();
        node.forEach(each -> elements.add(value(each)));
        yield elements;
      }
      case OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        node.properties().forEach(each -> fields.put(each.getKey(), value(each.getValue())));
        yield fields;
      }
      case BINARY, MISSING, NULL, POJO ->
          throw new IllegalArgumentException("not a value of a command: " + node);
    };
  }

  private static Vote vote(JsonNode node) {
    return switch (text(node, "vote")) {
      case "AWAITED" -> new Vote.Awaited();
      case "COMMIT" ->
          new Vote.Yes(
              text(node, "promise"),
              optional(node, "heldUntil").map(Instant::parse),
              readings(node));
      case "READ_ONLY" -> new Vote.ReadOnly(readings(node));
      case "ROLLBACK" -> new Vote.No(all(node, "reasons", CoordinationRecordReader::reason));
      case "TAKEN" -> new Vote.Taken(text(node, "detail"));
      case "MISSING" -> new Vote.Missing(text(node, "detail"));
      default -> throw unknown("vote", node);
    };
  }

  private static VoteReadings readings(JsonNode vote) {
    return vote.has("readings")
        ? new VoteReadings(
            all(vote, "readings", CoordinationRecordReader::shown), number(vote, "moreReadings"))
        : VoteReadings.NONE;
  }

  private static VoteReadings.Shown shown(JsonNode node) {
    return new VoteReadings.Shown(
        text(node, "device"), text(node, "resource"), text(node, "value"));
  }

  private static Objection reason(JsonNode node) {
    return new Objection(
        text(node, "code"),
        optional(node, "device"),
        optional(node, "command"),
        optional(node, "resource"),
        text(node, "detail"));
  }

  private static Ruling ruling(JsonNode node) {
    return new Ruling(
        Verdict.valueOf(text(node, "verdict")),
        all(node, "reasons", JsonNode::textValue),
        instant(node, "at"));
  }

  private static Delivery delivery(JsonNode node) {
    return switch (text(node, "delivery")) {
      case "EXCUSED" -> new Delivery.Excused();
      case "PENDING" ->
          new Delivery.Pending(
              number(node, "attempts"), number(node, "unknowns"), optional(node, "lastError"));
      case "CONFIRMED" ->
          new Delivery.Confirmed(
              Outcome.valueOf(text(node, "outcome")),
              number(node, "attempts"),
              optional(node, "lastError"),
              instant(node, "at"));
      case "LOST" ->
          new Delivery.Lost(number(node, "attempts"), text(node, "lastError"), instant(node, "at"));
      default -> throw unknown("delivery", node);
    };
  }

  private static TimelineEntry line(JsonNode node) {
    return new TimelineEntry(
        instant(node, "at"),
        text(node, "event"),
        Coordination.Name.valueOf(text(node, "from")),
        Coordination.Name.valueOf(text(node, "to")),
        text(node, "detail"));
  }

  private static <T> List<T> all(JsonNode node, String name, Function<JsonNode, T> read) {
    List<T> all = new ArrayList<>();
    field(node, name).forEach(each -> all.add(read.apply(each)));
    return all;
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null || found.isNull()) {
      throw new IllegalArgumentException("'%s' is missing".formatted(name));
    }
    return found;
  }

  private static String text(JsonNode node, String name) {
    JsonNode found = field(node, name);
    if (!found.isTextual()) {
      throw new IllegalArgumentException("'%s' is not a text: %s".formatted(name, found));
    }
    return found.textValue();
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return node.has(name) ? Optional.of(text(node, name)) : Optional.empty();
  }

  private static int number(JsonNode node, String name) {
    JsonNode found = field(node, name);
    if (!found.isIntegralNumber() || !found.canConvertToInt()) {
      throw new IllegalArgumentException("'%s' is not a whole number: %s".formatted(name, found));
    }
    return found.intValue();
  }

  private static Instant instant(JsonNode node, String name) {
    return Instant.parse(text(node, name));
  }

  private static IllegalArgumentException unknown(String name, JsonNode node) {
    return new IllegalArgumentException(
        "'%s' is none that this version knows: %s".formatted(name, node.get(name)));
  }
}
