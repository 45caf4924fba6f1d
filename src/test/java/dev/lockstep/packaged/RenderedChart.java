package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the chart makes of values, as release {@code plant} in namespace {@code hall}.
 *
 * @param objects of Kubernetes, in the order of their kinds
 */
record RenderedChart(List<JsonNode> objects) {
  static final Path CHART = Path.of("deploy/k3s").toAbsolutePath();

  /** K3s of 2025; Helm would take the oldest one that it knows. */
  private static final String KUBERNETES = "1.33.0";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Renders it.
   *
   * @throws IllegalStateException with Helm's words, where it refuses them
   */
  static RenderedChart of(Path values) {
    String manifests =
        new Helm(CHART)
            .template()
            .withKubeVersion(KUBERNETES)
            .withName("plant")
            .withNamespace("hall")
            .withValuesFile(values)
            .call();
    return new RenderedChart(documents(manifests).filter(each -> !each.isNull()).toList());
  }

  /**
   * What helm lint --strict says of the chart with these values for its own; empty where all is
   * well.
   */
  static List<String> faults(Path values, Path folder) throws IOException {
    Path copy = folder.resolve("lockstep");
    try (Stream<Path> files = Files.walk(CHART)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(CHART.relativize(each).toString()));
      }
    }
    Map<Object, Object> merged = new LinkedHashMap<>(map(CHART.resolve("values.yaml")));
    map(values).forEach((key, value) -> merged.merge(key, value, RenderedChart::over));
    Files.writeString(
        copy.resolve("values.yaml"), new Dump(DumpSettings.builder().build()).dumpToString(merged));
    LintResult result = new Helm(copy).lint().strict().quiet().call();
    return result.isFailed() ? result.getMessages() : List.of();
  }

  private static Object over(Object given, Object more) {
    if (given instanceof Map<?, ?> below && more instanceof Map<?, ?> above) {
      Map<Object, Object> merged = new LinkedHashMap<>(below);
      above.forEach((key, value) -> merged.merge(key, value, RenderedChart::over));
      return merged;
    }
    return more;
  }

  private static Map<?, ?> map(Path yaml) throws IOException {
    return (Map<?, ?>) load().loadFromString(Files.readString(yaml));
  }

  private static Load load() {
    return new Load(LoadSettings.builder().build());
  }

  private static Stream<JsonNode> documents(String yaml) {
    return StreamSupport.stream(load().loadAllFromString(yaml).spliterator(), false)
        .<JsonNode>map(JSON::valueToTree);
  }

  List<JsonNode> of(String kind) {
    return objects.stream().filter(each -> each.path("kind").asText().equals(kind)).toList();
  }

  JsonNode of(String kind, String name) {
    return of(kind).stream()
        .filter(each -> each.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
