package dev.lockstep.bench;

import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * From exec to the first vote, and what is resident then, of each package that is given: with an
 * empty journal and few machines, and with many transactions in doubt. In turns; each journal stays
 * from one start to the next, and ends with SIGKILL.
 */
final class StartCost implements BenchmarkPart {
  private static final int ROUNDS = 3;
  private static final int FEW = 16;
  private static final double VOTE_AIM = 0.15;
  private static final double RESIDENT_AIM = 100;
  private static final double SIZE_AIM = 130;

  /**
   * A gateway that is started again and again.
   *
   * @param journal what is in it, for people
   * @param starts those that count
   */
  private record Candidate(
      MeasuredPackage delivery,
      String journal,
      Fleet fleet,
      GatewayProcess gateway,
      List<Start> starts)
      implements AutoCloseable {

    void start(String id) throws IOException {
      starts.add(uncounted(id));
    }

    Start uncounted(String id) throws IOException {
      Start start = Start.of(gateway, fleet, id);
      gateway.kill();
      return start;
    }

    double median(ToDoubleFunction<Start> figure) {
      return starts.stream()
          .mapToDouble(figure)
          .sorted()
          .skip(starts.size() / 2)
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void close() {
      gateway.close();
    }
  }

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    List<MeasuredPackage> deliveries =
        Stream.concat(Stream.of(bed.distribution()), bed.options().others().stream())
            .flatMap(home -> MeasuredPackage.of(home, bed.options().jvm()).stream())
            .toList();
    deliveries.forEach(each -> bed.out().printf("%s: %s%n", each.label(), each.home()));
    List<Candidate> candidates = new ArrayList<>();
    try (CountingCoordinator coordinator = new CountingCoordinator()) {
      for (MeasuredPackage each : deliveries) {
        candidates.add(empty(bed, each, candidates.size()));
      }
      for (MeasuredPackage each : deliveries) {
        candidates.add(doubtful(bed, each, candidates.size(), coordinator));
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Candidate each : round % 2 == 0 ? candidates : candidates.reversed()) {
          each.start("round-" + round);
        }
      }
      return findings(bed, candidates);
    } finally {
      candidates.forEach(Candidate::close);
    }
  }

  private static Candidate empty(Bed bed, MeasuredPackage delivery, int number) throws IOException {
    var candidate = candidate(bed, delivery, number, new Fleet(FEW), "empty", Map.of());
    candidate.uncounted("fresh");
    return candidate;
  }

  private static Candidate doubtful(
      Bed bed, MeasuredPackage delivery, int number, CountingCoordinator coordinator)
      throws IOException {
    int doubts = bed.options().doubts();
    Fleet fleet = new Fleet(doubts);
    var candidate =
        candidate(
            bed,
            delivery,
            number,
            fleet,
            "%,d in doubt".formatted(doubts),
            Map.of("lockstep.coordinators.allowed", coordinator.address()));
    GatewayProcess gateway = candidate.gateway();
    gateway.start().awaitReady();
    DoubtDialog.prepare(gateway, doubts, () -> new DoubtDialog(fleet, 0, coordinator.address()));
    gateway.kill();
    candidate.uncounted("fresh");
    return candidate;
  }

  private static Candidate candidate(
      Bed bed,
      MeasuredPackage delivery,
      int number,
      Fleet fleet,
      String journal,
      Map<String, String> settings)
      throws IOException {
    String name = "start-" + number;
    Path folder = bed.folder("start");
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("lockstep.catalog.profiles", fleet.write(folder.resolve(name + "-plant")).toString());
    var plan = new GatewayProcess.Plan(name, delivery.home(), folder, FreePorts.lasting(), all);
    return new Candidate(
        delivery, journal, fleet, new GatewayProcess(plan, delivery.jvm()), new ArrayList<>());
  }

  private static BenchmarkFindings findings(Bed bed, List<Candidate> candidates)
      throws IOException {
    Table table =
        new Table(
            "package",
            "journal",
            "ready s",
            "first vote s",
            "least s",
            "processor s",
            "resident MiB");
    List<Map<String, Object>> json = new ArrayList<>();
    List<BenchmarkTarget> targets = new ArrayList<>();
    for (Candidate each : candidates) {
      double vote = each.median(Start::vote);
      double resident = each.median(Start::resident);
      double least =
          each.starts().stream().map(Start::vote).min(Comparator.naturalOrder()).orElseThrow();
      table.row(
          each.delivery().label(),
          each.journal(),
          Ratios.words("%.2f", each.median(Start::ready)),
          Ratios.words("%.2f", vote),
          Ratios.words("%.2f", least),
          Ratios.words("%.2f", each.median(Start::processor)),
          Ratios.words("%.0f", resident));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("package", each.delivery().label());
      line.put("journal", each.journal());
      line.put("starts", each.starts().stream().map(Start::json).toList());
      json.add(line);
      if (each.delivery().isExecutable() && each.journal().equals("empty")) {
        targets.addAll(targets(each.delivery().executable(), vote, resident));
      }
    }
    bed.out().printf("medians of %d starts in turns%n", ROUNDS);
    table.print(bed.out());
    return new BenchmarkFindings(Map.of("starts", json), targets, List.of());
  }

  private static List<BenchmarkTarget> targets(double size, double vote, double resident) {
    return List.of(
        new BenchmarkTarget(
            "an executable's first vote",
            "<= 0.15 s",
            Ratios.words("%.2f s", vote),
            vote <= VOTE_AIM),
        new BenchmarkTarget(
            "resident when it is ready",
            "<= 100 MiB",
            Ratios.words("%.0f MiB", resident),
            resident <= RESIDENT_AIM),
        new BenchmarkTarget(
            "size of the executable",
            "<= 130 MB",
            Ratios.words("%.0f MB", size),
            size <= SIZE_AIM));
  }
}
