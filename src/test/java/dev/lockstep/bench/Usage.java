package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a gateway has used since it was started, or between two looks.
 *
 * @param appends durable ones, as its journal counts them
 * @param fsyncs groups of appends that were made durable, as its journal counts them
 * @param bytes that the process has sent to the disk, as the operating system counts them
 * @param processor time
 */
record Usage(double appends, double fsyncs, long bytes, Duration processor) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /**
   * Looks, once nothing of what was written before waits in the page cache.
   *
   * @throws IOException also where this is no Linux, or the process is another user's
   */
  static Usage of(GatewayProcess gateway) throws IOException, InterruptedException {
    new ProcessBuilder("sync").start().waitFor();
    Metrics metrics = metrics(gateway);
    return new Usage(
        metrics.value("lockstep_journal_appends_total"),
        metrics.value("lockstep_journal_fsyncs_total"),
        bytes(gateway.pid()),
        ProcessHandle.of(gateway.pid())
            .flatMap(each -> each.info().totalCpuDuration())
            .orElseThrow(() -> new IllegalStateException(gateway.name() + " has ended")));
  }

  Usage since(Usage before) {
    return new Usage(
        appends - before.appends,
        fsyncs - before.fsyncs,
        bytes - before.bytes,
        processor.minus(before.processor));
  }

  private static Metrics metrics(GatewayProcess gateway) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(gateway.address() + "/q/metrics"))
              .header("Accept", "text/plain")
              .timeout(ANSWER_WITHIN)
              .build();
      return new Metrics(client.send(request, BodyHandlers.ofString()).body());
    }
  }

  private static long bytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "io")).stream()
        .filter(each -> each.startsWith("write_bytes: "))
        .mapToLong(each -> Long.parseLong(each.substring("write_bytes: ".length())))
        .findAny()
        .orElseThrow();
  }
}
