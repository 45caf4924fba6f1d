package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One start of a gateway.
 *
 * @param ready from the start of the process until it says that it is ready: seconds
 * @param vote until its first vote COMMIT: seconds
 * @param processor what it had used when it was ready: seconds
 * @param resident memory when it was ready: MiB
 */
record Start(double ready, double vote, double processor, double resident) {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final int KIBIBYTES = 1024;

  /**
   * Starts it, and leaves it running.
   *
   * @param id of the first transaction, which is committed
   */
  static Start of(GatewayProcess gateway, Fleet fleet, String id) throws IOException {
    long begun = System.nanoTime();
    gateway.start();
    while (!ready(gateway)) {
      if (System.nanoTime() - begun > READY_WITHIN.toNanos() || !gateway.running()) {
        throw new IllegalStateException("not ready, see " + gateway.plan().log());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    double ready = (System.nanoTime() - begun) / 1e9;
    double processor = Bed.server(gateway).processor().toNanos() / 1e9;
    double resident = resident(gateway);
    try (SoleCaller caller = new SoleCaller(gateway)) {
      String path = "/api/v1/transactions/" + id;
      HttpAnswer vote = caller.ask(LoadCall.post(0, path + "/prepare", fleet.otherCommands(0, 1)));
      double voted = (System.nanoTime() - begun) / 1e9;
      if (!vote.says(200, "vote", "COMMIT")
          || !caller
              .ask(LoadCall.post(0, path + "/commit", ""))
              .says(200, "outcome", "COMMITTED")) {
        throw new IllegalStateException("the first vote after the start: " + vote);
      }
      return new Start(ready, voted, processor, resident);
    }
  }

  /**
   * A bare connection first: an HTTP client that fails 200 times a second takes what it measures.
   */
  private static boolean ready(GatewayProcess gateway) {
    try (Socket there = new Socket()) {
      there.connect(Bed.socket(gateway));
      return gateway.rest().get("/q/health/ready").status() == 200;
    } catch (IOException | UncheckedIOException notYet) {
      return false;
    }
  }

  private static double resident(GatewayProcess gateway) throws IOException {
    Path status = Path.of("/proc", Long.toString(gateway.pid()), "status");
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
            .findAny()
            .orElseThrow()
        / KIBIBYTES;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("readySeconds", BenchmarkReport.rounded(ready));
    json.put("firstVoteSeconds", BenchmarkReport.rounded(vote));
    json.put("processorSeconds", BenchmarkReport.rounded(processor));
    json.put("residentMebibytes", BenchmarkReport.rounded(resident));
    return json;
  }
}
