package dev.lockstep.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The step that the log did not take, and the messages that have arrived since: nothing else
 * happens before it does. For one thread at a time.
 */
final class PausedStep {
  private final List<RunnerMessage> deferred = new ArrayList<>();
  private Optional<Unwritten> unwritten = Optional.empty();

  /**
   * A step that is decided, and not durable yet. It is never decided anew: the write that failed
   * may be found after a restart all the same.
   *
   * @param attempts of which the next one is the last
   */
  record Unwritten(CoordinationDecision step, CoordinationRecord next, int attempts) {
    Unwritten again() {
      return new Unwritten(step, next, attempts + 1);
    }
  }

  /** The log has to take this one first. */
  void at(Unwritten step) {
    unwritten = Optional.of(step);
  }

  /** It is written once more, or never will be. */
  void over() {
    unwritten = Optional.empty();
  }

  boolean waits() {
    return unwritten.isPresent();
  }

  /** The step that waits; empty where none does. */
  Optional<Unwritten> step() {
    return unwritten;
  }

  void defer(RunnerMessage message) {
    deferred.add(message);
  }

  /** What was deferred, in the order of its arrival; from now on nothing is. */
  List<RunnerMessage> taken() {
    List<RunnerMessage> all = List.copyOf(deferred);
    deferred.clear();
    return all;
  }
}
