package dev.lockstep.app.standby;

import dev.lockstep.journal.ChangeBuffer;
import dev.lockstep.journal.ChangeFollower;
import dev.lockstep.journal.ChangePosition;
import dev.lockstep.journal.ChangeSet;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.rest.StandbyViews;
import dev.lockstep.standby.Companion;
import dev.lockstep.standby.CopyPosition;
import dev.lockstep.standby.LineRules;
import dev.lockstep.standby.PeerAnswer;
import dev.lockstep.standby.PeerRequest;
import dev.lockstep.standby.Seat;
import dev.lockstep.standby.SeatEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What an active PC gives to its standby: each change set in the order in which it was shipped, and
 * a base copy where those that are kept do not lead on from what the standby has. Who waits for the
 * standby waits here. Its monitor guards everything; the seat is decided on inside it, never the
 * other way round.
 */
final class CopySender implements ChangeFollower, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CopySender.class);
  private static final long LOOK_MILLIS = 20;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final LineSeat line;
  private final LineRules.Mode mode;
  private final BaseCopySender copies;
  private final Duration patience;
  private final ChangeBuffer buffer;
  private final Thread thread;

  private final ConfirmedPositions confirmed = new ConfirmedPositions();

  private long round = -1;
  private boolean copyDue;
  private boolean stopping;
  private volatile boolean closed;
  private long behindSince = -1;
  private long heardAt;
  private Optional<String> trouble = Optional.empty();

  /**
   * @param bufferMax octets of change sets that are kept
   * @param patience after which a standby that does not answer is told to the seat
   */
  CopySender(
      LineSeat line,
      LineRules.Mode mode,
      BaseCopySender copies,
      long bufferMax,
      Duration patience) {
    this.line = line;
    this.mode = mode;
    this.copies = copies;
    this.patience = patience;
    this.buffer = new ChangeBuffer(bufferMax);
    this.thread = Thread.ofPlatform().name("lockstep-standby").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Supplies the standby in that round; one that is older than the last is over.
   *
   * @param from where its databases stand; empty: a base copy first
   */
  synchronized void supply(long next, Optional<CopyPosition> from) {
    if (next < round) {
      return;
    }
    round = next;
    confirmed.begin(from);
    copyDue = from.isEmpty();
    heardAt = line.now();
    notifyAll();
  }

  /** From now on nothing is shipped; {@link SeatEvent.Drained} follows. */
  synchronized void stopWriting() {
    stopping = true;
    notifyAll();
  }

  /** The seat has changed: who waits looks again. */
  synchronized void seatChanged() {
    notifyAll();
  }

  @Override
  public synchronized Sent opened(ChangePosition at) {
    buffer.opened(at);
    notifyAll();
    return () -> await(at);
  }

  @Override
  public synchronized Sent ship(ChangeSet changes) {
    while (stopping && !closed) {
      // The SQL transaction stays open until the process ends, and with that was never there.
      if (!paused(LOOK_MILLIS)) {
        break;
      }
    }
    buffer.add(changes);
    if (behindSince < 0) {
      behindSince = line.now();
    }
    notifyAll();
    return () -> await(changes.position());
  }

  private synchronized void await(ChangePosition position) throws JournalUnavailableException {
    while (!covered(line.seat(), position)) {
      if (closed || line.seat() instanceof Seat.Ended) {
        throw new JournalUnavailableException(
            "this PC is not the active one of its line any more, and its process ends");
      }
      if (!paused(LOOK_MILLIS)) {
        throw new JournalUnavailableException("the gateway is stopping");
      }
    }
  }

  /** False where the thread was interrupted; its flag is set then. */
  @SuppressWarnings("WaitNotInLoop") // each caller looks again at what it waits for
  private boolean paused(long millis) {
    try {
      wait(millis);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether what stands there may be called durable now. */
  private boolean covered(Seat seat, ChangePosition position) {
    if (!seat.holds(line.now())) {
      return false;
    }
    boolean counts =
        switch (seat) {
          case Seat.Active active -> active.companion().counts();
          case Seat.HandingOver _ -> true;
          case Seat.Waiting _, Seat.Following _, Seat.TakingOver _, Seat.Ended _ -> false;
        };
    return !counts || mode == LineRules.Mode.ASYNCHRONOUS || confirmed.cover(position);
  }

  /** What the standby has not confirmed; empty where no standby is supplied. */
  synchronized Optional<StandbyViews.LineLag> lag() {
    if (!isSupplied(line.seat())) {
      return Optional.empty();
    }
    long changes = confirmed.missing(buffer).map(List::size).orElse(-1);
    long millis = behindSince < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(line.now() - behindSince);
    return Optional.of(new StandbyViews.LineLag(changes, changes == 0 ? 0 : millis));
  }

  /** Why the standby is not supplied; one sentence. */
  synchronized Optional<String> trouble() {
    return trouble;
  }

  private static boolean isSupplied(Seat seat) {
    return switch (seat) {
      case Seat.Active active ->
          switch (active.companion()) {
            case Companion.Supplied supplied -> supplied.begun();
            case Companion.Paired paired -> paired.begun();
            case Companion.Joining _, Companion.Parting _ -> true;
            case Companion.None _ -> false;
          };
      case Seat.HandingOver _ -> true;
      case Seat.Waiting _, Seat.Following _, Seat.TakingOver _, Seat.Ended _ -> false;
    };
  }

  private void run() {
    try {
      while (!closed) {
        step();
      }
    } catch (RuntimeException | Error bug) { // the thread's outermost frame
      LOG.error("standby: a fault of the gateway itself; the standby is given nothing more", bug);
    }
  }

  /** What is to be sent next. */
  private sealed interface Next {
    record Copy(long round) implements Next {}

    record Batch(long round, ChangeBatch batch) implements Next {}
  }

  private void step() {
    Optional<Next> next = next();
    if (next.isEmpty()) {
      return;
    }
    switch (next.get()) {
      case Next.Copy copy -> copy(copy.round());
      case Next.Batch batch -> send(batch);
    }
  }

  private synchronized Optional<Next> next() {
    Seat seat = line.seat();
    if (round < 0 || !isSupplied(seat)) {
      var unused = paused(PAUSE.toMillis());
      return Optional.empty();
    }
    if (copyDue) {
      return Optional.of(new Next.Copy(round));
    }
    Optional<List<ChangeSet>> missing = confirmed.missing(buffer);
    if (missing.isEmpty()) {
      copyDue = true;
      return Optional.empty();
    }
    if (missing.get().isEmpty()) {
      behindSince = -1;
      allConfirmed(seat);
      var unused = paused(PAUSE.toMillis());
      return Optional.empty();
    }
    return Optional.of(new Next.Batch(round, ChangeBatch.of(missing.get())));
  }

  /**
   * Decided on inside the monitor: whatever was called durable before was shipped before, and is
   * confirmed.
   */
  private void allConfirmed(Seat seat) {
    switch (seat) {
      case Seat.Active active -> {
        if (active.companion() instanceof Companion.Supplied) {
          line.happened(new SeatEvent.CaughtUp(line.now(), round));
        }
      }
      case Seat.HandingOver _ -> {
        if (stopping) {
          line.happened(new SeatEvent.Drained(line.now()));
        }
      }
      case Seat.Waiting _, Seat.Following _, Seat.TakingOver _, Seat.Ended _ -> {}
    }
  }

  private void send(Next.Batch next) {
    PeerRequest request =
        new PeerRequest.ChangeSetBatch(
            line.caller(), line.seat().record().term(), next.round(), next.batch().frames());
    answered(next.round(), line.asked(request));
  }

  private void copy(long of) {
    try {
      answered(of, copies.send(line.seat().record().term(), of));
    } catch (JournalUnavailableException fault) {
      failed(String.valueOf(fault.getMessage()));
    }
  }

  private synchronized void answered(long of, PeerAnswer answer) {
    if (of != round) {
      return;
    }
    switch (answer) {
      case PeerAnswer.Confirmed there -> {
        copyDue = false;
        confirmed.confirm(there.position());
        confirmed.release(buffer);
        heardAt = line.now();
        behindSince = line.now();
        trouble = Optional.empty();
        notifyAll();
      }
      case PeerAnswer.Silent silent -> {
        failed(silent.why());
        if (line.now() - heardAt > patience.toNanos()) {
          line.happened(new SeatEvent.CompanionSilent(line.now(), of));
        }
      }
      // Its seat begins another round, or has none for this one.
      case PeerAnswer.CopyWanted wanted -> failed("the standby wants a copy: " + wanted.why());
      case PeerAnswer.Refused refused -> failed("the standby refused it: " + refused.reason());
      case PeerAnswer.Standing _,
          PeerAnswer.Granted _,
          PeerAnswer.SupplyTaken _,
          PeerAnswer.Taken _ ->
          failed("the standby gave another answer");
    }
  }

  private synchronized void failed(String why) {
    if (!trouble.equals(Optional.of(why))) {
      LOG.warnf("standby: %s", why);
    }
    trouble = Optional.of(why);
    var unused = paused(PAUSE.toMillis());
  }

  @Override
  public void close() {
    closed = true;
    seatChanged();
  }
}
