package dev.lockstep.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A real Prometheus that scrapes one gateway twice a second, with the rules that are shipped. */
final class PrometheusServer implements AutoCloseable {
  private static final long GONE_WITHIN_SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Web web;

  private PrometheusServer(Process process, Web web) {
    this.process = process;
    this.web = web;
  }

  /**
   * Started; it may not listen yet.
   *
   * @param gateway host and port
   * @param rules the file
   */
  static PrometheusServer start(Path program, Path folder, String gateway, Path rules)
      throws IOException {
    int port = FreePorts.find(1).getFirst();
    Path configuration =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: { scrape_interval: 500ms, scrape_timeout: 400ms, evaluation_interval: 1s }
            rule_files: [ "%s" ]
            scrape_configs:
              - job_name: lockstep
                metrics_path: /q/metrics
                static_configs: [ { targets: [ "%s" ] } ]
            """
                .formatted(rules.toAbsolutePath(), gateway));
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("series"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new PrometheusServer(process, new Web("http://127.0.0.1:" + port));
  }

  /**
   * The values of a query now; without those that are no number.
   *
   * @return empty also while it does not listen yet
   * @throws IllegalStateException where it does not understand the query
   */
  List<Double> query(String promql) throws IOException, InterruptedException {
    String body;
    try {
      String path = "/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8);
      body = web.get(path).get().body();
    } catch (ExecutionException notYet) {
      return List.of();
    }
    if (!body.startsWith("{")) {
      return List.of(); // "Service Unavailable" while it starts
    }
    JsonNode answer = JSON.readTree(body);
    if (!answer.path("status").asText().equals("success")) {
      throw new IllegalStateException(promql + ": " + body);
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode each : answer.at("/data/result")) {
      double value = Double.parseDouble(each.at("/value/1").asText());
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    return values;
  }

  @Override
  public void close() {
    web.close();
    process.destroy();
    try {
      if (process.waitFor(GONE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
