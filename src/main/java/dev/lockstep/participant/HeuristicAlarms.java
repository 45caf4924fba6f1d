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

/**
 * What a person decided and nobody has forgotten yet (DESIGN P10): few, and each a reason to look.
 * Thread-safe.
 */
final class HeuristicAlarms {
  private static final Logger LOG = Logger.getLogger("dev.lockstep.alarms");

  private final Map<String, State.Ended> heuristics = new ConcurrentSkipListMap<>();

  /** Follows a transaction into a state that is durable. */
  void follow(State before, State after) {
    after.decider().flatMap(Decided::against).ifPresent(word -> contradicted(before, after, word));
    if (after instanceof State.Ended ended) {
      String id = ended.id().value();
      if (ended.outcome().stream().anyMatch(Outcome::heuristic) && !ended.forgotten()) {
        heuristics.put(id, ended);
      } else {
        heuristics.remove(id);
      }
    }
  }

  private static void contradicted(State before, State after, Decided.Contradiction word) {
    if (before.decider().flatMap(Decided::against).isEmpty()) {
      Decided person = after.decider().orElseThrow();
      TransactionId id =
          after instanceof State.Ended ended ? ended.id() : after.work().orElseThrow().id();
      LOG.errorf(
          "transaction=%s alarm: %s decided here (%s), and the transaction is %s by %s %s",
          id, person.who(), person.why(), word.outcome(), word.by(), word.who());
    }
  }

  /** One sentence each, in the order of their ids. */
  List<String> sentences() {
    return heuristics.values().stream().map(HeuristicAlarms::sentence).toList();
  }

  private static String sentence(State.Ended ended) {
    Optional<Decided.Contradiction> against = ended.decided().against();
    return "transaction %s ended %s by %s%s; look at the machines, then forget it"
        .formatted(
            ended.id(),
            ended.outcome().orElseThrow(),
            ended.decided().who(),
            against.map(word -> ", and elsewhere it is " + word.outcome()).orElse(""));
  }

  int size() {
    return heuristics.size();
  }
}
