package dev.lockstep.participant;

import dev.lockstep.device.TimeSource;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Intervention;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Interventions that live transactions wait for now (P12), counted and told. Thread-safe. */
final class PendingInterventions {
  private final LiveTransactions transactions;
  private final HeuristicAlarms alarms;
  private final TimeSource clock;
  private final Duration inDoubtAfter;

  PendingInterventions(TransactionLoop loop, TimeSource clock, Duration inDoubtAfter) {
    this.transactions = loop.transactions();
    this.alarms = loop.alarms();
    this.clock = clock;
    this.inDoubtAfter = inDoubtAfter;
  }

  Optional<Intervention> of(State found) {
    Optional<TransactionId> id = found.work().map(Branch::id);
    State state = id.flatMap(transactions::known).orElse(found);
    Optional<String> lastAnswer = id.flatMap(transactions::silence);
    return Intervention.of(state, clock.now(), inDoubtAfter, lastAnswer);
  }

  Map<Intervention.Kind, Long> counts() {
    Map<Intervention.Kind, Long> kinds =
        transactions.live().stream()
            .flatMap(state -> of(state).stream())
            .collect(
                Collectors.groupingBy(Intervention::kind, HashMap::new, Collectors.counting()));
    long heuristics = alarms.size();
    if (heuristics > 0) {
      kinds.put(Intervention.Kind.HEURISTIC, heuristics);
    }
    return kinds;
  }

  List<String> sentences(int max) {
    return transactions.live().stream()
        .flatMap(state -> of(state).stream().map(waits -> sentence(state, waits)))
        .sorted()
        .limit(max)
        .toList();
  }

  private static String sentence(State state, Intervention waits) {
    return "transaction %s waits for a person: %s: %s; %s"
        .formatted(state.work().orElseThrow().id(), waits.kind(), waits.cause(), waits.remedy());
  }
}
