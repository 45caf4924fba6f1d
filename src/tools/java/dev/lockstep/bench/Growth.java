package dev.lockstep.bench;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load over few ended transactions, over very many, and beside many that are in doubt at
 * machines of their own.
 */
final class Growth implements BenchmarkPart {
  private static final int FEW = 10;
  private static final int DOUBTS = 5_000;
  private static final int LEVEL = 32;
  private static final int ROUNDS = 4;
  private static final double AIM = 0.9;

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    int many = bed.options().past();
    Fleet fleet = new Fleet(Math.max(LEVEL, bed.options().pace().devices()));
    Fleet wide = new Fleet(fleet.size() + DOUBTS);
    Path folder = bed.folder("growth");
    try (CountingCoordinator silent = new CountingCoordinator();
        GatewayProcess young = gateway(bed, "young", fleet, silent);
        GatewayProcess grown = gateway(bed, "grown", fleet, silent);
        GatewayProcess crowded = gateway(bed, "crowded", wide, silent)) {
      long begun = System.nanoTime();
      fill(young, FEW, fleet);
      fill(grown, many, fleet);
      bed.out()
          .printf(
              "a journal with %,d ended transactions, %d MiB, made in %d s in %s%n",
              many,
              Files.size(journal(grown)) >> 20,
              Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
              bed.directory().relativize(folder));
      young.start().awaitReady();
      grown.start().awaitReady();
      verify(young, FEW);
      verify(grown, many);
      crowded.start().awaitReady();
      DoubtDialog.prepare(
          crowded, DOUBTS, () -> new DoubtDialog(wide, fleet.size(), silent.address()));
      List<Contender> contenders =
          List.of(
              Bed.participant("over " + FEW, young, fleet),
              Bed.participant("over %,d".formatted(many), grown, fleet),
              Bed.participant("beside %,d in doubt".formatted(DOUBTS), crowded, fleet));
      BenchmarkOptions.Pace pace = bed.options().pace();
      Rounds rounds = new Rounds(ROUNDS, contenders, fleet.size());
      rounds.warmUp(LEVEL, pace.warmUp());
      return findings(bed, rounds.measure(LEVEL, pace.measure().multipliedBy(2)));
    }
  }

  private static GatewayProcess gateway(
      Bed bed, String name, Fleet fleet, CountingCoordinator coordinator) throws IOException {
    Path folder = bed.folder("growth");
    Map<String, String> settings =
        Map.of(
            "lockstep.catalog.profiles", fleet.write(folder.resolve(name)).toString(),
            "lockstep.coordinators.allowed", coordinator.address());
    return bed.gateway(name, folder, settings);
  }

  private static Path journal(GatewayProcess gateway) {
    return gateway.plan().home().resolve("journal.db");
  }

  private static void fill(GatewayProcess gateway, int count, Fleet fleet) throws IOException {
    Files.createDirectories(gateway.plan().home());
    try {
      PastTransactions.write(journal(gateway), count, fleet.size());
    } catch (JournalUnavailableException e) {
      throw new IOException(e);
    }
  }

  /** The gateway knows first, middle and last, and tells a repeated commit what it told before. */
  private static void verify(GatewayProcess gateway, int count) {
    for (int each : List.of(0, count / 2, count - 1)) {
      String path = "/api/v1/transactions/" + PastTransactions.PREFIX + each;
      Rest.Reply repeated = gateway.rest().post(path + "/commit", Map.of());
      Rest.Reply shown = gateway.rest().get(path);
      if (!repeated.body().path("outcome").asText().equals("COMMITTED")
          || shown.body().path("history").size() < 3) {
        throw new IllegalStateException(
            "%s is no transaction of the past: %s, %s"
                .formatted(path, repeated.body(), shown.body()));
      }
    }
  }

  private static BenchmarkFindings findings(Bed bed, List<Run> runs) {
    BenchmarkReport.table(runs).print(bed.out());
    Run young = runs.getFirst();
    Run grown = runs.get(1);
    Run crowded = runs.getLast();
    double ratio = grown.tps() / young.tps();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("past", bed.options().past());
    json.put("youngTps", BenchmarkReport.rounded(young.tps()));
    json.put("grownTps", BenchmarkReport.rounded(grown.tps()));
    json.put("doubts", DOUBTS);
    json.put("crowdedTps", BenchmarkReport.rounded(crowded.tps()));
    json.put("youngBytesPerTransaction", BenchmarkReport.rounded(young.bytesPerTransaction()));
    json.put("grownBytesPerTransaction", BenchmarkReport.rounded(grown.bytesPerTransaction()));
    json.put("ratio", BenchmarkReport.rounded(ratio));
    BenchmarkTarget target =
        new BenchmarkTarget(
            "transactions/s over %,d ended ones, beside over %d"
                .formatted(bed.options().past(), FEW),
            ">= 90 %",
            Ratios.words("%.0f %%", 100 * ratio),
            ratio >= AIM);
    return new BenchmarkFindings(
        Map.of("growth", json), List.of(target), BenchmarkReport.complaints(runs));
  }
}
