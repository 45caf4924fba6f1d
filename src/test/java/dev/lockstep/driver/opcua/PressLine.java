package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.DeviceName;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.CoordinatorClient;
import dev.lockstep.participant.DeviceLinks;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.ParticipantSettings;
import dev.lockstep.participant.Ports;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A whole gateway without its HTTP: participant, journal on disk, OPC UA driver, one press. */
final class PressLine implements AutoCloseable {
  private static final Path PROFILE = Path.of("src/test/resources/opcua/press.yaml");
  private static final Map<String, String> ONE = Map.of("Press-1", "test-press");
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final CoordinatorClient SILENT =
      (address, id) -> new CoordinatorClient.Word.Silence("no coordinator here");
  private static final ParticipantSettings QUICK =
      settings("answer-within=1s", "pause-min=100ms", "pause-max=300ms");
  private static final ParticipantSettings HASTY =
      settings("answer-within=50ms", "pause-min=5ms", "pause-max=10ms");

  private final OpcUaDriverFixture bench;
  private final Set<String> names;
  private final PressTime time;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final SqliteJournal journal;
  private final DeviceLinks links;
  private final Participant participant;
  private volatile Consumer<State> listening = state -> {};

  /**
   * A gateway connected to its press.
   *
   * @param home an empty directory
   * @param address of the press
   */
  PressLine(Path home, Map<String, String> address, OpcUaDriverFixture bench) throws Exception {
    this(home, address, bench, List.of(PROFILE), QUICK, ONE);
  }

  /** The same in haste, with another profile of the name {@code test-press}. */
  static PressLine hasty(
      Path home, Map<String, String> address, OpcUaDriverFixture bench, Path profile)
      throws Exception {
    return new PressLine(home, address, bench, List.of(profile), HASTY, ONE);
  }

  /** With another profile of the name {@code test-press}. */
  static PressLine of(
      Path home, Map<String, String> address, OpcUaDriverFixture bench, Path profile)
      throws Exception {
    return new PressLine(home, address, bench, List.of(profile), QUICK, ONE);
  }

  /**
   * With several devices that are one server.
   *
   * @param devices the names with their profiles' names; one is {@code Press-1}
   */
  static PressLine of(
      Path home,
      Map<String, String> address,
      OpcUaDriverFixture bench,
      List<Path> profiles,
      Map<String, String> devices)
      throws Exception {
    return new PressLine(home, address, bench, profiles, QUICK, devices);
  }

  private static ParticipantSettings settings(String... more) {
    List<String> keys = new ArrayList<>(List.of(more));
    keys.addAll(
        List.of(
            "check-within=2s",
            "actuate-within=1s",
            "verify-max=5s",
            "doubt-after=60s",
            "in-doubt-after=60s",
            "watch-after=60s",
            "recheck-within=300ms",
            "waiting-max=64",
            "live-max=100"));
    return UsualSettings.of(ParticipantSettings.class, keys.toArray(String[]::new));
  }

  private PressLine(
      Path home,
      Map<String, String> address,
      OpcUaDriverFixture bench,
      List<Path> profiles,
      ParticipantSettings settings,
      Map<String, String> devices)
      throws Exception {
    this.bench = bench;
    this.names = devices.keySet();
    this.time = new PressTime(bench.clock());
    StringBuilder list = new StringBuilder("deviceList:%n".formatted());
    devices.forEach(
        (name, profileName) -> {
          String device =
              """
                - name: %s
                  profileName: %s
                  protocols:
                    opcua:
              """;
          list.append(device.formatted(name, profileName));
          address.forEach(
              (key, value) -> list.append("        %s: \"%s\"%n".formatted(key, value)));
        });
    Path file = home.resolve("devices.yaml");
    Files.writeString(file, list);
    List<Path> files = new ArrayList<>(profiles);
    files.add(file);
    Catalog catalog = Catalog.load(files, CatalogLimits.DEFAULT, bench.driver()::faults);
    assertThat(catalog.report().faults()).isEmpty();
    journal = SqliteJournal.open(TunedSettings.usual(home.resolve("journal.db")), time);
    links = DeviceLinks.open(catalog.devices().values(), List.of(bench.driver()));
    Ports ports =
        new Ports(
            journal,
            links,
            SILENT,
            (sibling, id, votedFor) -> new CoordinatorClient.Word.Silence("no siblings"),
            time,
            new SplittableRandom(7),
            workers,
            workers,
            (before, event, decision) -> listening.accept(decision.next()));
    participant = new Participant(ports, settings, catalog);
    participant.start();
    awaitConnected();
  }

  /** Told of each state that a transaction comes to. */
  void listen(Consumer<State> listener) {
    listening = listener;
  }

  DeviceLink link() {
    return links.find(new DeviceName("Press-1")).orElseThrow().link();
  }

  void awaitConnected() {
    for (String each : names) {
      OpcUaDriverFixture.awaitConnected(links.find(new DeviceName(each)).orElseThrow().link());
    }
  }

  /** The vote on one command. */
  Ballot prepare(String id, String command, Map<String, Long> arguments) throws Exception {
    return prepare(id, wish(command, arguments));
  }

  static PrepareRequest.Wish wish(String command, Map<String, Long> arguments) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    arguments.forEach((name, value) -> numbers.put(name, BigDecimal.valueOf(value)));
    return new PrepareRequest.Wish("Press-1", command, numbers, 0);
  }

  /** The vote on several commands. */
  Ballot prepare(String id, PrepareRequest.Wish... wishes) throws Exception {
    PrepareRequest request =
        new PrepareRequest(
            id(id), Optional.empty(), List.of(), Duration.ofSeconds(10), false, List.of(wishes));
    return participant.prepare(request, Requester.NONE).state().cast().orElseThrow();
  }

  /** The vote, which is to be COMMIT. */
  void promise(String id, String command, Map<String, Long> arguments) throws Exception {
    assertThat(prepare(id, command, arguments)).isInstanceOf(Ballot.Yes.class);
  }

  /** Where it stands when the coordinator's commit is answered. */
  State commit(String id) throws Exception {
    try {
      return participant.commit(id(id), Requester.NONE).state();
    } catch (OverloadedException slow) {
      // The disk takes longer than this line waits for answers: it is decided all the same.
      return state(id);
    }
  }

  /** Where it stands when the coordinator's rollback is answered. */
  State rollback(String id) throws Exception {
    try {
      return participant.rollback(id(id), Requester.NONE).state();
    } catch (OverloadedException slow) {
      return state(id);
    }
  }

  Answer resolve(String id, Outcome outcome) throws Exception {
    return participant.resolve(
        id(id), outcome, new Operator("op", "looked at the press"), Requester.NONE);
  }

  Answer release(String id) throws Exception {
    return participant.release(id(id), new Operator("op", "looked at the press"), Requester.NONE);
  }

  State state(String id) {
    try {
      return participant.state(id(id));
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  void awaitCommitted(String id) {
    await()
        .atMost(LONG)
        .until(
            () -> state(id),
            state ->
                state instanceof State.Ended ended
                    && ended.outcome().equals(Optional.of(Outcome.COMMITTED)));
  }

  /** Waits until the one command stands like this in a commit that is not over. */
  State.Committing awaitCommitting(String id, Predicate<State.Committing> wanted) {
    return (State.Committing)
        await()
            .atMost(LONG)
            .until(
                () -> state(id),
                state -> state instanceof State.Committing committing && wanted.test(committing));
  }

  static boolean isUnknown(State.Committing committing) {
    return committing.progress().getFirst() instanceof Progress.Unknown;
  }

  static boolean isNotApplied(State.Committing committing) {
    return committing.progress().getFirst() instanceof Progress.NotApplied;
  }

  static boolean isStuck(State.Committing committing) {
    return committing.standing() == State.Committing.Standing.STUCK;
  }

  private static TransactionId id(String text) {
    return new TransactionId(text);
  }

  @Override
  public void close() {
    time.close();
    links.close();
    bench.close();
    workers.shutdownNow();
    journal.close();
  }
}
