package dev.lockstep.bench;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Moment;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.TimeSource;
import dev.lockstep.device.Value;
import dev.lockstep.device.Work;
import dev.lockstep.journal.Entry;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalSettings;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.SqliteJournal;
import dev.lockstep.journal.TunedSettings;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Decision;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Observation;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Protocol;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.Task;
import dev.lockstep.transaction.TransactionId;
import dev.lockstep.transaction.Transition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A journal as it lies there after many committed transactions of a {@link Fleet}: the protocol
 * decides, and the journal writes, exactly as in a gateway; only nobody calls over HTTP, and many
 * thousands share an fsync.
 */
final class PastTransactions {
  /** What their ids begin with; a number follows, from 0. */
  static final String PREFIX = "past-";

  private static final int AT_ONCE = 8_000;
  private static final TimeSource CLOCK =
      () -> new Moment(Instant.now(), System.nanoTime(), "the past");

  private final Journal journal;
  private final int machines;

  private PastTransactions(Journal journal, int machines) {
    this.journal = journal;
    this.machines = machines;
  }

  /**
   * Writes them.
   *
   * @param journal its file, which is not there yet
   * @throws JournalUnavailableException where the disk does not take it
   */
  static void write(Path journal, int count, int machines) throws JournalUnavailableException {
    JournalSettings settings =
        TunedSettings.at(journal)
            .groupMax(AT_ONCE)
            .queueMax(2 * AT_ONCE)
            .waitMax(Duration.ofMinutes(5))
            .settings();
    try (Journal open = SqliteJournal.open(settings, CLOCK);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var past = new PastTransactions(open, machines);
      AtomicLong next = new AtomicLong();
      List<CompletableFuture<Void>> workers =
          IntStream.range(0, Math.min(AT_ONCE, count))
              .mapToObj(worker -> CompletableFuture.runAsync(() -> past.some(next, count), threads))
              .toList();
      workers.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      if (e.getCause() instanceof JournalUnavailableException unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  private void some(AtomicLong next, int count) {
    try {
      for (long number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
        one(number);
      }
    } catch (JournalUnavailableException e) {
      throw new CompletionException(e);
    }
  }

  private void one(long number) throws JournalUnavailableException {
    var device = new DeviceName("drive-" + number % machines);
    Branch branch = branch(number, device);
    State state = step(branch, new State.Absent(), asked(branch));
    state = step(branch, state, new Event.Checked(shows(device, 0), List.of(), CLOCK.now()));
    state = step(branch, state, new Event.CommitDecided(Decided.byCoordinator(CLOCK.now())));
    State.Committing moving = (State.Committing) state;
    Moment sentAt = ((Progress.Intended) moving.progress().getFirst()).at();
    Progress done = new Progress.Applied(CLOCK.now(), "read back", shows(device, number));
    state =
        step(branch, state, new Event.Moved(List.of(new Event.Step(0, sentAt, done)), CLOCK.now()));
    if (!(state instanceof State.Ended)) {
      throw new IllegalStateException("a past transaction did not end: " + state);
    }
  }

  private State step(Branch branch, State before, Event event) throws JournalUnavailableException {
    Decision decision = Protocol.decide(before, event);
    var entry =
        new Entry(
            branch.id(), decision.next(), Transition.of(before, event, decision, Requester.NONE));
    switch (decision.durability()) {
      case NONE -> {}
      // Waiting instead, so that the queue never overflows.
      case LAZY, FORCED -> journal.append(entry);
    }
    return decision.next();
  }

  private static Event asked(Branch branch) {
    return new Event.PrepareRequested(branch, List.of(), CLOCK.now());
  }

  private static Branch branch(long number, DeviceName device) {
    var work =
        new Work.Write(List.of(List.of(new Assignment(speed(), Value.Numeric.of(shown(number))))));
    var action = new Action(device, new CommandName("SetSpeed"), work, Guarantees.OF_WRITES);
    // As long as a real one; compared with nothing.
    String fingerprint = HexFormat.of().toHexDigits(number).repeat(2);
    return new Branch(
        new TransactionId(PREFIX + number),
        fingerprint,
        List.of(new Task(0, 0, action)),
        Optional.empty(),
        List.of(),
        false);
  }

  private static List<Observation> shows(DeviceName device, long number) {
    return List.of(
        new Observation(
            device, speed(), Value.Numeric.of(shown(number)), "Good", Optional.of(Instant.now())));
  }

  private static int shown(long number) {
    return (int) (number % 1_000_000);
  }

  private static ResourceName speed() {
    return new ResourceName("Speed");
  }
}
