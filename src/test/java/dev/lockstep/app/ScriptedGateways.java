package dev.lockstep.app;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gateways as several replicas reach them: what they were told first is what they did. A replica's
 * calls wait at gates of its own, so that it can be stopped before or after its decision.
 */
final class ScriptedGateways {
  /** What arrived, in order: {@code prepare http://a t1}. */
  final List<String> calls = new CopyOnWriteArrayList<>();

  private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();

  /** How it ended at a gateway; empty while it has not. */
  Optional<Outcome> outcome(String gateway, String id) {
    return Optional.ofNullable(outcomes.get(gateway + " " + id));
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  /** One replica's way to them. */
  final class Way implements ParticipantClient {
    volatile CompletableFuture<Void> preparing = CompletableFuture.completedFuture(null);
    volatile CompletableFuture<Void> telling = CompletableFuture.completedFuture(null);
    volatile Vote vote = new Vote.Yes("DURABLE", Optional.empty());

    @Override
    public Vote prepare(CoordinationPlan plan, int participant) {
      URI gateway = plan.shares().get(participant).gateway();
      calls.add("prepare %s %s".formatted(gateway, plan.id()));
      preparing.join();
      return vote;
    }

    @Override
    public Receipt commit(TransactionId id, URI gateway) {
      return told("commit", id, gateway, Outcome.COMMITTED);
    }

    @Override
    public Receipt rollback(TransactionId id, URI gateway) {
      return told("rollback", id, gateway, Outcome.ROLLED_BACK);
    }

    private Receipt told(String verb, TransactionId id, URI gateway, Outcome outcome) {
      telling.join();
      calls.add("%s %s %s".formatted(verb, gateway, id));
      Outcome first = outcomes.putIfAbsent(gateway + " " + id, outcome);
      return new Receipt.Ended(first == null ? outcome : first);
    }

    @Override
    public boolean forget(TransactionId id, URI gateway) {
      telling.join();
      calls.add("forget %s %s".formatted(gateway, id));
      return true;
    }
  }
}
