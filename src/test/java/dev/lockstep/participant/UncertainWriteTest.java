package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.UncertainWriteException;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The disk takes longer for a decision than its caller may wait: it is told so, and the transaction
 * comes to one end all the same (P2).
 */
class UncertainWriteTest {
  private static final Path PLAY = Path.of("src/test/resources/play");
  private static final TransactionId ID = ParticipantRig.id("t1");

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  private final ManualScheduler clock = new ManualScheduler();
  private final Map<String, PlayMachine> machines = PlayMachine.three();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final SlowDisk disk = new SlowDisk();
  private Participant participant;

  /** A disk that, when told to, is still at an entry when its caller may wait no longer. */
  private static final class SlowDisk implements Journal {
    private static final PlayJournal.Tap NONE =
        new PlayJournal.Tap() {
          @Override
          public void before(Entry entry) {}

          @Override
          public void after(Entry entry) {}
        };

    private final PlayJournal disk = new PlayJournal(line -> {}, NONE);
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Queue<Entry> underWay = new ConcurrentLinkedQueue<>();
    private volatile boolean slow;

    void written() throws JournalUnavailableException {
      slow = false;
      disk.append(underWay.remove());
      over.complete(null);
    }

    void lost() {
      slow = false;
      underWay.remove();
      over.completeExceptionally(new IOException("the disk is gone"));
    }

    @Override
    public synchronized void append(Entry entry) throws JournalUnavailableException {
      if (slow) {
        underWay.add(entry);
        throw new UncertainWriteException("the disk is still at it", over);
      }
      disk.append(entry);
    }

    @Override
    public void appendLazily(Entry entry) {
      disk.appendLazily(entry);
    }

    @Override
    public State find(TransactionId id) throws JournalUnavailableException {
      return disk.find(id);
    }

    @Override
    public List<String> gaps() {
      return disk.gaps();
    }

    @Override
    public Found atStart() throws JournalUnavailableException {
      return disk.atStart();
    }

    @Override
    public Duration remembers() throws JournalUnavailableException {
      return disk.remembers();
    }

    @Override
    public List<String> troubles() {
      return disk.troubles();
    }

    @Override
    public void close() {
      disk.close();
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    Catalog catalog = Catalog.load(List.of(PLAY), CatalogLimits.DEFAULT, device -> List.of());
    Ports ports =
        new Ports(
            disk,
            DeviceLinks.open(
                catalog.devices().values(), List.of(new PlayDriver(machines, new Undisturbed()))),
            (address, id) -> new CoordinatorClient.Word.Silence("not decided"),
            (address, id, votedFor) -> new CoordinatorClient.Word.Silence("no answer"),
            clock.of("test", Runnable::run),
            new Random(1),
            workers,
            workers,
            (before, event, decision) -> {});
    participant = new Participant(ports, settings(), catalog);
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish("press", "SetSpeed", Map.of("Speed", BigDecimal.TEN), 0);
    participant.prepare(Wishes.request(ID, List.of(), List.of(wish)), Requester.NONE);
    assertThat(participant.state(ID)).isInstanceOf(State.Prepared.class);
  }

  private static ParticipantSettings settings() {
    return UsualSettings.of(ParticipantSettings.class, "answer-within=" + ANSWER_WITHIN);
  }

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Test
  void rollbackThatIsDurableLateIsTheEndWhateverIsSaidAfterIt() throws Exception {
    disk.slow = true;
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> participant.rollback(ID, Requester.NONE));
    assertThat(participant.state(ID)).as("shown").isInstanceOf(State.Prepared.class);
    CompletableFuture<State> committed =
        CompletableFuture.supplyAsync(() -> commit().orElseThrow(), workers);
    disk.written();

    assertThat(committed.get(10, TimeUnit.SECONDS)).isEqualTo(participant.state(ID));
    assertThat(participant.state(ID))
        .isInstanceOfSatisfying(
            State.Ended.class, ended -> assertThat(ended.outcome()).contains(Outcome.ROLLED_BACK));
    assertThat(disk.find(ID)).isEqualTo(participant.state(ID));
    assertThat(machines.get("press").shows()).contains("Speed 0");
  }

  /** However long the disk takes (P8). */
  @Test
  void callBehindAWriteThatDoesNotComeBackIsAnsweredInItsTime() throws Exception {
    disk.slow = true;
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> participant.rollback(ID, Requester.NONE));
    CompletableFuture<Optional<State>> told = CompletableFuture.supplyAsync(this::commit, workers);
    assertThat(told.get(20, TimeUnit.SECONDS)).as("503").isEmpty();
  }

  @Test
  void commitThatIsDurableLateMovesTheMachine() throws Exception {
    disk.slow = true;
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> participant.commit(ID, Requester.NONE));
    assertThat(machines.get("press").shows()).contains("Speed 0");
    disk.written();
    await().until(() -> participant.state(ID) instanceof State.Ended);
    assertThat(machines.get("press").shows()).contains("Speed 10");
  }

  @Test
  void rollbackThatTheDiskLostWasNotTaken() throws Exception {
    disk.slow = true;
    assertThatExceptionOfType(JournalUnavailableException.class)
        .isThrownBy(() -> participant.rollback(ID, Requester.NONE));
    disk.lost();

    assertThat(commit())
        .hasValueSatisfying(
            state ->
                assertThat(state)
                    .isInstanceOfSatisfying(
                        State.Ended.class,
                        ended -> assertThat(ended.outcome()).contains(Outcome.COMMITTED)));
  }

  private Optional<State> commit() {
    try {
      return Optional.of(participant.commit(ID, Requester.NONE).state());
    } catch (JournalUnavailableException | OverloadedException failed) {
      return Optional.empty();
    }
  }
}
