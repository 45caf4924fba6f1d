package dev.lockstep.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A follower that hands each change set to a replica in the same process, as octets, at once. Where
 * a base copy is due, it goes alone until that is asked for.
 */
final class ReplicaLink implements ChangeFollower {
  private final ChangeBuffer buffer = new ChangeBuffer(64 << 20);
  private final Map<String, ChangePosition> confirmed = new ConcurrentHashMap<>();
  private final Replica replica;

  /** One after the other. */
  private final ExecutorService hands =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  private volatile Optional<ReplicaAnswer> refusal = Optional.empty();
  private volatile boolean cut;
  private int copies;

  ReplicaLink(Replica replica) {
    this.replica = replica;
  }

  @Override
  public synchronized Sent opened(ChangePosition at) {
    buffer.opened(at);
    if (!replica.positions().contains(at)) {
      refusal = Optional.of(new ReplicaAnswer.Gap(Optional.empty(), "opened at " + at));
    }
    return Sent.DONE;
  }

  /** On another thread, so that both disks are at work at once. */
  @Override
  public Sent ship(ChangeSet changes) {
    buffer.add(changes); // before it is committed: a base copy taken later may hold it
    CompletableFuture<Void> handed = CompletableFuture.runAsync(() -> take(changes), hands);
    return handed::join;
  }

  private synchronized void take(ChangeSet changes) {
    ChangePosition at = confirmed.get(changes.database());
    if (!cut && (at == null || !changes.position().leadsTo(at))) {
      hand(changes);
    }
  }

  private void hand(ChangeSet changes) {
    switch (replica.apply(ChangeSet.decode(changes.encode()))) {
      case ReplicaAnswer.Durable durable ->
          durable.at().forEach(each -> confirmed.put(each.database(), each));
      case ReplicaAnswer other -> refusal = Optional.of(other);
    }
  }

  /** Nothing gets through from now on. */
  void cut() {
    cut = true;
  }

  /** Brings the replica up: with what it lacks, where that is kept, else with a base copy. */
  synchronized void mend(List<BaseCopy.Source> sources) throws Exception {
    cut = false;
    refusal = Optional.empty();
    Optional<List<ChangeSet>> missing = buffer.behind(replica.positions());
    if (missing.isEmpty()) {
      copies++;
      copy(sources);
      missing = buffer.behind(replica.positions());
    }
    replica.positions().forEach(each -> confirmed.put(each.database(), each));
    missing.orElseThrow(() -> new AssertionError("a base copy did not do")).forEach(this::hand);
  }

  /** Sends a base copy where none is due. */
  synchronized void copyAnew(List<BaseCopy.Source> sources) throws Exception {
    copy(sources);
    mend(sources);
  }

  private void copy(List<BaseCopy.Source> sources) throws Exception {
    ReplicaAnswer answer = BaseCopies.send(sources, 1, replica);
    if (!(answer instanceof ReplicaAnswer.Durable)) {
      throw new AssertionError("the base copy was refused: " + answer);
    }
  }

  boolean isBroken() {
    return cut || refusal.isPresent();
  }

  Optional<ReplicaAnswer> refusal() {
    return refusal;
  }

  List<ChangePosition> confirmed() {
    return new ArrayList<>(confirmed.values());
  }

  int copies() {
    return copies;
  }
}
