package dev.lockstep.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.coordinator.Coordination.Ended;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes records as JSON, without their plans, and these. */
final class CoordinationRecordWriter {
  // ASCII alone: a lone surrogate, which a request may well hold, has no UTF-8.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final JsonMapper SORTED =
      JSON.rebuild().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private CoordinationRecordWriter() {}

  /**
   * The record's body. A coordination that is preparing leaves its votes out: a restart has no use
   * for them, and must not believe that it has.
   *
   * @throws IllegalArgumentException for {@link Coordination.Absent}, which leaves nothing behind
   */
  static String write(CoordinationRecord record) {
    ObjectNode root = NODES.objectNode();
    switch (record.coordination()) {
      case Coordination.Absent absent ->
          throw new IllegalArgumentException("nothing to write about what never was");
      case Coordination.Preparing preparing -> {}
      case Coordination.Decided decided -> {
        root.set("votes", votes(decided.votes()));
        root.set("ruling", ruling(decided.ruling()));
        root.set("deliveries", deliveries(decided.deliveries()));
      }
      case Ended ended -> ended(root, ended);
    }
    ArrayNode timeline = root.putArray("timeline");
    record.timeline().forEach(entry -> timeline.add(line(entry)));
    return text(root);
  }

  private static String text(ObjectNode root) {
    return text(JSON, root);
  }

  private static String text(JsonMapper mapper, ObjectNode root) {
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("nothing here leaves the memory", impossible);
    }
  }

  private static void ended(ObjectNode root, Ended ended) {
    root.set("votes", votes(ended.votes()));
    root.set("ruling", ruling(ended.ruling()));
    root.set("deliveries", deliveries(ended.deliveries()));
    root.put("endedAt", ended.at().toString());
    ArrayNode forgets = root.putArray("forgets");
    ended
        .forgets()
        .forEach(
            (participant, attempts) ->
                forgets.addObject().put("participant", participant).put("attempts", attempts));
  }

  /** What it is asked to do. */
  static String write(CoordinationPlan plan) {
    ObjectNode node = NODES.objectNode();
    node.put("id", plan.id().value());
    node.put("at", plan.at().toString());
    node.put("timeout", plan.terms().timeout().toString());
    node.put("lostMax", plan.terms().lostMax());
    node.put("forgetMax", plan.terms().forgetMax());
    shares(node, plan);
    return text(node);
  }

  /** As {@link CoordinationPlan#canonical}: never changed, digests of it stand in znodes. */
  static String canonical(CoordinationPlan plan) {
    ObjectNode node = NODES.objectNode();
    node.put("id", plan.id().value());
    node.put("timeout", plan.terms().timeout().toString());
    shares(node, plan);
    return text(SORTED, node);
  }

  private static void shares(ObjectNode node, CoordinationPlan plan) {
    ArrayNode shares = node.putArray("participants");
    for (CoordinationPlan.Share share : plan.shares()) {
      ObjectNode each = shares.addObject();
      each.put("gateway", share.gateway().toString());
      ArrayNode wishes = each.putArray("commands");
      share.wishes().forEach(wish -> wishes.add(wish(wish)));
    }
  }

  private static ObjectNode wish(CoordinationPlan.Wish wish) {
    ObjectNode node = NODES.objectNode();
    node.put("device", wish.device());
    node.put("command", wish.command());
    put(node, "arguments", wish.arguments());
    node.put("stage", wish.stage());
    if (wish.read()) {
      node.put("read", true);
    }
    return node;
  }

  /** A JSON value under a name. */
  static void put(ObjectNode node, String name, Object value) {
    switch (value) {
      case String text -> node.put(name, text);
      case Boolean flag -> node.put(name, flag);
      case BigDecimal amount -> node.put(name, amount);
      case Map<?, ?> fields -> {
        ObjectNode inner = node.putObject(name);
        fields.forEach((key, each) -> put(inner, (String) key, each));
      }
      case List<?> elements -> {
        ArrayNode inner = node.putArray(name);
        elements.forEach(each -> add(inner, each));
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }

  private static void add(ArrayNode array, Object value) {
    switch (value) {
      case String text -> array.add(text);
      case Boolean flag -> array.add(flag);
      case BigDecimal amount -> array.add(amount);
      case Map<?, ?> fields -> {
        ObjectNode inner = array.addObject();
        fields.forEach((key, each) -> put(inner, (String) key, each));
      }
      case List<?> elements -> {
        ArrayNode inner = array.addArray();
        elements.forEach(each -> add(inner, each));
      }
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    }
  }

  private static ArrayNode votes(List<Vote> votes) {
    ArrayNode array = NODES.arrayNode();
    votes.forEach(vote -> array.add(vote(vote)));
    return array;
  }

  private static ObjectNode vote(Vote vote) {
    ObjectNode node = NODES.objectNode();
    return switch (vote) {
      case Vote.Awaited awaited -> node.put("vote", "AWAITED");
      case Vote.Yes yes -> {
        node.put("vote", "COMMIT").put("promise", yes.promise());
        yes.heldUntil().ifPresent(until -> node.put("heldUntil", until.toString()));
        yield node;
      }
      case Vote.ReadOnly readOnly -> node.put("vote", "READ_ONLY");
      case Vote.No no -> {
        ArrayNode reasons = node.put("vote", "ROLLBACK").putArray("reasons");
        no.reasons().forEach(reason -> reasons.add(reason(reason)));
        yield node;
      }
      case Vote.Taken taken -> node.put("vote", "TAKEN").put("detail", taken.detail());
      case Vote.Missing missing -> node.put("vote", "MISSING").put("detail", missing.detail());
    };
  }

  private static ObjectNode reason(Objection reason) {
    ObjectNode node = NODES.objectNode().put("code", reason.code());
    optional(node, "device", reason.device());
    optional(node, "command", reason.command());
    optional(node, "resource", reason.resource());
    return node.put("detail", reason.detail());
  }

  private static ObjectNode ruling(Ruling ruling) {
    ObjectNode node = NODES.objectNode().put("verdict", ruling.verdict().name());
    ArrayNode reasons = node.putArray("reasons");
    ruling.reasons().forEach(reasons::add);
    return node.put("at", ruling.at().toString());
  }

  private static ArrayNode deliveries(List<Delivery> deliveries) {
    ArrayNode array = NODES.arrayNode();
    deliveries.forEach(delivery -> array.add(delivery(delivery)));
    return array;
  }

  private static ObjectNode delivery(Delivery delivery) {
    ObjectNode node = NODES.objectNode();
    return switch (delivery) {
      case Delivery.Excused excused -> node.put("delivery", "EXCUSED");
      case Delivery.Pending pending -> {
        node.put("delivery", "PENDING").put("attempts", pending.attempts());
        node.put("unknowns", pending.unknowns());
        yield optional(node, "lastError", pending.lastError());
      }
      case Delivery.Confirmed confirmed -> {
        node.put("delivery", "CONFIRMED").put("outcome", confirmed.outcome().name());
        node.put("attempts", confirmed.attempts()).put("at", confirmed.at().toString());
        yield optional(node, "lastError", confirmed.lastError());
      }
      case Delivery.Lost lost -> {
        node.put("delivery", "LOST").put("attempts", lost.attempts());
        yield node.put("lastError", lost.lastError()).put("at", lost.at().toString());
      }
    };
  }

  private static ObjectNode line(TimelineEntry entry) {
    ObjectNode node = NODES.objectNode().put("at", entry.at().toString());
    node.put("event", entry.event()).put("from", entry.from().name()).put("to", entry.to().name());
    return node.put("detail", entry.detail());
  }

  private static ObjectNode optional(ObjectNode node, String name, Optional<String> value) {
    value.ifPresent(text -> node.put(name, text));
    return node;
  }
}
