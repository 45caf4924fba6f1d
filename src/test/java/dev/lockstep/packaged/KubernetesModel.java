package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What Kubernetes' own description (OpenAPI) says of an object: unknown members, missing ones,
 * types.
 */
final class KubernetesModel {
  private interface Check {
    void check(JsonElement object) throws IOException;
  }

  private record Kind(Class<?> type, Check check) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "v1 ConfigMap", new Kind(V1ConfigMap.class, V1ConfigMap::validateJsonElement),
          "v1 Service", new Kind(V1Service.class, V1Service::validateJsonElement),
          "apps/v1 StatefulSet", new Kind(V1StatefulSet.class, V1StatefulSet::validateJsonElement),
          "policy/v1 PodDisruptionBudget",
              new Kind(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
          "networking.k8s.io/v1 NetworkPolicy",
              new Kind(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement));

  private KubernetesModel() {}

  /** What is wrong with it, in one sentence; empty where nothing is. */
  static Optional<String> objection(JsonNode object) throws IOException {
    String name = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    Kind kind = KINDS.get(name);
    if (kind == null) {
      return Optional.of(name + " is not known here");
    }
    try {
      kind.check().check(JsonParser.parseString(object.toString()));
      // A number in quotes is taken for one by the model, and by no cluster.
      Object typed = JSON.deserialize(object.toString(), kind.type());
      JsonNode again = new ObjectMapper().readTree(JSON.serialize(typed));
      return among(again, new ObjectMapper().readTree(object.toString()))
          ? Optional.empty()
          : Optional.of(object + " is read as " + again);
    } catch (IllegalArgumentException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /** The model adds lists that are empty, and takes nothing away. */
  private static boolean among(JsonNode whole, JsonNode part) {
    return switch (part.getNodeType()) {
      case OBJECT ->
          part.properties().stream()
              .allMatch(each -> among(whole.path(each.getKey()), each.getValue()));
      case ARRAY ->
          whole.size() == part.size()
              && IntStream.range(0, part.size())
                  .allMatch(each -> among(whole.get(each), part.get(each)));
      case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO, STRING -> whole.equals(part);
    };
  }
}
