package dev.lockstep.bench;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * What traces cost the votes, every transaction recorded, in turns with a gateway that makes none:
 * with an endpoint that takes them, and with one that is not there.
 */
final class TracesCost implements BenchmarkPart {
  private static final int LEVEL = 32;
  private static final int ROUNDS = 4;

  /** What is away costs nothing that what is there does not cost. */
  private static final double AWAY_AIM = 0.95;

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    Fleet fleet = new Fleet(Math.max(LEVEL, bed.options().pace().devices()));
    try (Endpoint endpoint = new Endpoint();
        GatewayProcess off = gateway(bed, "off", fleet, Map.of());
        GatewayProcess on = gateway(bed, "on", fleet, traced(endpoint.port()));
        GatewayProcess away = gateway(bed, "away", fleet, traced(FreePorts.lasting()));
        GatewayProcess other = gateway(beside(bed), "other", fleet, Map.of())) {
      List<Contender> contenders =
          new ArrayList<>(
              List.of(
                  Bed.participant("traces off", off.start().awaitReady(), fleet),
                  Bed.participant("traces on", on.start().awaitReady(), fleet),
                  Bed.participant("endpoint away", away.start().awaitReady(), fleet)));
      if (bed.options().other().isPresent()) {
        contenders.add(Bed.participant("the other package", other.start().awaitReady(), fleet));
      }
      BenchmarkOptions.Pace pace = bed.options().pace();
      Rounds rounds = new Rounds(ROUNDS, contenders, fleet.size());
      rounds.warmUp(LEVEL, pace.warmUp());
      List<Run> runs = rounds.measure(LEVEL, pace.measure().multipliedBy(2));
      return findings(bed, runs);
    }
  }

  /** One from before there were traces shows what they cost where they are off. */
  private static Bed beside(Bed bed) {
    return bed.options().other().map(bed::with).orElse(bed);
  }

  /** Takes everything, and looks at nothing. */
  private static final class Endpoint implements AutoCloseable {
    private final HttpServer server;

    Endpoint() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/v1/traces",
          call -> {
            try (call) {
              call.getRequestBody().readAllBytes();
              call.sendResponseHeaders(200, -1);
            }
          });
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static GatewayProcess gateway(Bed bed, String name, Fleet fleet, Map<String, String> more)
      throws IOException {
    Path folder = bed.folder("traces");
    Map<String, String> settings = new HashMap<>(more);
    settings.put("lockstep.catalog.profiles", fleet.write(folder.resolve(name)).toString());
    return bed.gateway(name, folder, settings);
  }

  private static Map<String, String> traced(int port) {
    return Map.of(
        "lockstep.traces.enabled",
        "true",
        "lockstep.traces.queue-max",
        "65536",
        "lockstep.traces.endpoint",
        "http://127.0.0.1:%d/v1/traces".formatted(port));
  }

  private static BenchmarkFindings findings(Bed bed, List<Run> runs) {
    BenchmarkReport.table(runs).print(bed.out());
    Map<String, Object> json = new LinkedHashMap<>();
    runs.forEach(each -> json.put(each.contender().name(), BenchmarkReport.rounded(each.tps())));
    double off = runs.get(0).tps();
    double on = runs.get(1).tps();
    double away = runs.get(2).tps();
    bed.out()
        .printf("traces on: %s of the rate without%n", Ratios.words("%.0f %%", 100 * on / off));
    BenchmarkTarget target =
        new BenchmarkTarget(
            "transactions/s with an endpoint that is away, beside one that takes",
            ">= 95 %",
            Ratios.words("%.0f %%", 100 * away / on),
            away >= AWAY_AIM * on);
    return new BenchmarkFindings(
        Map.of("traces", json), List.of(target), BenchmarkReport.complaints(runs));
  }
}
