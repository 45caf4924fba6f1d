package dev.lockstep.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Canonical form of what a plan asks for: JSON in ASCII, the fields of each object in the order of
 * their names. Never changed: digests of it stand in logs that outlive a version.
 */
final class CanonicalPlan {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private CanonicalPlan() {}

  static String of(CoordinationPlan plan) {
    Map<String, Object> asked = new TreeMap<>();
    asked.put("id", plan.id().value());
    asked.put("timeout", plan.terms().timeout().toString());
    asked.put("participants", plan.shares().stream().map(CanonicalPlan::share).toList());
    if (plan.dryRun()) {
      // Left out otherwise: digests of plans that are carried out are older than dry runs.
      asked.put("intent", plan.intent().name());
    }
    plan.instant().ifPresent(instant -> asked.put("at", instant.toString()));
    try {
      return JSON.writeValueAsString(asked);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("nothing here leaves the memory", impossible);
    }
  }

  private static Map<String, Object> share(CoordinationPlan.Share share) {
    List<Map<String, Object>> commands = share.wishes().stream().map(CanonicalPlan::wish).toList();
    return Map.of("gateway", share.gateway().toString(), "commands", commands);
  }

  private static Map<String, Object> wish(CoordinationPlan.Wish wish) {
    return Map.of(
        "device",
        wish.device(),
        "command",
        wish.command(),
        "arguments",
        wish.arguments(),
        "stage",
        wish.stage(),
        "read",
        wish.read());
  }
}
