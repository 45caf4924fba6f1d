package dev.lockstep.participant;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Moment;
import dev.lockstep.device.Reason;
import dev.lockstep.journal.Journal;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Event;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The participant (X/Open resource manager): this gateway's side of distributed transactions.
 * Thread-safe; each call blocks its (virtual) thread no longer than the settings say (P8).
 *
 * <p>Calls may be repeated: while its transaction lives, the same request gets the same answer
 * (P2).
 */
public final class Participant implements AutoCloseable {
  private final Ports ports;
  private final ParticipantSettings settings;
  private final CurrentCatalog catalog;
  private final TransactionLoop loop;
  private final PresentReadings readings;
  private final TransactionRequests requests;
  private final PendingInterventions interventions;
  private final StopSignal stop = new StopSignal();
  private volatile boolean ready;

  public Participant(Ports ports, ParticipantSettings settings, Catalog catalog) {
    this.ports = ports;
    this.settings = settings;
    this.loop = new TransactionLoop(ports, settings);
    this.catalog = new CurrentCatalog(catalog, ports.links(), ports.devices(), this::live);
    this.readings = new PresentReadings(ports.links(), ports.devices());
    this.requests = new TransactionRequests(ports, settings, this.catalog, loop, stop);
    this.interventions = new PendingInterventions(loop, ports.clock(), settings.inDoubtAfter());
  }

  /**
   * Takes over the transactions in the journal and continues them. When it returns, all
   * reservations are in force again; coordinators and devices are asked in the background.
   */
  public void start() throws JournalUnavailableException {
    takeOver(ports.journal().atStart());
    goOn();
  }

  /**
   * The first half of {@link #start()}: puts all reservations in force (decision 16). A transaction
   * continues with {@link #goOn}, or with the first request for it.
   *
   * @param found the content of the journal; nothing was written since it was read
   */
  public void takeOver(Journal.Found found) {
    for (State state : found.live()) {
      TransactionId id = state.work().orElseThrow().id();
      loop.adopt(id, state, new Event.Restarted(now()));
    }
    found.heuristics().forEach(loop::adoptHeuristic);
    ready = true;
  }

  /**
   * The second half of {@link #start()}: asks coordinators and devices about the transactions that
   * were taken over. May be repeated. Called after the server listens, because ten thousand
   * inquiries at once would delay that.
   */
  public void goOn() {
    loop.goOn();
  }

  /** Whether all reservations are in force again. */
  public boolean ready() {
    return ready;
  }

  /** Requests a vote, or with {@code onePhase} vote and outcome in one step. */
  public Answer prepare(PrepareRequest request, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return requests.prepare(request, by);
  }

  /** The objections to a request that need no device: unknown names, and values that do not fit. */
  public List<Reason> objections(PrepareRequest request) {
    return catalog.objections(request);
  }

  /**
   * Puts another catalog in force, all or nothing (decision 58). Live transactions keep the
   * definition that was voted with.
   *
   * @param next without faults
   * @throws java.io.UncheckedIOException where a device cannot be opened, and nothing has changed
   */
  public ReloadResult reload(Catalog next) {
    return catalog.reload(next);
  }

  CompletableFuture<Answer> ask(PrepareRequest request, Requester by) {
    return requests.ask(request, by);
  }

  /**
   * Commits a transaction, by decision of the coordinator. Returns when it has ended, waits for a
   * person, or the time for an answer is over.
   */
  public Answer commit(TransactionId id, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return commit(id, Optional.empty(), by);
  }

  /**
   * Commits a transaction at an instant, by decision of the coordinator. Returns as soon as the
   * decision is durable, where the instant is to come.
   *
   * @param instant by this gateway's clock; empty for at once
   */
  public Answer commit(TransactionId id, Optional<Instant> instant, Requester by)
      throws JournalUnavailableException, OverloadedException {
    Decided decided = Decided.byCoordinator(now()).moving(instant);
    return requests.decide(id, new Event.CommitDecided(decided), by);
  }

  /**
   * Rolls a transaction back, by decision of the coordinator. Returns when it has ended, or the
   * time for an answer is over.
   */
  public Answer rollback(TransactionId id, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return requests.decide(id, new Event.RollbackDecided(id, Decided.byCoordinator(now())), by);
  }

  /**
   * Resolves a transaction with an operator's outcome. What the devices show at this moment, as in
   * {@link #readings}, is read once and kept as evidence.
   */
  public Answer resolve(TransactionId id, Outcome outcome, Operator operator, Requester by)
      throws JournalUnavailableException, OverloadedException {
    State found = state(id);
    List<String> evidence =
        found.live() ? readings(found).stream().map(PresentReading::sentence).toList() : List.of();
    return requests.decide(id, new Event.Resolved(outcome, evidence, operator.decided(now())), by);
  }

  /**
   * Answers a sibling in doubt. Where this gateway has not voted, it renounces its vote; otherwise
   * it answers its present state (decision 8).
   *
   * @param sibling the sibling's name, for display
   * @param votedFor the age of the sibling's vote
   * @throws RetentionExceededException where this journal does not reach back that far: a
   *     transaction that is not in it may have been pruned
   */
  public State renounce(TransactionId id, String sibling, Duration votedFor, Requester by)
      throws JournalUnavailableException, OverloadedException, RetentionExceededException {
    return requests.renounce(id, sibling, votedFor, by);
  }

  /** The last answer to the inquiry for the outcome of a transaction in doubt. */
  public Optional<String> silence(TransactionId id) {
    return loop.transactions().silence(id);
  }

  /** Releases a withheld actuation, by decision of an operator. */
  public Answer release(TransactionId id, Operator operator, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return requests.decide(id, new Event.Released(operator.decided(now())), by);
  }

  /** Forgets a transaction: the coordinator has taken the outcome, and the record may be pruned. */
  public Answer forget(TransactionId id, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return requests.forget(List.of(id), by).getFirst();
  }

  /**
   * Forgets these transactions: they are written together, so that all of them cost one fsync.
   *
   * @return the answers, in the order of the ids
   * @throws JournalUnavailableException where one could not be written; the others may be
   */
  public List<Answer> forget(List<TransactionId> ids, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return requests.forget(ids, by);
  }

  /** The state of a transaction. */
  public State state(TransactionId id) throws JournalUnavailableException {
    return requests.state(id);
  }

  /**
   * What the devices show now, of all that this transaction writes, requires or is verified by. An
   * operator looks at it before a decision; nothing rests on it.
   *
   * @return empty where the state has no commands
   */
  public List<PresentReading> readings(State of) {
    return readings.of(of, Deadline.in(settings.checkWithin(), ports.clock()));
  }

  /**
   * The intervention that the transaction of this state waits for; empty where it waits for none.
   * The state in memory counts, because the journal need not contain why a device is asked again.
   */
  public Optional<Intervention> intervention(State found) {
    return interventions.of(found);
  }

  /**
   * The number of transactions that wait for a person, by kind, without kinds for which none waits.
   * Those that a person ended count until they are forgotten: they are the {@link #alarms()}.
   */
  public Map<Intervention.Kind, Long> waiting() {
    return interventions.counts();
  }

  /**
   * The live transactions that wait for a person, with cause and remedy, one sentence each.
   *
   * @param max the most sentences
   */
  public List<String> waiting(int max) {
    return interventions.sentences(max);
  }

  /** All live transactions: those that hold resources. */
  public Collection<State> live() {
    return loop.transactions().live();
  }

  /**
   * The health warnings: damaged rows, a journal that accepts no promises, faults of the gateway
   * itself.
   */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>(ports.journal().troubles());
    troubles.addAll(loop.bugs());
    return troubles;
  }

  /** The heuristic outcomes that are not forgotten yet, one sentence each (P10). */
  public List<String> alarms() {
    return loop.alarms().sentences();
  }

  /** The heuristic outcomes that are not forgotten yet, in the order of their ids (P10). */
  public List<State.Ended> heuristics() {
    return loop.alarms().all();
  }

  /** The number of {@link #alarms()}. */
  public int alarmCount() {
    return loop.alarms().size();
  }

  /** The faults of the gateway itself since start. Health is down while there is any. */
  public List<String> bugs() {
    return loop.bugs();
  }

  /** By which callers who wait are answered before the gateway stops. */
  public StopSignal stop() {
    return stop;
  }

  /**
   * Takes nothing more. What is under way stays as it was written, and is taken up by a start. To
   * be called before anything that it rests on is closed.
   */
  @Override
  public void close() {
    loop.close();
  }

  CompletableFuture<Answer> tell(TransactionId id, Event event) {
    return loop.request(id, event, BoundedWait::settled, Requester.NONE);
  }

  private Moment now() {
    return ports.clock().now();
  }
}
