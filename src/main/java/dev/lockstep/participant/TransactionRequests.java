package dev.lockstep.participant;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Requests of coordinators, siblings and operators: each becomes an event, and its caller waits for
 * the answer, no longer than the settings say (P8). Thread-safe.
 */
final class TransactionRequests {
  /** The time beyond the time-out of a prepare, in which the ROLLBACK vote is made durable. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration DRIFT = Duration.ofMinutes(10);

  private final Ports ports;
  private final ParticipantSettings settings;
  private final CurrentCatalog catalog;
  private final TransactionLoop loop;
  private final Semaphore waiting;
  private final StopSignal stop;
  private final BoundedWait wait;

  TransactionRequests(
      Ports ports,
      ParticipantSettings settings,
      CurrentCatalog catalog,
      TransactionLoop loop,
      StopSignal stop) {
    this.ports = ports;
    this.settings = settings;
    this.catalog = catalog;
    this.loop = loop;
    this.waiting = new Semaphore(settings.waitingMax());
    this.stop = stop;
    this.wait = new BoundedWait(stop);
  }

  Answer prepare(PrepareRequest request, Requester by)
      throws JournalUnavailableException, OverloadedException {
    CompletableFuture<Answer> asked = ask(request, by);
    Optional<Answer> inTime = wait.within(request.timeout(), asked);
    if (inTime.isPresent()) {
      return inTime.get();
    }
    if (stop.isGiven()) {
      // Not aborted: it may be voted for still, durably, and no caller has heard of it. A start
      // finds the vote, or nothing.
      throw new OverloadedException(StopSignal.STOPPING);
    }
    // Before the vote the gateway may abort alone, and must: the coordinator no longer waits for
    // it.
    loop.offer(request.id(), new Event.PrepareExpired(now()));
    Optional<Answer> atLast = wait.within(GRACE, asked);
    return atLast.isPresent() ? atLast.get() : asItStands(request.id());
  }

  CompletableFuture<Answer> ask(PrepareRequest request, Requester by) {
    return catalog.admit(request, received -> admit(request, received, by));
  }

  private CompletableFuture<Answer> admit(
      PrepareRequest request, CommandResolver.Received received, Requester by) {
    Predicate<State> until = request.onePhase() ? BoundedWait::settled : BoundedWait::voted;
    List<Reason> objections = new ArrayList<>(received.objections());
    for (String trouble : ports.journal().troubles()) {
      objections.add(Reason.of(Reason.Code.JOURNAL_UNAVAILABLE, trouble));
    }
    Event event = new Event.PrepareRequested(received.branch(), objections, now());
    return loop.admit(request.id(), event, until, by);
  }

  /** Returns when it has ended, waits for a person, or the time for an answer is over. */
  Answer decide(TransactionId id, Event event, Requester by)
      throws JournalUnavailableException, OverloadedException {
    boolean patient = waiting.tryAcquire();
    try {
      Predicate<State> until = patient ? BoundedWait::settled : BoundedWait::decided;
      CompletableFuture<Answer> asked = loop.request(id, event, until, by);
      Optional<Answer> answer = wait.within(settings.answerWithin(), asked);
      if (answer.isEmpty() && loop.transactions().withdraw(id, asked)) {
        throw new OverloadedException(
            stop.isGiven()
                ? StopSignal.STOPPING
                : "a request to the device is still under way; nothing was changed, repeat the call");
      }
      return answer.isPresent() ? answer.get() : asItStands(id);
    } finally {
      if (patient) {
        waiting.release();
      }
    }
  }

  /**
   * The answer from the present state. Once the decision is durable the rest goes on by itself;
   * before that nothing was taken, and the disk is waited for.
   */
  private Answer asItStands(TransactionId id)
      throws JournalUnavailableException, OverloadedException {
    State state = state(id);
    if (state instanceof State.Absent || !BoundedWait.decided(state)) {
      throw new OverloadedException(
          stop.isGiven() ? StopSignal.STOPPING : "the journal did not answer in time");
    }
    return new Answer(new Reply.Taken(), state);
  }

  /** The state in memory, or else in the journal. */
  State state(TransactionId id) throws JournalUnavailableException {
    Optional<State> known = loop.transactions().known(id);
    return known.isPresent() ? known.get() : ports.journal().find(id);
  }

  State renounce(TransactionId id, String sibling, Duration votedFor, Requester by)
      throws JournalUnavailableException, OverloadedException, RetentionExceededException {
    if (state(id) instanceof State.Absent) {
      remembered(votedFor);
    }
    String why = "%s is in doubt and asked before the vote".formatted(sibling);
    Decided alone = Decided.byGateway(why, now());
    return answered(loop.request(id, new Event.Renounced(id, alone), BoundedWait::voted, by))
        .state();
  }

  private void remembered(Duration votedFor)
      throws JournalUnavailableException, RetentionExceededException {
    Duration reach = ports.journal().remembers();
    // Clocks drift: a vote close to the limit counts as older than it.
    if (votedFor.compareTo(reach.minus(DRIFT)) > 0) {
      throw new RetentionExceededException(
          "the journal here reaches back %s, and the vote was given %s ago"
              .formatted(reach, votedFor));
    }
  }

  List<Answer> forget(List<TransactionId> ids, Requester by)
      throws JournalUnavailableException, OverloadedException {
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    for (TransactionId id : ids) {
      asked.add(loop.request(id, new Event.Forgotten(now()), state -> true, by));
    }
    List<Answer> answers = new ArrayList<>();
    for (CompletableFuture<Answer> each : asked) {
      answers.add(answered(each));
    }
    return answers;
  }

  private Answer answered(CompletableFuture<Answer> asked)
      throws JournalUnavailableException, OverloadedException {
    return wait.within(settings.answerWithin(), asked)
        .orElseThrow(() -> new OverloadedException("the journal did not answer in time"));
  }

  private Moment now() {
    return ports.clock().now();
  }
}
