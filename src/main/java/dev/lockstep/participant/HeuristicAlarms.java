package dev.lockstep.participant;

import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;

/** Alarms for heuristic outcomes that are not forgotten yet (P10). Thread-safe. */
final class HeuristicAlarms {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.alarms");

  private final Map<String, State.Ended> heuristics = new ConcurrentSkipListMap<>();

  /** Updates the alarms after a durable transition of a transaction. */
  void follow(State before, State after) {
    after
        .decider()
        .flatMap(Decided::against)
        .ifPresent(contradiction -> contradicted(before, after, contradiction));
    if (after instanceof State.Ended ended) {
      String id = ended.id().value();
      if (ended.outcome().stream().anyMatch(Outcome::heuristic) && !ended.forgotten()) {
        heuristics.put(id, ended);
      } else {
        heuristics.remove(id);
      }
    }
  }

  private static void contradicted(State before, State after, Decided.Contradiction contradiction) {
    if (before.decider().flatMap(Decided::against).isEmpty()) {
      Decided operator = after.decider().orElseThrow();
      TransactionId id =
          after instanceof State.Ended ended ? ended.id() : after.work().orElseThrow().id();
      LOG.errorf(
          "transaction=%s alarm: %s decided otherwise here (%s): the transaction is %s by %s %s",
          id,
          operator.who(),
          operator.why(),
          contradiction.outcome(),
          contradiction.by(),
          contradiction.who());
    }
  }

  /** The alarms in the order of transaction ids, one sentence each. */
  List<String> sentences() {
    return heuristics.values().stream().map(HeuristicAlarms::sentence).toList();
  }

  /** The alarms as states, in the order of transaction ids. */
  List<State.Ended> all() {
    return List.copyOf(heuristics.values());
  }

  private static String sentence(State.Ended ended) {
    Optional<Decided.Contradiction> against = ended.decided().against();
    return "transaction %s ended %s by %s%s; inspect the machines, then forget the transaction"
        .formatted(
            ended.id(),
            ended.outcome().orElseThrow(),
            ended.decided().who(),
            against
                .map(contradiction -> ", and is " + contradiction.outcome() + " elsewhere")
                .orElse(""));
  }

  int size() {
    return heuristics.size();
  }
}
