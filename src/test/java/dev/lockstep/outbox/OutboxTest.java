package dev.lockstep.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.app.SystemTime;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.Delivery;
import dev.lockstep.coordinator.Ruling;
import dev.lockstep.coordinator.Verdict;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.driver.mqtt.MosquittoBroker;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.AuditSettings;
import dev.lockstep.journal.JournalConfig;
import dev.lockstep.journal.JournalSamples;
import dev.lockstep.journal.OutboxFile;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox with its threads, over a real journal, to mosquitto. */
class OutboxTest {
  private static final String TOPIC = "events";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final SystemTime time = new SystemTime();
  private final AtomicInteger written = new AtomicInteger();
  private MosquittoBroker broker;
  private SqliteJournal journal;
  private AuditLog audit;
  private Outbox outbox;
  private Process listener;

  @BeforeEach
  void open() throws Exception {
    MosquittoBroker.required();
    broker = MosquittoBroker.started(folder, List.of("allow_anonymous true"));
    listen();
    journal = SqliteJournal.open(TunedSettings.usual(folder.resolve("journal.db")), time);
    audit =
        AuditLog.start(
            new AuditSettings(
                folder.resolve("journal-audit.db"),
                Duration.ofSeconds(1),
                Duration.ofDays(30),
                100_000,
                UsualSettings.of(JournalConfig.class)),
            time,
            journal);
    start();
  }

  @AfterEach
  void close() throws Exception {
    if (outbox != null) {
      outbox.close();
      audit.close();
      journal.close();
      listener.destroyForcibly();
      broker.stop();
    }
    time.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void start() {
    MqttBroker target =
        new MqttBroker(
            URI.create("mqtt://127.0.0.1:" + broker.port()),
            "outbox",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    MqttBroker.Limits limits =
        new MqttBroker.Limits(
            128, Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(200));
    OutboxSettings settings =
        UsualSettings.of(OutboxSettings.class, "window-max=64", "pause-max=200ms", "answer-max=2s");
    OutboxSources sources =
        new OutboxSources(
            "line-a", journal, audit, new AlarmWatch(Map::of, time), Optional.empty());
    outbox =
        Outbox.start(
            settings,
            TunedSettings.usual(folder.resolve("journal-outbox.db")),
            sources,
            List.of(new MqttEvents(vertx, target, TOPIC, limits)),
            time,
            new Random(1));
  }

  /** The shell's own client, as the page about events shows it. */
  private void listen() throws Exception {
    Path heard = folder.resolve("heard");
    Path debug = folder.resolve("subscribed");
    listener =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec stdbuf -oL mosquitto_sub -h 127.0.0.1 -p %d -t %s -q 0 >> %s 2>> %s"
                    .formatted(broker.port(), TOPIC, heard, debug))
            .start();
    // Subscribed when something sent arrives: the broker itself says how many there are.
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              new ProcessBuilder(
                      "mosquitto_pub",
                      "-h",
                      "127.0.0.1",
                      "-p",
                      Integer.toString(broker.port()),
                      "-t",
                      TOPIC,
                      "-m",
                      "listening")
                  .start()
                  .waitFor();
              return Files.exists(heard)
                  && Files.readString(heard).lines().anyMatch("listening"::equals);
            });
  }

  private List<String> ids() throws Exception {
    return Files.readString(folder.resolve("heard"))
        .lines()
        .filter(line -> line.contains("\"id\":"))
        .map(line -> line.replaceAll(".*\"id\":\"line-a/history/(\\d+)/[^\"]*\".*", "$1"))
        .toList();
  }

  private void write(int count) throws Exception {
    for (int each = 0; each < count; each++) {
      int number = written.incrementAndGet();
      String id = "t-" + number % 9;
      journal.append(
          JournalSamples.entry(
              number % 2 == 0 ? JournalSamples.prepared(id) : JournalSamples.committing(id)));
    }
  }

  private void awaitAll() {
    Set<String> all = new TreeSet<>();
    for (int line = 1; line <= written.get(); line++) {
      all.add(Integer.toString(line));
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(new TreeSet<>(ids())).isEqualTo(all));
  }

  private void assertInOrder() throws Exception {
    Map<Integer, List<Integer>> first =
        ids().stream()
            .distinct()
            .map(Integer::valueOf)
            .collect(Collectors.groupingBy(line -> line % 9, Collectors.toList()));
    assertThat(first.values()).allSatisfy(lines -> assertThat(new ArrayList<>(lines)).isSorted());
  }

  @Test
  void whatIsWrittenIsHeardByTheShellsOwnClient() throws Exception {
    write(300);
    awaitAll();
    assertInOrder();
    await().atMost(PATIENCE).until(() -> outbox.toldLine(), line -> line == written.get());
    assertThat(outbox.troubles()).isEmpty();
  }

  @Test
  void frozenBrokerTakesWhatWasWrittenMeanwhileWhenItWakes() throws Exception {
    write(20);
    awaitAll();
    broker.freeze();
    write(200);
    await().atMost(PATIENCE).until(() -> outbox.troubles(), each -> !each.isEmpty());
    assertThat(journal.troubles()).as("a vote never waits for it").isEmpty();
    broker.thaw();
    write(20);
    awaitAll();
    assertInOrder();
    await().atMost(PATIENCE).until(() -> outbox.troubles(), List::isEmpty);
  }

  @Test
  void outboxThatEndsInTheMiddleGoesOnWhereItsCursorWas() throws Exception {
    for (int life = 0; life < 4; life++) {
      write(150);
      outbox.close();
      write(30);
      start();
    }
    awaitAll();
    assertInOrder();
  }

  private static CoordinationRecord ended(String id) {
    Instant at = Instant.parse("2026-01-05T06:00:00.250Z");
    CoordinationPlan plan =
        new CoordinationPlan(
            new TransactionId(id),
            List.of(
                new CoordinationPlan.Share(
                    URI.create("http://line-a:8080"),
                    List.of(new CoordinationPlan.Wish("press", "Close", Map.of(), 1)))),
            new CoordinationPlan.Terms(Duration.ofSeconds(10), 1, 1),
            at);
    return new CoordinationRecord(
        new Coordination.Ended(
            plan,
            List.of(new Vote.Yes("DURABLE", Optional.empty())),
            new Ruling(Verdict.COMMIT, List.of(), at),
            List.of(new Delivery.Confirmed(Outcome.COMMITTED, 1, Optional.empty(), at)),
            at,
            new TreeMap<>()),
        List.of());
  }

  @Test
  void endOfACoordinationWhoseLogIsElsewhereIsToldAlsoByTheNextOutboxAndNoneIsTakenByAClosedOne()
      throws Exception {
    assertThat(outbox.ended(ended("c-1"))).isTrue();
    outbox.close();
    assertThat(outbox.ended(ended("c-2"))).isFalse();
    start();
    assertThat(outbox.ended(ended("c-3"))).isTrue();

    await().atMost(PATIENCE).until(() -> heard("\"subject\":\"c-3\"").size() == 1);
    List<String> told = heard("dev.lockstep.coordination.ended.v1");
    assertThat(told).anyMatch(line -> line.contains("\"subject\":\"c-1\""));
    assertThat(told).noneMatch(line -> line.contains("\"subject\":\"c-2\""));
    assertThat(told)
        .allSatisfy(
            line -> {
              assertThat(new EventSchema().faults(line)).as(line).isEmpty();
              assertThat(line).contains("\"outcome\":\"COMMITTED\"", "http://line-a:8080");
            });
  }

  private List<String> heard(String part) throws Exception {
    return Files.readString(folder.resolve("heard"))
        .lines()
        .filter(line -> line.contains(part))
        .toList();
  }

  @Test
  void fileThatAnotherProgramHoldsIsToldAndTakenOnceItIsFree() throws Exception {
    write(10);
    awaitAll();
    outbox.close();
    Path file = folder.resolve("journal-outbox.db");
    try (OutboxFile held = OutboxFile.open(TunedSettings.usual(file))) {
      assertThat(held.cursor("mqtt", "history")).isPresent();
      start();
      await()
          .atMost(PATIENCE)
          .until(() -> outbox.troubles().toString(), told -> told.contains("journal-outbox.db"));
      write(5);
    }
    awaitAll();
  }
}
