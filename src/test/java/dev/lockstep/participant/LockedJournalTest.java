package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.journal.JournalSettings;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program holds the database: what is told meanwhile must be true afterwards (P2). */
class LockedJournalTest {
  private static final Path PLAY = Path.of("src/test/resources/play");
  private static final TransactionId ID = ParticipantRig.id("t1");

  @TempDir Path directory;
  private final ManualScheduler clock = new ManualScheduler();
  private final Map<String, PlayMachine> machines = PlayMachine.three();
  private SqliteJournal journal;
  private Participant participant;

  @BeforeEach
  void open() throws JournalUnavailableException {
    Path path = directory.resolve("journal.db");
    JournalSettings impatient =
        TunedSettings.at(path).busyTimeout(Duration.ofMillis(20)).settings();
    journal =
        SqliteJournal.open(impatient, () -> new Moment(Instant.now(), System.nanoTime(), "test"));
    participant = participant();
  }

  private Participant participant() {
    Catalog catalog = Catalog.load(List.of(PLAY), CatalogLimits.DEFAULT, device -> List.of());
    Ports ports =
        new Ports(
            journal,
            DeviceLinks.open(
                catalog.devices().values(), List.of(new PlayDriver(machines, new Undisturbed()))),
            (address, id) -> new CoordinatorClient.Word.Silence("not decided"),
            (address, id, votedFor) -> new CoordinatorClient.Word.Silence("no answer"),
            clock.of("test", Runnable::run),
            new Random(1),
            Runnable::run,
            Runnable::run,
            (before, event, decision) -> {});
    return new Participant(ports, UsualSettings.of(ParticipantSettings.class), catalog);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  /** Another program's write transaction, until it is closed. */
  private Connection lock() throws SQLException {
    Connection other =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
    other.createStatement().execute("begin immediate");
    return other;
  }

  private Answer prepare() throws JournalUnavailableException, OverloadedException {
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish("press", "SetSpeed", Map.of("Speed", BigDecimal.TEN), 0);
    return participant.prepare(Wishes.request(ID, List.of(), List.of(wish)), Requester.NONE);
  }

  private void assertRefusedForEver(Reason.Code code) throws Exception {
    for (int each = 0; each < 2; each++) {
      assertThat(prepare().state().cast())
          .hasValueSatisfying(
              vote ->
                  assertThat(vote)
                      .isInstanceOfSatisfying(
                          Ballot.No.class,
                          no -> assertThat(no.reasons()).extracting(Reason::code).contains(code)));
    }
    assertThat(participant.commit(ID, Requester.NONE).state())
        .isInstanceOfSatisfying(
            State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.ROLLED_BACK));
    assertThat(machines.get("press").shows()).contains("Speed 0");
  }

  @Test
  void voteThatCannotBeWrittenIsNoAnswerAndNoEndUntilTheRefusalIsDurable() throws Exception {
    try (Connection other = lock()) {
      assertThat(other.isClosed()).isFalse();
      assertThatExceptionOfType(JournalUnavailableException.class).isThrownBy(this::prepare);
      assertThat(participant.state(ID)).as("shown").isInstanceOf(State.Preparing.class);
      clock.advance(Duration.ofSeconds(10));
      assertThat(participant.state(ID)).as("shown").isInstanceOf(State.Preparing.class);
    }
    clock.advance(Duration.ofMinutes(1));

    assertThat(journal.find(ID)).isEqualTo(participant.state(ID));
    assertRefusedForEver(Reason.Code.JOURNAL_UNAVAILABLE);
  }

  @Test
  void refusalThatCannotBeWrittenIsNotTold() throws Exception {
    machines.get("press").mood = PlayMachine.Mood.OFFLINE;
    try (Connection other = lock()) {
      assertThat(other.isClosed()).isFalse();
      assertThatExceptionOfType(JournalUnavailableException.class).isThrownBy(this::prepare);
      assertThat(participant.state(ID)).as("shown").isInstanceOf(State.Preparing.class);
    }
    machines.get("press").mood = PlayMachine.Mood.SPEAKS;
    clock.advance(Duration.ofMinutes(1));

    assertRefusedForEver(Reason.Code.JOURNAL_UNAVAILABLE);
  }

  @Test
  void rollbackThatCannotBeWrittenIsNotTold() throws Exception {
    try (Connection other = lock()) {
      assertThat(other.isClosed()).isFalse();
      assertThatExceptionOfType(JournalUnavailableException.class)
          .isThrownBy(() -> participant.rollback(ID, Requester.NONE));
      assertThat(participant.state(ID)).as("shown").isEqualTo(new State.Absent());
    }
  }
}
