package dev.lockstep.ensemble;

import dev.lockstep.journal.Codec;
import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.OtherRequestException;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The coordinators' common log in an ensemble of ZooKeeper servers. The create-if-absent of a
 * verdict is the commit point, and the only write that a commit waits for. Every call ends within a
 * few times {@link EnsembleSettings.Times#answerMax}. Thread-safe.
 *
 * @param <D> the record of one coordination
 */
public final class ZooKeeperDecisionLog<D> implements DecisionLog<D> {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.ensemble");

  private static final Duration LEAVE_MAX = Duration.ofSeconds(1);

  private final EnsembleClient client;
  private final EnsembleSettings settings;
  private final RecordConversion<D> records;
  private final VerdictStore verdicts;
  private final ReplicaRegistry replicas;
  private final OpenCoordinations open;
  private final RecordReader<D> reader;
  private final EndWriter<D> ends;
  private final EnsembleStanding standing;
  private final VerdictSweeper sweeper;
  private final LogUpkeep upkeep;
  private final VerdictPages<D> pages;

  private ZooKeeperDecisionLog(
      EnsembleClient client,
      EnsembleSettings settings,
      EnsembleCodec<D> codec,
      EnsemblePorts ports) {
    this.settings = settings;
    this.client = client;
    String self = ports.replica() + "-" + ports.hex().get();
    // Called when a replica goes, which is after the log was opened.
    this.replicas = new ReplicaRegistry(client, self, this::left);
    this.records = new RecordConversion<>(codec, client.paths(), self);
    this.verdicts = new VerdictStore(client);
    this.open = new OpenCoordinations(client, replicas);
    this.reader = new RecordReader<>(client, records, open);
    this.ends = new EndWriter<>(records, verdicts, open, client.executor());
    this.standing = new EnsembleStanding(client, settings, ports, replicas);
    this.sweeper = new VerdictSweeper(client, self, settings.times(), ports.clock());
    this.upkeep =
        new LogUpkeep(
            standing, () -> sweeper.sweep(this::reopen), client.executor(), settings, ports);
    this.pages = new VerdictPages<>(client, reader::find);
  }

  /**
   * Returns when the ensemble is in use, or after {@link EnsembleSettings.Times#connectMax}: then
   * it is connected in the background, and {@link #troubles} say what is missing.
   *
   * @param client its session is also what says that this replica lives; not closed with the log
   * @throws JournalUnavailableException where the ensemble answers, and what it answers needs a
   *     person: another plant's chroot, a foreign one, no permission
   */
  public static <D> ZooKeeperDecisionLog<D> open(
      EnsembleClient client, EnsembleSettings settings, EnsembleCodec<D> codec, EnsemblePorts ports)
      throws JournalUnavailableException {
    ZooKeeperDecisionLog<D> log = new ZooKeeperDecisionLog<>(client, settings, codec, ports);
    CompletableFuture<Void> looked =
        log.client.firstConnection().thenRunAsync(log.standing::establish, log.client.executor());
    try {
      looked.get(settings.times().connectMax().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      LOG.warnf(
          "ensemble=%s is not reached within %s; the start goes on without it",
          settings.connect().orElse(""), settings.times().connectMax());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException bug) {
      throw new IllegalStateException("the first look at the ensemble failed", bug);
    }
    Optional<String> foreign = log.standing.foreign();
    if (foreign.isPresent()) {
      log.close();
      throw new JournalUnavailableException(foreign.get());
    }
    log.client.onConnected(log.upkeep::work);
    log.client.onLost(log.upkeep::establish);
    log.upkeep.start();
    return log;
  }

  /** The chroot that gateways are told. */
  public String chroot() {
    return client.paths().chroot();
  }

  /** The log's identity, {@link PlantRecord#log}; there as soon as nothing is in the way. */
  public Optional<String> log() {
    return standing.log();
  }

  /** This replica's name among the others. */
  public String incarnation() {
    return replicas.self();
  }

  /** Verdicts of gateways that no replica has completed. */
  public int planless() {
    return sweeper.planless();
  }

  /** Replicas that live, this one among them, as of the last change that was heard of. */
  public int replicas() {
    return replicas.count();
  }

  /** What is in the way of anything new, one sentence each; empty when all is well. */
  public List<String> troubles() {
    List<String> all = new ArrayList<>(standing.troubles());
    all.addAll(open.troubles());
    return all;
  }

  private void left() {
    upkeep.left();
  }

  /** Decided, not confirmed, and perhaps noted by no replica as open: then it is now. */
  private void reopen(VerdictRecord verdict) {
    verdict
        .record()
        .filter(state -> state.code() != Codec.ENDED)
        .ifPresent(
            state ->
                open.begin(new OpenRecord(verdict.id(), replicas.self(), verdict.plan(), state)));
  }

  @Override
  public void onLeft(Runnable look) {
    upkeep.onLeft(look);
  }

  @Override
  public Optional<String> oversize(D begun) {
    int size = records.state(begun).terms().length();
    long most = settings.limits().planMax().count();
    return size <= most
        ? Optional.empty()
        : Optional.of(
            "the plan takes %,d octets in the log, and %,d are allowed (lockstep.ensemble.plan-max; an ensemble takes 1 MiB in all)"
                .formatted(size, most));
  }

  @Override
  public D decide(String id, D proposal) throws JournalUnavailableException, OtherRequestException {
    Optional<VerdictRecord> proposed = records.verdict(proposal);
    if (proposed.isEmpty()) {
      open.begin(records.begun(proposal));
      return proposal;
    }
    VerdictRecord stands = verdicts.decide(proposed.get());
    if (same(stands, proposed.get())) {
      return proposal;
    }
    if (!stands.plan().equals(proposed.get().plan())) {
      throw new OtherRequestException(
          "%s was decided for another request by %s: %s"
              .formatted(id, stands.by(), stands.verdict()));
    }
    if (stands.record().isPresent()) {
      return records.decoded(stands, stands.record().get());
    }
    // A gateway's verdict: with the plan, which only replicas know, it is delivered like any other.
    D whole = records.decided(proposal, stands);
    VerdictRecord wanted = stands.with(Optional.of(records.state(whole)), false);
    VerdictRecord completed = verdicts.decide(wanted);
    return completed.record().isEmpty() || same(completed, wanted)
        ? whole
        : records.decoded(completed, completed.record().get());
  }

  private static boolean same(VerdictRecord one, VerdictRecord other) {
    return one.record().isPresent() && other.record().filter(one.record().get()::same).isPresent();
  }

  /**
   * Hands over each end that this replica is about to write, on a thread that may block. Where the
   * answer is false it is not written, and the coordination is taken up again: here at the next
   * look for what is open, or by another replica when this one has gone.
   */
  public void beforeEnd(Predicate<D> taker) {
    ends.takenBy(taker);
  }

  @Override
  public void closeLazily(D last) {
    ends.write(last);
  }

  @Override
  public Optional<D> find(String id) throws JournalUnavailableException {
    return reader.find(new TransactionId(id));
  }

  @Override
  public List<String> gaps() {
    return List.of();
  }

  @Override
  public boolean elsewhere(String id) {
    return open.elsewhere(new TransactionId(id));
  }

  @Override
  public List<String> open() throws JournalUnavailableException {
    if (!standing.ready()) {
      throw new JournalUnavailableException(String.join("; ", standing.troubles()));
    }
    List<String> left = new ArrayList<>();
    for (TransactionId id : open.takeUp()) {
      if (reader.over(id)) {
        var unused = open.close(id);
      } else {
        left.add(id.value());
      }
    }
    return left;
  }

  @Override
  public Page<D> page(String after, int limit) throws JournalUnavailableException {
    return pages.page(after, limit);
  }

  @Override
  public Optional<String> planless(String id) throws JournalUnavailableException {
    return pages.planless(new TransactionId(id));
  }

  @Override
  public boolean keepsForPeople() {
    return true;
  }

  @Override
  public void forget(String id) throws JournalUnavailableException {
    verdicts.confirm(new TransactionId(id));
  }

  /** Leaves, so that others take up at once what is open here, and sweep. */
  @Override
  public void close() {
    upkeep.close();
    try {
      var unused =
          CompletableFuture.allOf(sweeper.leave(), replicas.leave())
              .get(LEAVE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException late) {
      LOG.debugf(late, "left without an answer");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
