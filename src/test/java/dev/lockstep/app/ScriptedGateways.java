package dev.lockstep.app;

import dev.lockstep.coordinator.CoordinationPlan;
import dev.lockstep.coordinator.ParticipantClient;
import dev.lockstep.coordinator.Receipt;
import dev.lockstep.coordinator.Vote;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  /** How it ended at a gateway; empty while it has not. */
  Optional<Outcome> outcome(String gateway, String id) {
    return Optional.ofNullable(outcomes.get(gateway + " " + id));
  }

  /** A person at the gateway was first. */
  void resolved(String gateway, String id, Outcome outcome) {
    outcomes.put(gateway + " " + id, outcome);
  }

  /** It lost its journal after its vote. */
  void unknown(String gateway, String id) {
    lost.add(gateway + " " + id);
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
    public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
      URI gateway = plan.shares().get(participant).gateway();
      calls.add("prepare %s %s".formatted(gateway, plan.id()));
      return preparing.thenApply(open -> vote);
    }

    @Override
    public CompletionStage<Receipt> commit(
        TransactionId id, URI gateway, Optional<Instant> instant) {
      return told("commit", id, gateway, Outcome.COMMITTED);
    }

    @Override
    public CompletionStage<Receipt> rollback(TransactionId id, URI gateway) {
      return told("rollback", id, gateway, Outcome.ROLLED_BACK);
    }

    private CompletionStage<Receipt> told(
        String verb, TransactionId id, URI gateway, Outcome outcome) {
      return telling.thenApply(
          open -> {
            calls.add("%s %s %s".formatted(verb, gateway, id));
            if (lost.contains(gateway + " " + id)) {
              return new Receipt.NotKnown("404");
            }
            Outcome first = outcomes.putIfAbsent(gateway + " " + id, outcome);
            return new Receipt.Ended(first == null ? outcome : first);
          });
    }

    @Override
    public CompletionStage<Boolean> forget(TransactionId id, URI gateway) {
      return telling.thenApply(open -> calls.add("forget %s %s".formatted(gateway, id)));
    }
  }
}
