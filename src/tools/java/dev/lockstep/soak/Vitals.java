package dev.lockstep.soak;

import dev.lockstep.bench.Metrics;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a gateway holds at one moment.
 *
 * @param seconds since the run began
 * @param heapBytes right after a collection
 * @param residentBytes as the operating system counts them
 * @param threads of the operating system
 * @param files open handles: files, sockets
 * @param journalBytes the journal and its log
 * @param live transactions
 */
public record Vitals(
    double seconds,
    long heapBytes,
    long residentBytes,
    long threads,
    long files,
    long journalBytes,
    long live) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  static final String HEADER = "seconds,heap,resident,threads,files,journal,live";

  /**
   * Has the gateway collect its garbage, and looks.
   *
   * @throws IOException also where this is no Linux, or the process is another user's
   */
  public static Vitals of(GatewayProcess gateway, double seconds)
      throws IOException, InterruptedException {
    collect(gateway.pid());
    Metrics metrics = metrics(gateway);
    Path process = Path.of("/proc", Long.toString(gateway.pid()));
    return new Vitals(
        seconds,
        (long) metrics.value("jvm_memory_used_bytes", "area=\"heap\""),
        1024 * status(process, "VmRSS:"),
        status(process, "Threads:"),
        entries(process.resolve("fd")),
        size(gateway.plan().home().resolve("journal.db"))
            + size(gateway.plan().home().resolve("journal.db-wal")),
        (long)
            (metrics.value("lockstep_transactions_preparing")
                + metrics.value("lockstep_transactions_prepared")
                + metrics.value("lockstep_transactions_committing")
                + metrics.value("lockstep_transactions_rolling_back")));
  }

  String row() {
    return "%.0f,%d,%d,%d,%d,%d,%d"
        .formatted(seconds, heapBytes, residentBytes, threads, files, journalBytes, live);
  }

  private static void collect(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process collecting =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collecting.waitFor() != 0) {
      throw new IOException("jcmd %d GC.run ended with %d".formatted(pid, collecting.exitValue()));
    }
  }

  private static Metrics metrics(GatewayProcess gateway) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.address() + "/q/metrics"))
            .header("Accept", "text/plain")
            .timeout(ANSWER_WITHIN)
            .build();
    return new Metrics(CLIENT.send(request, BodyHandlers.ofString()).body());
  }

  private static long status(Path process, String key) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findAny()
        .orElseThrow();
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
