package dev.lockstep.driver.mqtt;

import dev.lockstep.UsualSettings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.Driver;
import dev.lockstep.driver.LinkStatus;
import dev.lockstep.driver.SendLease;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.ParticipantSettings;
import dev.lockstep.participant.Ports;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A gateway whole but for its REST API: participant, journal on disk, MQTT driver, and one conveyor
 * whose speed can be set plainly ({@code SetSpeed}), by request and response ({@code Run}), or by
 * request, response and a look at the speed ({@code RunSeen}).
 */
final class MqttGateway implements AutoCloseable {
  static final TransactionId T1 = new TransactionId("t1");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PROFILE =
      """
      name: belt
      deviceResources:
        - name: Speed
          attributes:
            { setTopic: "plant/{device}/speed/set", stateTopic: "plant/{device}/speed", field: speed }
          properties: { valueType: Float64, readWrite: RW, minimum: 0, maximum: 100 }
      deviceCommands:
        - name: SetSpeed
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { verify: { readBack: { within: 300ms } } } }
        - name: Run
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { prepare: { pattern: mqtt-request,
            topic: "lockstep/{device}/{verb}", responseTopic: "lockstep/{device}/answers/{gateway}",
            promise: DURABLE, within: 1s } } }
        - name: RunSeen
          readWrite: RW
          resourceOperations: [{ deviceResource: Speed }]
          tags: { lockstep: { verify: { readBack: { within: 300ms } }, prepare: { pattern: mqtt-request,
            topic: "lockstep/{device}/{verb}", responseTopic: "lockstep/{device}/answers/{gateway}",
            promise: DURABLE, within: 1s } } }
      """;
  private static final ParticipantSettings SETTINGS =
      UsualSettings.of(
          ParticipantSettings.class,
          "check-within=2s",
          "actuate-within=2500ms",
          "verify-max=1m",
          "answer-within=300ms",
          "doubt-after=1h",
          "in-doubt-after=1h",
          "pause-min=50ms",
          "pause-max=200ms",
          "watch-after=1h",
          "recheck-within=200ms",
          "waiting-max=64",
          "live-max=1000");

  final ShiftedClock clock = new ShiftedClock();
  private volatile boolean closed;
  private final SqliteJournal journal;
  private final Driver driver;
  private final DeviceLinks links;
  private final Participant participant;

  /**
   * Starts the gateway; the device connects by itself.
   *
   * @param address more keys of {@code protocols.mqtt}
   */
  MqttGateway(Path directory, String broker, String... address) throws Exception {
    this(directory, PROFILE, device("conveyor", broker, List.of(address)));
  }

  /** A gateway with its own profile. */
  static MqttGateway of(Path directory, String profile, String broker) throws Exception {
    return new MqttGateway(directory, profile, device("conveyor", broker, List.of()));
  }

  /** A gateway with several devices of one profile. */
  static MqttGateway of(Path directory, String profile, String broker, List<String> devices)
      throws Exception {
    return new MqttGateway(
        directory,
        profile,
        devices.stream()
            .map(name -> device(name, broker, List.of()))
            .collect(Collectors.joining(", ")));
  }

  /** A gateway with a Thing Description, and no device list beside it. */
  static MqttGateway thing(Path directory, String description, String sidecar) throws Exception {
    Path files = Files.createDirectories(directory.resolve("catalog"));
    Files.writeString(files.resolve("belt.lockstep.yaml"), sidecar);
    return new MqttGateway(directory, description, "");
  }

  private static String device(String name, String broker, List<String> address) {
    StringBuilder keys = new StringBuilder("Broker: \"" + broker + "\"");
    for (int each = 0; each < address.size(); each += 2) {
      keys.append(", %s: \"%s\"".formatted(address.get(each), address.get(each + 1)));
    }
    return "{ name: %s, profileName: belt, protocols: { mqtt: { %s } } }".formatted(name, keys);
  }

  /** A gateway as a Sparkplug host application. */
  static MqttGateway sparkplug(
      Path directory, String profile, String devices, MqttSettings settings) throws Exception {
    return new MqttGateway(directory, profile, devices, clock -> sparkplug(settings, clock));
  }

  private MqttGateway(Path directory, String profile, String devices) throws Exception {
    this(directory, profile, devices, MqttGateway::mqtt);
  }

  /** A gateway as a Sparkplug host application, with files that are there. */
  static MqttGateway sparkplug(Path directory, Path files, MqttSettings settings) throws Exception {
    return new MqttGateway(directory, files, clock -> sparkplug(settings, clock));
  }

  /** A gateway with files that are there. */
  static MqttGateway of(Path directory, Path files) throws Exception {
    return new MqttGateway(directory, files, MqttGateway::mqtt);
  }

  private static Driver sparkplug(MqttSettings settings, ShiftedClock clock) {
    return new SparkplugDriver(
        settings,
        "line-1",
        name -> Optional.empty(),
        RandomGenerator.getDefault(),
        clock,
        SendLease.ALWAYS);
  }

  private static Driver mqtt(ShiftedClock clock) {
    return new MqttDriver(
        MqttTestGateway.settings(),
        "line-1",
        name -> Optional.empty(),
        RandomGenerator.getDefault(),
        clock);
  }

  private MqttGateway(
      Path directory, String profile, String devices, Function<ShiftedClock, Driver> drivers)
      throws Exception {
    this(directory, files(directory, profile, devices), drivers);
  }

  private static Path files(Path directory, String profile, String devices) throws Exception {
    Path files = Files.createDirectories(directory.resolve("catalog"));
    Files.writeString(files.resolve("belt.yaml"), profile);
    Files.writeString(files.resolve("devices.yaml"), "deviceList: [%s]".formatted(devices));
    return files;
  }

  private MqttGateway(Path directory, Path files, Function<ShiftedClock, Driver> drivers)
      throws Exception {
    driver = drivers.apply(clock);
    Catalog catalog = Catalog.load(List.of(files), CatalogLimits.DEFAULT, driver::faults);
    if (!catalog.report().faults().isEmpty()) {
      throw new IllegalStateException(catalog.report().faults().toString());
    }
    journal = SqliteJournal.open(TunedSettings.usual(directory.resolve("journal.db")), clock);
    links = DeviceLinks.open(catalog.devices().values(), List.of(driver));
    CoordinatorClient silent = (at, id) -> new CoordinatorClient.Word.Silence("not asked");
    Ports ports =
        new Ports(
            journal,
            links,
            silent,
            (sibling, id, votedFor) -> new CoordinatorClient.Word.Silence("no siblings"),
            clock,
            RandomGenerator.getDefault(),
            this::run,
            this::run,
            (before, event, decision) -> {});
    participant = new Participant(ports, SETTINGS, catalog);
    participant.start();
  }

  private void run(Runnable task) {
    Thread.startVirtualThread(
        () -> {
          if (!closed) {
            task.run();
          }
        });
  }

  DeviceLink link() {
    return links.find(MqttTestGateway.CONVEYOR).orElseThrow().link();
  }

  MqttGateway connected() {
    Awaitility.await().atMost(PATIENCE).until(() -> link().status(), LinkStatus::connected);
    return this;
  }

  State prepare(String command, long speed) throws Exception {
    return prepare(command, Map.of("Speed", BigDecimal.valueOf(speed)));
  }

  State prepare(String command, Map<String, Object> arguments) throws Exception {
    return prepare(T1, "conveyor", command, arguments);
  }

  State prepare(TransactionId id, String device, String command, Map<String, Object> arguments)
      throws Exception {
    PrepareRequest.Wish wish = new PrepareRequest.Wish(device, command, arguments, 0);
    PrepareRequest request =
        new PrepareRequest(
            id, Optional.empty(), List.of(), Duration.ofSeconds(8), false, List.of(wish));
    return participant.prepare(request, Requester.NONE).state();
  }

  Answer commit() throws Exception {
    return participant.commit(T1, Requester.NONE);
  }

  Answer commit(TransactionId id) throws Exception {
    return participant.commit(id, Requester.NONE);
  }

  State state(TransactionId id) throws Exception {
    return participant.state(id);
  }

  boolean allConnected() {
    return links.all().stream().allMatch(each -> each.link().status().connected());
  }

  Answer rollback() throws Exception {
    return participant.rollback(T1, Requester.NONE);
  }

  State state() throws Exception {
    return participant.state(T1);
  }

  State await(Predicate<State> wanted) {
    return Awaitility.await()
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(this::state, wanted);
  }

  void awaitSpeed(long speed) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> link().read(List.of(MqttTestGateway.SPEED), clock.in(PATIENCE)).getFirst(),
            read ->
                read instanceof Reading.Seen seen && seen.value().equals(Value.Numeric.of(speed)));
  }

  /** Waits until its only command has this progress. */
  Progress awaitProgress(Predicate<Progress> wanted) {
    return progress(
        await(state -> !(state instanceof State.Prepared) && wanted.test(progress(state))));
  }

  /**
   * Waits until the result of its only command is unknown, for a reason with this code and text.
   */
  Reason awaitUnknown(Reason.Code code, String words) {
    Progress unknown =
        awaitProgress(
            progress ->
                progress instanceof Progress.Unknown who
                    && who.because().stream()
                        .anyMatch(each -> each.code() == code && each.detail().contains(words)));
    return unknown.reasons().getFirst();
  }

  static Progress progress(State state) {
    return switch (state) {
      case State.Committing committing -> committing.progress().getFirst();
      case State.Ended ended -> ended.progress().getFirst();
      case State.RollingBack rollingBack -> rollingBack.progress().getFirst();
      case State.Absent absent -> throw new IllegalStateException("absent");
      case State.Preparing preparing -> new Progress.Waiting(List.of());
      case State.Prepared prepared -> new Progress.Waiting(List.of());
    };
  }

  @Override
  public void close() {
    closed = true;
    driver.close();
    links.close();
    journal.close();
  }
}
