package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.mailbox.Mailboxes;
import dev.lockstep.transaction.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The coordinator role: every coordination of this process. Thread-safe.
 *
 * <p>Only what is under way is held in memory; for all else the log speaks.
 */
public final class Coordinator implements AutoCloseable {
  private static final String LOG_TROUBLE = "(log)";
  private static final int PAGE = 100;
  private static final int PAGES_MAX = 20;

  private final DecisionLog<CoordinationRecord> log;
  private final CoordinatorSettings.Limits limits;
  private final HealthWarnings warnings = new HealthWarnings();
  private final Supplier<List<String>> obstacles;
  private final CoordinationEffectRunner effects;
  private final Mailboxes<String, RunnerMessage, CoordinationRunner> live;
  private final Object admitting = new Object();

  /** Nothing happens before {@link #start}. The log stays the caller's to close. */
  public Coordinator(
      DecisionLog<CoordinationRecord> log,
      ParticipantClient gateways,
      CoordinatorSettings settings,
      CoordinatorPorts ports) {
    this.log = log;
    this.limits = settings.limits();
    this.obstacles = ports.obstacles();
    this.effects = new CoordinationEffectRunner(gateways, settings.times(), ports, warnings);
    this.live = new Mailboxes<>(ports.executor(), new Runners());
  }

  /**
   * Takes up every open coordination of the log, in the background: whatever was begun and not
   * decided is aborted, whatever was decided is delivered again.
   */
  public void start() {
    begin(1);
    log.onLeft(() -> begin(1));
  }

  private void begin(int attempt) {
    if (!live.isClosed()) {
      effects.run(() -> takeUp(attempt));
    }
  }

  private void takeUp(int attempt) {
    try {
      for (String id : log.open()) {
        live.post(id, new RunnerMessage.Resume());
      }
      warnings.over(LOG_TROUBLE);
    } catch (JournalUnavailableException fault) {
      warnings.report(LOG_TROUBLE, "open coordinations cannot be listed: " + fault.getMessage());
      effects.later(attempt, () -> begin(attempt + 1));
    }
  }

  /**
   * Begins a coordination, or finds the one that this request began before, here or at another
   * replica.
   *
   * @return done when it has ended, or was refused; cancel it to stop waiting: the coordination
   *     goes on
   */
  public CompletableFuture<SubmissionResult> submit(CoordinationPlan plan) {
    CompletableFuture<SubmissionResult> answer = new CompletableFuture<>();
    // Looking and taking the place are one step: of a thousand at once none slips past the limit.
    synchronized (admitting) {
      refusal(plan)
          .ifPresentOrElse(
              answer::complete,
              () -> {
                effects.requested(plan);
                if (!live.post(plan.id().value(), new RunnerMessage.Submit(plan, answer))) {
                  answer.complete(
                      new SubmissionResult.Unavailable("the coordinator is being stopped"));
                }
              });
    }
    return answer;
  }

  private Optional<SubmissionResult> refusal(CoordinationPlan plan) {
    if (live.find(plan.id().value()).isPresent()) {
      return Optional.empty();
    }
    if (live.size() >= limits.liveMax()) {
      String detail =
          "%d coordinations are under way, and no more are allowed (lockstep.coordinator.live-max);"
              + " try again";
      return Optional.of(new SubmissionResult.Overloaded(detail.formatted(limits.liveMax())));
    }
    List<String> inTheWay = obstacles.get();
    return inTheWay.isEmpty()
        ? Optional.empty()
        : Optional.of(new SubmissionResult.Unavailable(String.join("; ", inTheWay)));
  }

  /**
   * How it stands now.
   *
   * @return empty where it was never asked for
   * @throws JournalUnavailableException where the log cannot say
   */
  public Optional<CoordinationRecord> find(TransactionId id) throws JournalUnavailableException {
    Optional<CoordinationRecord> running = running(id.value());
    if (running.isPresent()) {
      return running;
    }
    Optional<CoordinationRecord> found = RecordLookup.known(log, id.value());
    if (found.filter(record -> record.coordination().open()).isPresent()) {
      // Left over from before the start, and not taken up by it: another damaged record may have
      // been in the way. A gateway that asks must not wait for its repair.
      live.post(id.value(), new RunnerMessage.Resume());
    }
    return found;
  }

  /**
   * How it stands in the log: what is found would survive a power cut, and be taken up again.
   *
   * @return empty also where it was begun, and is not durable yet
   * @throws JournalUnavailableException where the log cannot say
   */
  public Optional<CoordinationRecord> durable(TransactionId id) throws JournalUnavailableException {
    return RecordLookup.known(log, id.value());
  }

  /**
   * A person says that it is not needed any more: what ended heuristically, or was decided by
   * gateways for a coordinator that died.
   *
   * @param unconfirmed whether it may be forgotten although not every participant has confirmed it
   * @throws JournalUnavailableException where the log cannot say, or does not take it
   */
  public ForgetResult forget(TransactionId id, boolean unconfirmed)
      throws JournalUnavailableException {
    if (!log.keepsForPeople()) {
      return new ForgetResult.ByAge();
    }
    Optional<ForgetResult> obstacle = obstacle(id, unconfirmed);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    log.forget(id.value());
    return new ForgetResult.Forgotten();
  }

  private Optional<ForgetResult> obstacle(TransactionId id, boolean unconfirmed)
      throws JournalUnavailableException {
    Optional<CoordinationRecord> known = find(id);
    if (known.isPresent()) {
      return ForgetResult.obstacle(known.get().coordination(), unconfirmed);
    }
    Optional<String> planless = log.planless(id.value());
    return unconfirmed && planless.isPresent()
        ? Optional.empty()
        : Optional.of(
            planless
                .<ForgetResult>map(stands -> new ForgetResult.Unconfirmed(List.of(stands)))
                .orElseGet(ForgetResult.Unknown::new));
  }

  /**
   * Part of a list in the order of ids.
   *
   * @param unreadable coordinations of this page that fail their check, one sentence each: named,
   *     never passed over
   * @param next where the next page begins; empty: that was all
   */
  public record Page(
      List<CoordinationRecord> records, List<String> unreadable, Optional<String> next) {
    public Page {
      records = List.copyOf(records);
      unreadable = List.copyOf(unreadable);
    }
  }

  /**
   * Coordinations behind {@code after}; it may hold fewer than {@code limit} and yet not be the
   * last.
   *
   * @param state only those that stand there; empty: all
   * @param after an id, or empty for the first page
   */
  public Page page(Optional<Coordination.Name> state, String after, int limit)
      throws JournalUnavailableException {
    List<CoordinationRecord> found = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    String last = after;
    for (int pages = 0; pages < PAGES_MAX; pages++) {
      DecisionLog.Page<CoordinationRecord> part = log.page(last, PAGE);
      unreadable.addAll(part.damaged());
      for (CoordinationRecord each : part.records()) {
        CoordinationRecord record = running(id(each)).orElse(each);
        if (state.isEmpty() || state.get() == record.coordination().name()) {
          found.add(record);
        }
        if (found.size() >= limit) {
          return new Page(found, unreadable, Optional.of(id(each)));
        }
      }
      if (part.next().isEmpty()) {
        return new Page(found, unreadable, Optional.empty());
      }
      last = part.next().get();
    }
    return new Page(found, unreadable, Optional.of(last));
  }

  private static String id(CoordinationRecord record) {
    return record.coordination().work().map(plan -> plan.id().value()).orElse("");
  }

  /** How far its runner has come, which may be further than the log. */
  private Optional<CoordinationRecord> running(String id) {
    return live.find(id)
        .map(CoordinationRunner::latest)
        .filter(record -> record.coordination().work().isPresent());
  }

  /** What an operator must know of now, one sentence each; empty when all is well. */
  public List<String> troubles() {
    return Stream.concat(obstacles.get().stream(), warnings.sentences().stream()).toList();
  }

  /** Coordinations under way, as far as each has come; those that ended are in the log alone. */
  public List<CoordinationRecord> running() {
    return live.actors().stream().map(CoordinationRunner::latest).toList();
  }

  /** How many coordinations have something left to be done. */
  public int live() {
    return live.size();
  }

  /** Takes nothing new. What is under way stays as it was written, and is taken up by a start. */
  @Override
  public void close() {
    live.close();
    warnings.close();
  }

  private final class Runners
      implements Mailboxes.Behaviour<String, RunnerMessage, CoordinationRunner> {
    @Override
    public CoordinationRunner create(String id) {
      return new CoordinationRunner(id, log, effects, message -> post(id, message));
    }

    @Override
    public void receive(CoordinationRunner runner, RunnerMessage message) {
      runner.receive(message);
    }

    @Override
    public void failed(CoordinationRunner runner, RunnerMessage message, Throwable fault) {
      runner.failed(message, fault);
    }

    @Override
    public boolean idle(CoordinationRunner runner) {
      return runner.idle();
    }
  }

  /** A result or a pause that outlived its runner must not have the log read again. */
  private void post(String id, RunnerMessage message) {
    switch (message) {
      case RunnerMessage.Submit submit -> live.post(id, submit);
      case RunnerMessage.Resume resume -> live.post(id, resume);
      case RunnerMessage.Happened happened -> live.postIfPresent(id, happened);
      case RunnerMessage.Look look -> live.postIfPresent(id, look);
      case RunnerMessage.WriteAgain again -> live.postIfPresent(id, again);
    }
  }
}
