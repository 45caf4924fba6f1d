package dev.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.kafka.KafkaBroker;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the outbox costs the votes, in turns with a gateway that tells nothing; and how many events
 * a second it sends to a broker that was away.
 */
final class OutboxCost implements BenchmarkPart {
  private static final int LEVEL = 32;
  private static final int ROUNDS = 4;
  private static final double RATE_AIM = 2;
  private static final double COST_AIM = 0.95;
  private static final Duration TOLD_WITHIN = Duration.ofMinutes(5);
  private static final String TOPIC = "lockstep-events";

  private record Told(String name, GatewayProcess gateway) {
    JsonNode channel() {
      return gateway.rest().get("/api/v1/outbox").body().path("channels").path(0);
    }
  }

  @Override
  public BenchmarkFindings measure(Bed bed) throws IOException, InterruptedException {
    if (!EventBroker.installed()) {
      bed.out().println("left out: mosquitto is not installed (apt-get install mosquitto)");
      return new BenchmarkFindings(Map.of(), List.of(), List.of());
    }
    Fleet fleet = new Fleet(Math.max(LEVEL, bed.options().pace().devices()));
    Path folder = bed.folder("telling");
    try (EventBroker mosquitto = new EventBroker(folder);
        EventBroker late = new EventBroker(folder);
        KafkaBroker kafka = new KafkaBroker(folder.resolve("kafka"));
        GatewayProcess silent = gateway(bed, "silent", fleet, Map.of());
        GatewayProcess mqtt = gateway(bed, "mqtt", fleet, overMqtt(mosquitto));
        GatewayProcess waiting = gateway(bed, "waiting", fleet, overMqtt(late));
        GatewayProcess bus = gateway(bed, "kafka", fleet, overKafka(kafka))) {
      mosquitto.start();
      List<Told> told = new ArrayList<>(List.of(new Told("told over MQTT", mqtt)));
      if (Files.isDirectory(KafkaBroker.JARS)) {
        kafka.start().createTopic(TOPIC, 3);
        told.add(new Told("told over Kafka", bus));
      }
      List<Contender> contenders = new ArrayList<>();
      contenders.add(Bed.participant("telling nothing", silent.start().awaitReady(), fleet));
      for (Told each : told) {
        contenders.add(Bed.participant(each.name(), each.gateway().start().awaitReady(), fleet));
      }
      BenchmarkOptions.Pace pace = bed.options().pace();
      Rounds rounds = new Rounds(ROUNDS, contenders, fleet.size());
      rounds.warmUp(LEVEL, pace.warmUp());
      List<Run> runs = rounds.measure(LEVEL, pace.measure().multipliedBy(2));
      for (Told each : told) {
        awaitTold(each);
      }
      double rate = rateOfAnAbsence(waiting, late, fleet, pace);
      return findings(bed, runs, rate);
    }
  }

  private static GatewayProcess gateway(Bed bed, String name, Fleet fleet, Map<String, String> more)
      throws IOException {
    Path folder = bed.folder("telling");
    Map<String, String> settings = new HashMap<>(more);
    settings.put("lockstep.catalog.profiles", fleet.write(folder.resolve(name)).toString());
    return bed.gateway(name, folder, settings);
  }

  private static Map<String, String> overMqtt(EventBroker broker) {
    return Map.of(
        "lockstep.outbox.mqtt.enabled", "true",
        "lockstep.outbox.mqtt.broker", broker.address(),
        "lockstep.outbox.pause-max", "200ms");
  }

  private static Map<String, String> overKafka(KafkaBroker broker) {
    return Map.of(
        "lockstep.outbox.kafka.enabled",
        "true",
        "lockstep.outbox.kafka.topic",
        TOPIC,
        "kafka.bootstrap.servers",
        broker.bootstrap());
  }

  /** The gateway works while its broker is away; then the broker comes, and nothing else runs. */
  private static double rateOfAnAbsence(
      GatewayProcess gateway, EventBroker broker, Fleet fleet, BenchmarkOptions.Pace pace)
      throws IOException, InterruptedException {
    Contender alone = Bed.participant("waiting", gateway.start().awaitReady(), fleet);
    var unused = new Load(alone, fleet.size()).run(LEVEL, pace.measure().multipliedBy(2));
    Told told = new Told("waiting", gateway);
    Thread.sleep(Duration.ofSeconds(1));
    long before = told.channel().path("told").asLong();
    long waiting = told.channel().path("waiting").asLong();
    broker.start();
    while (told.channel().path("told").asLong() == before) {
      Thread.sleep(Duration.ofMillis(5));
    }
    long begun = System.nanoTime();
    awaitTold(told);
    return waiting * 1e9 / (System.nanoTime() - begun);
  }

  private static void awaitTold(Told told) throws IOException, InterruptedException {
    long end = System.nanoTime() + TOLD_WITHIN.toNanos();
    while (told.channel().path("waiting").asLong(1) > 0) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("%s: %s".formatted(told.name(), told.channel()));
      }
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private static BenchmarkFindings findings(Bed bed, List<Run> runs, double rate) {
    BenchmarkReport.table(runs).print(bed.out());
    double alone = runs.getFirst().tps();
    Map<String, Object> json = new LinkedHashMap<>();
    List<BenchmarkTarget> targets = new ArrayList<>();
    json.put("eventsPerSecond", BenchmarkReport.rounded(rate));
    targets.add(
        new BenchmarkTarget(
            "events/s to a broker that comes back, beside transactions/s",
            ">= 2 x",
            "%,.0f, ".formatted(rate) + Ratios.words("%.1f x", rate / alone),
            rate >= RATE_AIM * alone));
    json.put(runs.getFirst().contender().name(), BenchmarkReport.rounded(alone));
    for (Run each : runs.subList(1, runs.size())) {
      double ratio = each.tps() / alone;
      json.put(each.contender().name(), BenchmarkReport.rounded(each.tps()));
      targets.add(
          new BenchmarkTarget(
              "transactions/s " + each.contender().name() + ", beside telling nothing",
              ">= 95 %",
              Ratios.words("%.0f %%", 100 * ratio),
              ratio >= COST_AIM));
    }
    return new BenchmarkFindings(
        Map.of("telling", json), targets, BenchmarkReport.complaints(runs));
  }
}
