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
      return difference(new ObjectMapper().readTree(object.toString()), again, "");
    } catch (IllegalArgumentException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /** Where the model has something else; it adds lists that are empty, and takes nothing away. */
  private static Optional<String> difference(JsonNode given, JsonNode read, String path) {
    if (given.isObject()) {
      return given.properties().stream()
          .flatMap(
              each ->
                  difference(each.getValue(), read.path(each.getKey()), path + "/" + each.getKey())
                      .stream())
          .findFirst();
    }
    if (given.isArray() && given.size() == read.size()) {
      return IntStream.range(0, given.size())
          .boxed()
          .flatMap(each -> difference(given.get(each), read.get(each), path + "/" + each).stream())
          .findFirst();
    }
    return given.equals(read)
        ? Optional.empty()
        : Optional.of("%s: %s is read as %s".formatted(path, given, read));
  }
}
