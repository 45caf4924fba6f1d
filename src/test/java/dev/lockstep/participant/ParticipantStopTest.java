package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.journal.Entry;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stop while transactions are under way: no fault, and nothing is done after it. */
class ParticipantStopTest {
  private static final Path PLAY = Path.of("src/test/resources/play");
  private static final TransactionId ID = ParticipantRig.id("t1");

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PlayJournal journal = new PlayJournal(line -> {}, new Undisturbed());
  private final Map<String, PlayMachine> machines = PlayMachine.three();
  private final ManualScheduler clock = new ManualScheduler();
  private final Participant participant = participant();
  private boolean stopped;

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
            this::execute,
            this::execute,
            (before, event, decision) -> {});
    return new Participant(ports, UsualSettings.of(ParticipantSettings.class), catalog);
  }

  private void execute(Runnable task) {
    if (stopped) {
      throw new RejectedExecutionException("the workers are stopped");
    }
    tasks.add(task);
  }

  @BeforeEach
  void start() {
    participant.takeOver(journal.atStart());
    participant.goOn();
  }

  private void stop() {
    participant.close();
    stopped = true;
  }

  private CompletableFuture<Answer> ask(TransactionId id) {
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish("press", "SetSpeed", Map.of("Speed", BigDecimal.TEN), 0);
    return participant.ask(Wishes.request(id, List.of(), List.of(wish)), Requester.NONE);
  }

  private void work() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void resultThatComesAfterTheStopIsNoFaultAndIsNotWritten() {
    CompletableFuture<Answer> vote = ask(ID);
    tasks.remove().run();
    assertThat(tasks).as("the machine is looked at").hasSize(1);
    stop();
    work();

    assertThat(participant.bugs()).isEmpty();
    assertThat(vote).isNotDone();
    assertThat(journal.durable(ID)).isInstanceOf(State.Absent.class);
  }

  @Test
  void decisionThatTheStopMeetsIsDurableAndIsCarriedOutByTheNextStart() {
    var unused = ask(ID);
    work();
    journal.tap(
        new PlayJournal.Tap() {
          @Override
          public void before(Entry entry) {
            stop();
          }

          @Override
          public void after(Entry entry) {}
        });
    Decided decided = Decided.byCoordinator(clock.now("test"));
    var told = participant.tell(ID, new Event.CommitDecided(decided));
    work();

    assertThat(stopped).isTrue();
    assertThat(participant.bugs()).isEmpty();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> told.getNow(null))
        .havingCause()
        .isInstanceOf(OverloadedException.class);
    assertThat(journal.durable(ID)).isInstanceOf(State.Committing.class);
    assertThat(machines.get("press").moves).isEmpty();
  }

  @Test
  void whoAsksAfterTheStopIsToldSo() {
    stop();

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> ask(ID).getNow(null))
        .havingCause()
        .isInstanceOf(OverloadedException.class)
        .withMessage("the gateway is stopping");
  }
}
