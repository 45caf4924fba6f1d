package dev.lockstep.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that works for a contender.
 *
 * @param metrics where it counts its own fsyncs; empty for one that does not, whose fsyncs are seen
 *     from outside ({@link StraceCounter})
 */
record Server(String name, long pid, Optional<URI> metrics) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /** A page as it is now; empty where there is none. */
  Optional<Metrics> page() throws IOException, InterruptedException {
    if (metrics.isEmpty()) {
      return Optional.empty();
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(metrics.get())
              .header("Accept", "text/plain")
              .timeout(ANSWER_WITHIN)
              .build();
      return Optional.of(new Metrics(client.send(request, BodyHandlers.ofString()).body()));
    }
  }

  /** Sent to the disk since it was started, as the operating system counts it. */
  long bytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "io")).stream()
        .filter(each -> each.startsWith("write_bytes: "))
        .mapToLong(each -> Long.parseLong(each.substring("write_bytes: ".length())))
        .findAny()
        .orElseThrow();
  }

  Duration processor() {
    return ProcessHandle.of(pid)
        .flatMap(each -> each.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException(name + " has ended"));
  }
}
