package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.Settings;
import dev.lockstep.app.tracing.Tracing;
import dev.lockstep.coordinator.Coordination;
import dev.lockstep.coordinator.CoordinationListener;
import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.CoordinationRecord;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.Replication;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.outbox.OrderIntake;
import dev.lockstep.outbox.OrderNotNowException;
import dev.lockstep.outbox.OrderRefusedException;
import dev.lockstep.outbox.OrderRequests;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders at the real coordinator with its real log; the gateway's vote is in the test's hand. */
class OrderedCoordinationsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Requester MES = new Requester("/mes", "kafka orders 0@7");
  private static final TransactionId USUAL = new TransactionId("order-1");

  @TempDir private Path folder;
  private final SystemTime time = new SystemTime();
  private final SlowVoter gateway = new SlowVoter();
  private Settings settings;
  private SqliteJournal journal;
  private AuditLog audit;
  private CoordinatorPart part;

  /** A gateway that votes when it is told to. */
  private static final class SlowVoter implements ParticipantClient {
    private final CompletableFuture<Vote> voting = new CompletableFuture<>();
    private final AtomicInteger prepares = new AtomicInteger();

    void vote() {
      voting.complete(new Vote.Yes("CHECKED", Optional.empty()));
    }

    @Override
    public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
      prepares.incrementAndGet();
      return voting;
    }

    @Override
    public CompletionStage<Receipt> commit(
        TransactionId id, URI address, Optional<Instant> instant) {
      return CompletableFuture.completedStage(new Receipt.Ended(Outcome.COMMITTED));
    }

    @Override
    public CompletionStage<Receipt> rollback(TransactionId id, URI address) {
      return CompletableFuture.completedStage(new Receipt.Ended(Outcome.ROLLED_BACK));
    }

    @Override
    public CompletionStage<Boolean> forget(TransactionId id, URI address) {
      return CompletableFuture.completedStage(true);
    }
  }

  @BeforeEach
  void open() throws Exception {
    Map<String, String> keys =
        Map.of(
            "lockstep.journal.path", folder.resolve("journal.db").toString(),
            "lockstep.coordinator.enabled", "true",
            "lockstep.coordinator.path", folder.resolve("decisions.db").toString(),
            "lockstep.coordinator.live-max", "1",
            "lockstep.orders.kafka.enabled", "true");
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 300, new DurationConverter())
            .withSources(new PropertiesConfigSource(keys, "a test's", 300))
            .withMapping(GatewayConfig.class)
            .build()
            .getConfigMapping(GatewayConfig.class);
    settings = new Settings(config, Duration.ZERO);
    journal = SqliteJournal.open(settings.journal(), time);
    audit = AuditLog.start(settings.audit(), time, journal);
    part = started();
  }

  private CoordinatorPart started() {
    URI here = URI.create("http://coordinator.plant:8080");
    EnsembleConnection none = EnsembleConnection.open(settings.config().ensemble());
    return CoordinatorPart.open(
        settings,
        OpenedDecisionLog.open(settings, here, none, time, Replication.NONE),
        gateway,
        time,
        CoordinationListener.NONE,
        Tracing.OFF);
  }

  @AfterEach
  void close() {
    gateway.vote();
    part.close();
    audit.close();
    journal.close();
    time.close();
  }

  private TransactionId take(String body) throws Exception {
    return taken(body).id();
  }

  private OrderIntake.Taken taken(String body) throws Exception {
    OrderIntake intake = new OrderedCoordinations(part.role(), settings.config(), audit);
    return intake.take(OrderRequests.of(body, USUAL, MES));
  }

  private static String body(String id, int speed) {
    return """
    {%s"participants":[{"gateway":"http://127.0.0.1:8081","commands":[{"device":"d","command":"c","arguments":{"Speed":%d}}]}]}\
    """
        .formatted(id.isEmpty() ? "" : "\"id\":\"%s\",".formatted(id), speed);
  }

  private CoordinationRecord durable(String id) throws Exception {
    return part.role().coordinator().orElseThrow().durable(new TransactionId(id)).orElseThrow();
  }

  private void assertRefused(String body, String code, String pointer) {
    assertThatExceptionOfType(OrderRefusedException.class)
        .isThrownBy(() -> take(body))
        .satisfies(
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void orderIsTakenWhenItIsDurableAndNotOnlyAtItsEnd() throws Exception {
    assertThat(take(body("t1", 1))).isEqualTo(new TransactionId("t1"));

    assertThat(durable("t1").coordination().name()).isEqualTo(Coordination.Name.PREPARING);
    gateway.vote();
    await().until(() -> durable("t1").coordination().name(), Coordination.Name.ENDED::equals);
  }

  @Test
  void repeatedOrderIsTakenAgainAndPreparedOnce() throws Exception {
    assertThat(taken(body("t1", 1)).repeated()).isFalse();
    assertThat(taken(body("t1", 1)).repeated()).isTrue();
    gateway.vote();
    await().until(() -> durable("t1").coordination().name(), Coordination.Name.ENDED::equals);

    TransactionId id = new TransactionId("t1");
    assertThat(taken(body("t1", 1))).isEqualTo(new OrderIntake.Taken(id, true));
    assertThat(gateway.prepares).hasValue(1);
  }

  /** 1. Durable, not acknowledged; 2. the process dies; 3. the broker gives the order again. */
  @Test
  void orderThatComesAgainAfterARestartIsKnown() throws Exception {
    take(body("t1", 1));
    part.close();
    part = started();

    assertThat(take(body("t1", 1))).isEqualTo(new TransactionId("t1"));
    await().until(() -> durable("t1").coordination().name(), Coordination.Name.ENDED::equals);
    assertThat(gateway.prepares).hasValue(1);
  }

  @Test
  void withoutAnIdTheUsualOneIsTakenAndTheSenderIsRecorded() throws Exception {
    assertThat(take(body("", 1))).isEqualTo(USUAL);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(audit.page(Long.MAX_VALUE, 10))
                    .anySatisfy(
                        entry -> {
                          var act = entry.read().record();
                          assertThat(act.act()).isEqualTo("coordination");
                          assertThat(act.requester()).isEqualTo(MES);
                          assertThat(act.subject()).isEqualTo(USUAL.value());
                        }));
  }

  @Test
  void beyondTheLimitAnOrderIsNotTakenNowAndLaterItIs() throws Exception {
    take(body("t1", 1));

    assertThatExceptionOfType(OrderNotNowException.class)
        .isThrownBy(() -> take(body("t2", 1)))
        .withMessageContaining("lockstep.coordinator.live-max");
    gateway.vote();
    await()
        .atMost(PATIENCE)
        .ignoreException(OrderNotNowException.class)
        .until(() -> take(body("t2", 1)).value(), "t2"::equals);
  }

  @Test
  void coordinatorThatIsBeingStoppedTakesNothingNow() {
    part.role().coordinator().orElseThrow().close();

    assertThatExceptionOfType(OrderNotNowException.class)
        .isThrownBy(() -> take(body("t1", 1)))
        .withMessageContaining("stopped");
    assertThat(gateway.prepares).hasValue(0);
  }

  @Test
  void whatThePostWouldRefuseIsRefusedWithItsPlace() throws Exception {
    String right = body("t1", 1);

    assertRefused(
        right.replace("commands", "comands"), "MALFORMED", "/data/participants/0/comands");
    assertRefused(
        right.replace("127.0.0.1", "stranger.example"),
        "MALFORMED",
        "/data/participants/0/gateway");
    assertRefused(right.replace("t1", "no id"), "INVALID_ID", "/data");
    assertRefused("{", "MALFORMED", "/data");
    assertThat(gateway.prepares).hasValue(0);
    take(right);
    assertRefused(body("t1", 2), "OTHER_COMMANDS", "/data/id");
  }

  /** Each channel that is on has its metrics before its first order. */
  @Test
  void channelOfOrdersIsCountedFromTheStart() {
    OrdersPart.Brokers brokers = // for Kafka alone: the rest is not asked for
        new OrdersPart.Brokers(null, null, () -> Map.of("bootstrap.servers", "127.0.0.1:1"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (OrdersPart orders = OrdersPart.open(settings, part, audit, brokers, time)) {
      new BusMetrics(registry).watch(orders);

      assertThat(registry.getMeters())
          .allSatisfy(each -> assertThat(each.getId().getTag("channel")).isEqualTo("kafka"))
          .extracting(each -> each.getId().getName())
          .containsExactlyInAnyOrder(
              "lockstep.orders.lag.seconds",
              "lockstep.orders.usable",
              "lockstep.orders.taken",
              "lockstep.orders.repeated",
              "lockstep.orders.refused",
              "lockstep.orders.failures");
    }
  }
}
