package dev.lockstep.coordinator;

import dev.lockstep.device.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Callers whose coordination another replica is at. They wait here for the end that the log will
 * show; it is looked into for all of them together, and less and less often. For one thread at a
 * time.
 */
final class CallersElsewhere {
  private static final Backoff LOOKS = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  private final List<RunnerMessage.Submit> callers = new ArrayList<>();
  private int looks;
  private boolean due;

  void add(RunnerMessage.Submit caller) {
    callers.add(caller);
  }

  /** Whether no caller waits: one that went away is not kept. */
  boolean none() {
    callers.removeIf(each -> each.answer().isDone());
    return callers.isEmpty();
  }

  /** The pause before the next look; empty where no caller waits for it, or one is due already. */
  Optional<Duration> nextLook() {
    if (due || none()) {
      return Optional.empty();
    }
    due = true;
    return Optional.of(LOOKS.whole(looks++));
  }

  /** The look that was due is made now. */
  void looked() {
    due = false;
  }

  /** Those who still wait; from now on they do so as everybody else. */
  List<RunnerMessage.Submit> taken() {
    boolean gone = none();
    List<RunnerMessage.Submit> all = gone ? List.of() : List.copyOf(callers);
    callers.clear();
    return all;
  }
}
