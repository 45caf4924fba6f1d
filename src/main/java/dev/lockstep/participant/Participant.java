package dev.lockstep.participant;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * This gateway's part in distributed transactions. Thread-safe; every call blocks its (virtual)
 * thread no longer than the settings say.
 *
 * <p>Calls may be repeated: the same request gets the same answer.
 */
public final class Participant {
  /** What a vote may take beyond its own time: to write down that it did not come. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration DRIFT = Duration.ofMinutes(10);

  private final Ports ports;
  private final ParticipantSettings settings;
  private final CommandResolver resolver;
  private final TransactionLoop loop;
  private final EvidenceSnapshot snapshot;
  private final Semaphore waiting;
  private volatile boolean ready;

  public Participant(Ports ports, ParticipantSettings settings, Catalog catalog) {
    this.ports = ports;
    this.settings = settings;
    this.resolver = new CommandResolver(catalog, new Holdings(ports.links()));
    this.loop = new TransactionLoop(ports, settings);
    this.snapshot = new EvidenceSnapshot(ports.links());
    this.waiting = new Semaphore(settings.waitingMax());
  }

  /**
   * Takes over what the journal holds, and goes on with it. When it returns, every reservation
   * stands again; asking coordinators and devices goes on by itself.
   */
  public void start() throws JournalUnavailableException {
    takeOver(ports.journal().atStart());
    goOn();
  }

  /**
   * The first half of {@link #start()}: every reservation stands. A transaction goes on when {@link
   * #goOn} says so, or somebody asks for it.
   *
   * @param found what the journal held; nothing was written since
   */
  public void takeOver(Journal.Found found) {
    for (State state : found.live()) {
      TransactionId id = state.work().orElseThrow().id();
      loop.adopt(id, state, new Event.Restarted(now()));
    }
    found.heuristics().forEach(loop::recall);
    ready = true;
  }

  /**
   * The other half: asks coordinators and devices about what was taken over. May be repeated. After
   * the server listens: ten thousand questions at once would keep it from that.
   */
  public void goOn() {
    loop.goOn();
  }

  /** Whether every reservation stands again. */
  public boolean ready() {
    return ready;
  }

  /** Asks for a vote, or with {@code onePhase} for vote and end in one. */
  public Answer prepare(PrepareRequest request)
      throws JournalUnavailableException, OverloadedException {
    CompletableFuture<Answer> asked = ask(request);
    Optional<Answer> inTime = BoundedWait.within(request.timeout(), asked);
    if (inTime.isPresent()) {
      return inTime.get();
    }
    // Before the vote the gateway may give up alone, and must: nobody waits for this vote any more.
    loop.offer(request.id(), new Event.PrepareExpired(now()));
    Optional<Answer> atLast = BoundedWait.within(GRACE, asked);
    return atLast.isPresent() ? atLast.get() : asItStands(request.id());
  }

  /** Decided, it goes on by itself; without a durable decision nothing was taken. */
  private Answer asItStands(TransactionId id)
      throws JournalUnavailableException, OverloadedException {
    State state = state(id);
    if (state instanceof State.Absent || !BoundedWait.decided(state)) {
      throw new OverloadedException("the journal did not answer in time");
    }
    return new Answer(new Reply.Taken(), state);
  }

  /** What speaks against these commands before any machine is looked at: names that do not fit. */
  public List<Reason> objections(PrepareRequest request) {
    return resolver.receive(request).objections();
  }

  CompletableFuture<Answer> ask(PrepareRequest request) {
    Predicate<State> until = request.onePhase() ? BoundedWait::settled : BoundedWait::voted;
    CommandResolver.Received received = resolver.receive(request);
    List<Reason> objections = new ArrayList<>(received.objections());
    for (String trouble : ports.journal().troubles()) {
      objections.add(Reason.of(Reason.Code.JOURNAL_UNAVAILABLE, trouble));
    }
    Event event = new Event.PrepareRequested(received.branch(), objections, now());
    return loop.admit(request.id(), event, until);
  }

  /**
   * The coordinator decided COMMIT. Returns when it has ended, needs a person, or the time for an
   * answer is over.
   */
  public Answer commit(TransactionId id) throws JournalUnavailableException, OverloadedException {
    return decide(id, new Event.CommitDecided(Decided.byCoordinator(now())));
  }

  /**
   * The coordinator decided ROLLBACK. Returns when it has ended or the time for an answer is over.
   */
  public Answer rollback(TransactionId id) throws JournalUnavailableException, OverloadedException {
    return decide(id, new Event.RollbackDecided(id, Decided.byCoordinator(now())));
  }

  /**
   * An operator says how it ends. What the devices show at this moment is kept with it, for as long
   * as it takes to look at them once.
   */
  public Answer resolve(TransactionId id, Outcome outcome, Operator operator)
      throws JournalUnavailableException, OverloadedException {
    Optional<Branch> live = Optional.of(state(id)).filter(State::live).flatMap(State::work);
    Deadline deadline = Deadline.in(settings.checkWithin(), ports.clock());
    List<String> evidence = live.map(branch -> snapshot.of(branch, deadline)).orElse(List.of());
    return decide(id, new Event.Resolved(outcome, evidence, operator.decided(now())));
  }

  /**
   * Another gateway of the transaction is in doubt. Where there was no vote here there never will
   * be one; whatever else is known here is told as it stands.
   *
   * @param sibling its name, for people
   * @param votedFor how long ago it voted
   * @throws RetentionExceededException where this journal does not reach back that far: what is not
   *     found in it may have been pruned
   */
  public State renounce(TransactionId id, String sibling, Duration votedFor)
      throws JournalUnavailableException, OverloadedException, RetentionExceededException {
    if (state(id) instanceof State.Absent) {
      remembered(votedFor);
    }
    String why = "%s is in doubt and asked before the vote".formatted(sibling);
    Decided alone = Decided.byGateway(why, now());
    CompletableFuture<Answer> asked =
        loop.request(id, new Event.Renounced(id, alone), BoundedWait::voted);
    return BoundedWait.within(settings.answerWithin(), asked)
        .orElseThrow(() -> new OverloadedException("the journal did not answer in time"))
        .state();
  }

  private void remembered(Duration votedFor)
      throws JournalUnavailableException, RetentionExceededException {
    Duration reach = ports.journal().remembers();
    // Clocks drift: what is at the edge counts as forgotten.
    if (votedFor.compareTo(reach.minus(DRIFT)) > 0) {
      throw new RetentionExceededException(
          "the journal here reaches back %s, and the vote was given %s ago"
              .formatted(reach, votedFor));
    }
  }

  /** Why a transaction in doubt is so still, as it was last heard. */
  public Optional<String> silence(TransactionId id) {
    return loop.cells().silence(id);
  }

  /** An operator lets a withheld actuation go on. */
  public Answer release(TransactionId id, Operator operator)
      throws JournalUnavailableException, OverloadedException {
    return decide(id, new Event.Released(operator.decided(now())));
  }

  /** The coordinator has taken the outcome: the record may be pruned. */
  public Answer forget(TransactionId id) throws JournalUnavailableException, OverloadedException {
    CompletableFuture<Answer> asked = loop.request(id, new Event.Forgotten(now()), state -> true);
    return BoundedWait.within(settings.answerWithin(), asked)
        .orElseThrow(() -> new OverloadedException("the journal did not answer in time"));
  }

  /** Where a transaction stands. */
  public State state(TransactionId id) throws JournalUnavailableException {
    Optional<State> known = loop.cells().known(id);
    return known.isPresent() ? known.get() : ports.journal().find(id);
  }

  /**
   * What the transaction of this state waits for a person for, where it does. What is in memory
   * counts: the journal need not know why a device is asked once more.
   */
  public Optional<Intervention> intervention(State found) {
    Optional<TransactionId> id = found.work().map(Branch::id);
    State state = id.flatMap(loop.cells()::known).orElse(found);
    Optional<String> heard = id.flatMap(this::silence);
    return Intervention.of(state, now(), settings.inDoubtAfter(), heard);
  }

  /**
   * How many transactions wait for a person, by kind; a kind for which none does is not in. Those
   * that a person ended count until they are forgotten: they are the {@link #alarms()}.
   */
  public Map<Intervention.Kind, Long> waiting() {
    Map<Intervention.Kind, Long> kinds =
        live().stream()
            .flatMap(state -> intervention(state).stream())
            .collect(
                Collectors.groupingBy(Intervention::kind, HashMap::new, Collectors.counting()));
    long heuristics = alarmCount();
    if (heuristics > 0) {
      kinds.put(Intervention.Kind.HEURISTIC, heuristics);
    }
    return kinds;
  }

  /** Which live transactions wait for a person, why, and what to do; at most so many sentences. */
  public List<String> waiting(int max) {
    return live().stream()
        .flatMap(
            state ->
                intervention(state).stream()
                    .map(
                        waits ->
                            "transaction %s waits for a person: %s: %s; %s"
                                .formatted(
                                    state.work().orElseThrow().id(),
                                    waits.kind(),
                                    waits.cause(),
                                    waits.remedy())))
        .sorted()
        .limit(max)
        .toList();
  }

  /** All transactions that hold resources. */
  public Collection<State> live() {
    return loop.cells().known().stream().filter(State::live).toList();
  }

  /**
   * What a person should look at: damaged rows, a journal that takes no promises, faults of our
   * own.
   */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>(ports.journal().troubles());
    troubles.addAll(loop.bugs());
    return troubles;
  }

  /**
   * What a person decided and nobody has forgotten yet, one sentence each: kept until somebody has
   * looked (DESIGN P10).
   */
  public List<String> alarms() {
    return loop.alarms().sentences();
  }

  /** How many {@link #alarms()} there are. */
  public int alarmCount() {
    return loop.alarms().size();
  }

  /** Our own faults since start: health is down for each. */
  public List<String> bugs() {
    return loop.bugs();
  }

  CompletableFuture<Answer> tell(TransactionId id, Event event) {
    return loop.request(id, event, BoundedWait::settled);
  }

  private Answer decide(TransactionId id, Event event)
      throws JournalUnavailableException, OverloadedException {
    boolean patient = waiting.tryAcquire();
    try {
      Predicate<State> until = patient ? BoundedWait::settled : BoundedWait::decided;
      CompletableFuture<Answer> asked = loop.request(id, event, until);
      Optional<Answer> answer = BoundedWait.within(settings.answerWithin(), asked);
      if (answer.isEmpty() && loop.withdraw(id, asked)) {
        throw new OverloadedException("the device is still being spoken to; say it again");
      }
      return answer.isPresent() ? answer.get() : asItStands(id);
    } finally {
      if (patient) {
        waiting.release();
      }
    }
  }

  private Moment now() {
    return ports.clock().now();
  }
}
