package dev.lockstep.app.tracing;

import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.app.SystemTime;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Device;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Target;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.simulated.SimulatedDriver;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.ParticipantSettings;
import dev.lockstep.participant.Ports;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A participant behind HTTP, with two presses in memory whose answers a test gives, and its traces.
 */
final class TracedPlant implements AutoCloseable {
  /** What a press is told, which no span may tell. */
  static final BigDecimal FORCE = new BigDecimal("47.11");

  private static final Path FILES = Path.of("src/test/resources/app");
  private static final Set<String> REQUESTS = Set.of("examine", "read", "write");
  private static final Word SILENCE = new Word.Silence("nobody is asked");

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTime time = new SystemTime();
  private final OtlpTracing tracing;
  private final SqliteJournal journal;
  private final DeviceLinks links;
  private final Participant participant;
  private final TracedServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Assignment, Optional<SendResult>> script = each -> Optional.empty();
  private volatile Supplier<Word> coordinator = () -> SILENCE;

  TracedPlant(Path folder, SpanExporter exporter, String... settings) throws Exception {
    this(folder, exporter, Duration.ofMinutes(1), settings);
  }

  /**
   * A plant.
   *
   * @param answerWithin how long a commit waits for its end before it is answered
   */
  TracedPlant(Path folder, SpanExporter exporter, Duration answerWithin, String... settings)
      throws Exception {
    tracing =
        OtlpTracing.open(
            exporter,
            UsualSettings.of(TracesConfig.class, settings),
            new OtlpTracing.Identity("line-a", "1"),
            new OtlpTracing.RequestSource(() -> time.now().wall(), TracedServer::answered));
    journal = SqliteJournal.open(TunedSettings.usual(folder.resolve("journal.db")), time);
    Catalog catalog =
        Catalog.load(
            List.of(FILES.resolve("press.yaml"), FILES.resolve("devices.yaml")),
            CatalogLimits.DEFAULT,
            device -> List.of());
    List<Device> presses =
        catalog.devices().values().stream()
            .filter(each -> each.protocols().containsKey("simulated"))
            .toList();
    Driver driver = new SimulatedDriver(time, 100);
    links =
        DeviceLinks.open(
            presses,
            List.of(driver),
            tracing.devices((device, link) -> scripted(device.name().value(), link)));
    Ports ports =
        new Ports(
            tracing.journal(journal),
            links,
            (address, id) -> coordinator.get(),
            (address, id, votedFor) -> SILENCE,
            time,
            new SplittableRandom(1),
            workers,
            tracing.carrying(workers),
            tracing.transactions((before, event, decision) -> {}));
    participant =
        new Participant(
            ports,
            UsualSettings.of(
                ParticipantSettings.class, "pause-min=50ms", "answer-within=" + answerWithin),
            catalog);
    participant.start();
    server = new TracedServer(tracing.requests(), this::answer);
  }

  private DeviceLink scripted(String device, DeviceLink link) {
    return (DeviceLink)
        Proxy.newProxyInstance(
            DeviceLink.class.getClassLoader(),
            new Class<?>[] {DeviceLink.class},
            (proxy, method, arguments) -> {
              if (REQUESTS.contains(method.getName())) {
                asked.add(method.getName() + " " + device);
              }
              if (method.getName().equals("targets")) {
                ResourceName asked = (ResourceName) arguments[0];
                return Set.of(new Target("opc.tcp://plc-1:4840", "s=" + device + asked));
              }
              if (method.getName().equals("write")) {
                @SuppressWarnings("unchecked")
                List<Assignment> all = (List<Assignment>) arguments[0];
                Optional<SendResult> told = script.apply(all.getFirst());
                if (told.isPresent()) {
                  return all.stream().map(each -> told.get()).toList();
                }
              }
              try {
                return method.invoke(link, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  /** What the presses were asked for, each request with the press's name. */
  List<String> asked() {
    return asked;
  }

  /** What the coordinator answers to a gateway in doubt. */
  void coordinator(Supplier<Word> next) {
    coordinator = next;
  }

  /** What the presses answer to a write, and nothing else happens; empty: they do it. */
  void answers(Function<Assignment, Optional<SendResult>> next) {
    script = next;
  }

  private String answer(RoutingContext call) throws Exception {
    TransactionId id = new TransactionId(call.pathParam("id"));
    Answer answer =
        call.pathParam("verb").equals("prepare")
            ? participant.prepare(request(id), Requester.NONE)
            : participant.commit(id, Requester.NONE);
    return answer.state().name().name();
  }

  private static PrepareRequest request(TransactionId id) {
    return new PrepareRequest(
        id,
        Optional.of("http://coordinator.example"),
        List.of(),
        Duration.ofSeconds(10),
        false,
        List.of(wish("press-1"), wish("press-2")));
  }

  private static PrepareRequest.Wish wish(String device) {
    return new PrepareRequest.Wish(device, "set-recipe", Map.of("Force", FORCE), 0);
  }

  /**
   * Calls it.
   *
   * @param traceparent none where it is empty
   * @return the state
   */
  String post(String id, String verb, String traceparent) throws Exception {
    return server.post("/api/v1/transactions/%s/%s".formatted(id, verb), traceparent).body();
  }

  void awaitState(String id, Predicate<State> wanted) {
    await().until(() -> wanted.test(participant.state(new TransactionId(id))));
  }

  SpanCounts counts() {
    return tracing.counts().orElseThrow();
  }

  @Override
  public void close() {
    tracing.close();
    server.close();
    links.close();
    time.close();
    workers.shutdownNow();
    journal.close();
  }
}
