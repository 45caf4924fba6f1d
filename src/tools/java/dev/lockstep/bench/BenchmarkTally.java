package dev.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the transactions of one run came to. Times are of those that committed. For one thread. */
final class BenchmarkTally {
  private static final int KINDS_MAX = 20;

  private final Latencies prepares = new Latencies();
  private final Latencies commits = new Latencies();
  private final Latencies transactions = new Latencies();
  private final Map<String, Integer> errors = new LinkedHashMap<>();

  void committed(long prepareNanos, long commitNanos) {
    prepares.add(prepareNanos);
    commits.add(commitNanos);
    transactions.add(prepareNanos + commitNanos);
  }

  /**
   * One that did not commit.
   *
   * @param what came instead; the same for each of a kind, so without the transaction's id
   */
  void failed(String what) {
    String kind = errors.containsKey(what) || errors.size() < KINDS_MAX ? what : "and others";
    errors.merge(kind, 1, Integer::sum);
  }

  /** All that the other has as well. */
  void addAll(BenchmarkTally other) {
    prepares.addAll(other.prepares);
    commits.addAll(other.commits);
    transactions.addAll(other.transactions);
    other.errors.forEach((kind, count) -> errors.merge(kind, count, Integer::sum));
  }

  /** Everything before the last call. */
  Latencies prepares() {
    return prepares;
  }

  /** The last call. */
  Latencies commits() {
    return commits;
  }

  /** All calls together, without the client's pause between them. */
  Latencies transactions() {
    return transactions;
  }

  int committed() {
    return transactions.count();
  }

  /** How often each kind came. */
  Map<String, Integer> errors() {
    return Map.copyOf(errors);
  }

  int failed() {
    return errors.values().stream().mapToInt(Integer::intValue).sum();
  }
}
