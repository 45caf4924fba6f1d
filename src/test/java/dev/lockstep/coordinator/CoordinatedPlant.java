package dev.lockstep.coordinator;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.TransactionId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gateways in memory that keep their word as their API says, and can be down, slow, unwilling, or
 * overruled by a person. They outlive every crash of the coordinator.
 */
final class CoordinatedPlant implements ParticipantClient {
  static final URI A = URI.create("http://127.0.0.1:8081");
  static final URI B = URI.create("http://127.0.0.1:8082");

  private final Map<URI, Gateway> gateways = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  /** One gateway, and the one transaction that it may have. */
  static final class Gateway {
    boolean down;
    boolean hearsButCannotAnswer;
    boolean silent;
    boolean forgetful;
    boolean slow;
    Vote vote = new Vote.Yes("CHECKED", Optional.empty());
    Optional<String> state = Optional.empty();
    Optional<Outcome> outcome = Optional.empty();
    boolean forgotten;
  }

  Gateway at(URI gateway) {
    return gateways.computeIfAbsent(gateway, key -> new Gateway());
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  void forgetCalls() {
    calls.clear();
  }

  private Gateway call(String verb, URI gateway) {
    calls.add(verb + " " + (gateway.equals(A) ? "A" : "B"));
    return at(gateway);
  }

  @Override
  public CompletionStage<Vote> prepare(CoordinationPlan plan, int participant) {
    return CompletableFuture.completedStage(vote(plan, participant));
  }

  private Vote vote(CoordinationPlan plan, int participant) {
    Gateway gateway = call("prepare", plan.shares().get(participant).gateway());
    if (gateway.down) {
      return new Vote.Missing("connection refused");
    }
    if (gateway.silent) {
      // Stands for an answer that has not come yet: it changes nothing.
      return new Vote.Awaited();
    }
    if (gateway.outcome.isPresent()) {
      return new Vote.No(List.of(Objection.of("ROLLED_BACK_BEFORE", "too late")));
    }
    gateway.state = Optional.of("PREPARED");
    if (gateway.vote instanceof Vote.No) {
      gateway.outcome = Optional.of(Outcome.ROLLED_BACK);
    }
    return gateway.hearsButCannotAnswer ? new Vote.Missing("time-out") : gateway.vote;
  }

  @Override
  public CompletionStage<Receipt> commit(TransactionId id, URI address, Optional<Instant> instant) {
    return CompletableFuture.completedStage(committed(address));
  }

  private Receipt committed(URI address) {
    Gateway gateway = call("commit", address);
    if (gateway.down) {
      return new Receipt.Unclear("connection refused");
    }
    if (gateway.forgetful || gateway.state.isEmpty()) {
      return new Receipt.NotKnown("404");
    }
    if (gateway.slow) {
      return new Receipt.UnderWay(Optional.of(Duration.ofSeconds(3)), "COMMITTING");
    }
    return end(gateway, Outcome.COMMITTED);
  }

  @Override
  public CompletionStage<Receipt> rollback(TransactionId id, URI address) {
    return CompletableFuture.completedStage(rolledBack(address));
  }

  private Receipt rolledBack(URI address) {
    Gateway gateway = call("rollback", address);
    return gateway.down
        ? new Receipt.Unclear("connection refused")
        : end(gateway, Outcome.ROLLED_BACK);
  }

  private static Receipt end(Gateway gateway, Outcome told) {
    if (gateway.outcome.isEmpty()) {
      gateway.outcome = Optional.of(told);
    }
    return gateway.hearsButCannotAnswer
        ? new Receipt.Unclear("time-out")
        : new Receipt.Ended(gateway.outcome.get());
  }

  @Override
  public CompletionStage<Boolean> forget(TransactionId id, URI address) {
    return CompletableFuture.completedStage(forgets(address));
  }

  private boolean forgets(URI address) {
    Gateway gateway = call("forget", address);
    if (gateway.down) {
      return false;
    }
    gateway.forgotten = true;
    gateway.state = Optional.empty();
    return true;
  }
}
