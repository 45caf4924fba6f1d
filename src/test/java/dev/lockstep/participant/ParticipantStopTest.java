package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.UsualSettings;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.CatalogLimits;
import dev.lockstep.journal.Entry;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop while transactions are under way: no fault, and nothing is done after it. */
class ParticipantStopTest {
  private static final Path PLAY = Path.of("src/test/resources/play");
  private static final TransactionId ID = ParticipantRig.id("t1");

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
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
    return participant.ask(request(id), Requester.NONE);
  }

  private static PrepareRequest request(TransactionId id) {
    PrepareRequest.Wish wish =
        new PrepareRequest.Wish("press", "SetSpeed", Map.of("Speed", BigDecimal.TEN), 0);
    return Wishes.request(id, List.of(), List.of(wish));
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
        .withMessageStartingWith("the gateway is stopping");
  }

  /** A caller on a thread of its own, once what it asks for has come. */
  private FutureTask<Answer> asking(Callable<Answer> call) {
    FutureTask<Answer> asking = new FutureTask<>(call);
    Thread.ofPlatform().daemon().start(asking);
    while (tasks.isEmpty()) {
      Thread.onSpinWait();
    }
    return asking;
  }

  /** What is durable goes on at the next start; the caller asks then how it ended. */
  @Test
  void whoWaitsForAMachineIsAnsweredWithWhatStandsBeforeTheStop() throws Exception {
    var unused = ask(ID);
    work();
    FutureTask<Answer> waits = asking(() -> participant.commit(ID, Requester.NONE));
    tasks.remove().run();
    assertThat(journal.durable(ID)).isInstanceOf(State.Committing.class);

    participant.stop().give();

    assertThat(waits.get().reply()).isEqualTo(new Reply.Taken());
    assertThat(waits.get().state()).isInstanceOf(State.Committing.class);
  }

  @Test
  void whoWaitsForAVoteIsToldToComeAgainAndNothingIsGivenUp() {
    FutureTask<Answer> waits = asking(() -> participant.prepare(request(ID), Requester.NONE));

    participant.stop().give();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(waits::get)
        .havingCause()
        .isInstanceOf(OverloadedException.class)
        .withMessageStartingWith("the gateway is stopping");
    work();
    assertThat(journal.durable(ID)).as("nobody expired it").isInstanceOf(State.Prepared.class);
  }

  @Test
  void answerThatIsThereIsNotWithheldForAStop() throws Exception {
    participant.stop().give();
    FutureTask<Answer> asked = asking(() -> participant.prepare(request(ID), Requester.NONE));
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(asked::get);

    StopSignal stop = new StopSignal();
    stop.give();
    assertThat(stop.await(CompletableFuture.completedFuture("there"), Duration.ofDays(1)))
        .isEqualTo("there");
  }

  @Test
  @Timeout(60)
  void waitOfADayEndsAtTheSignal() {
    StopSignal stop = new StopSignal();
    CountDownLatch waits = new CountDownLatch(1);
    FutureTask<String> waiting =
        new FutureTask<>(
            () -> {
              waits.countDown();
              return stop.await(new CompletableFuture<String>(), Duration.ofDays(1));
            });
    Thread.ofPlatform().daemon().start(waiting);
    assertThatCode(waits::await).doesNotThrowAnyException();

    stop.give();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(waiting::get)
        .havingCause()
        .isInstanceOf(TimeoutException.class);
  }
}
