package dev.lockstep.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxesTest {
  private final List<Runnable> tasks = new ArrayList<>();
  private final Recorder recorder = new Recorder();
  private final Mailboxes<String, Integer, Actor> mailboxes = new Mailboxes<>(tasks::add, recorder);

  /** What one actor was given, and whether two workers were ever with it at once. */
  private static final class Actor {
    private final List<Integer> received = new ArrayList<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean keeps;
  }

  /** 0 makes an actor stay in memory, 1 lets it go, a negative number is a fault. */
  private static final class Recorder implements Mailboxes.Behaviour<String, Integer, Actor> {
    private final ConcurrentLinkedQueue<Actor> created = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    @Override
    public Actor create(String key) {
      Actor actor = new Actor();
      created.add(actor);
      return actor;
    }

    @Override
    public void receive(Actor actor, Integer message) {
      if (!actor.busy.compareAndSet(false, true)) {
        faults.add("two workers at once");
      }
      actor.received.add(message);
      actor.keeps = message == 0 || (actor.keeps && message != 1);
      actor.busy.set(false);
      if (message < 0) {
        throw new StackOverflowError("asked for");
      }
    }

    @Override
    public void failed(Actor actor, Integer message, Throwable fault) {
      faults.add(message + " " + fault.getMessage());
    }

    @Override
    public boolean idle(Actor actor) {
      return !actor.keeps;
    }
  }

  @Test
  void messagesOfOneKeyAreWorkedOnByOneTaskInTheirOrder() {
    mailboxes.post("a", 2);
    mailboxes.post("a", 3);
    assertThat(tasks).hasSize(1);
    work();
    assertThat(recorder.created)
        .singleElement()
        .satisfies(a -> assertThat(a.received).containsExactly(2, 3));
  }

  @Test
  void idleActorLeavesMemoryAndAnotherOneMeetsTheNextMessage() {
    mailboxes.post("a", 2);
    work();
    assertThat(mailboxes.size()).isZero();
    mailboxes.post("a", 3);
    work();
    assertThat(recorder.created).hasSize(2);
  }

  @Test
  void actorThatIsNotIdleIsKept() {
    mailboxes.post("a", 0);
    work();
    mailboxes.postIfPresent("a", 5);
    work();
    assertThat(mailboxes.find("a").orElseThrow().received).containsExactly(0, 5);
    mailboxes.post("a", 1);
    work();
    assertThat(mailboxes.find("a")).isEmpty();
  }

  @Test
  void messageForAnAbsentActorMayBeDropped() {
    mailboxes.postIfPresent("a", 2);
    assertThat(tasks).isEmpty();
    assertThat(recorder.created).isEmpty();
  }

  @Test
  void addedActorWaitsToBeWokenAndThenMeetsItsFirstMessageFirst() {
    Actor found = new Actor();
    mailboxes.add("a", found, 7);
    assertThat(tasks).isEmpty();
    mailboxes.post("a", 8);
    mailboxes.wake("a");
    assertThat(tasks).hasSize(1);
    work();
    assertThat(found.received).containsExactly(7, 8);
  }

  @Test
  void wakingTwiceOrAnAbsentOneDoesNothing() {
    mailboxes.add("a", new Actor(), 0);
    mailboxes.wake("a");
    work();
    mailboxes.wake("a");
    mailboxes.wake("b");
    assertThat(tasks).isEmpty();
  }

  @Test
  void faultEvenOfTheVirtualMachineEndsOneMessageOnly() {
    mailboxes.post("a", 0);
    mailboxes.post("a", -1);
    mailboxes.post("a", 4);
    work();
    assertThat(recorder.faults).containsExactly("-1 asked for");
    assertThat(mailboxes.find("a").orElseThrow().received).containsExactly(0, -1, 4);
  }

  @Test
  void closedOnesTakeNothingMoreAndHandOnNothingThatWaits() {
    mailboxes.post("a", 2);
    mailboxes.add("b", new Actor(), 3);
    mailboxes.close();

    assertThat(mailboxes.post("a", 4)).isFalse();
    assertThat(mailboxes.post("c", 5)).isFalse();
    mailboxes.postIfPresent("b", 6);
    mailboxes.wake("b");
    work();

    assertThat(recorder.created).singleElement().satisfies(a -> assertThat(a.received).isEmpty());
    assertThat(mailboxes.find("b").orElseThrow().received).isEmpty();
    assertThat(recorder.faults).isEmpty();
  }

  @Test
  void workersThatRefuseAMessageAreAFaultUnlessTheStopOvertookIt() {
    AtomicBoolean stopping = new AtomicBoolean();
    AtomicReference<Mailboxes<String, Integer, Actor>> mine = new AtomicReference<>();
    mine.set(
        new Mailboxes<>(
            task -> {
              if (stopping.get()) {
                mine.get().close();
              }
              throw new RejectedExecutionException("stopped");
            },
            recorder));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> mine.get().post("a", 2));

    stopping.set(true);
    assertThat(mine.get().post("b", 3)).isFalse();
  }

  @Test
  void nothingIsLostOrDoneTwiceAtOnceUnderManyThreads() {
    Recorder together = new Recorder();
    int each = 2_000;
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Mailboxes<String, Integer, Actor> shared = new Mailboxes<>(workers, together);
      try (ExecutorService posters = Executors.newFixedThreadPool(8)) {
        IntStream.range(0, 8)
            .forEach(
                poster ->
                    posters.execute(
                        () ->
                            IntStream.range(0, each)
                                .forEach(n -> shared.post("key-" + n % 3, 2 + n))));
      }
      // Posted all; the workers end with the executor.
    }
    assertThat(together.faults).isEmpty();
    assertThat(together.created.stream().mapToInt(actor -> actor.received.size()).sum())
        .isEqualTo(8 * each);
  }

  private void work() {
    while (!tasks.isEmpty()) {
      tasks.removeFirst().run();
    }
  }
}
