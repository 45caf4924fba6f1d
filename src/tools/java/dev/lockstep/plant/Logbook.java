package dev.lockstep.plant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a machine did, in its own words and in the order in which it did it. It outlives
 * every gateway. Thread-safe.
 */
public final class Logbook {
  private final List<Deed> deeds = new ArrayList<>();
  private Optional<Runnable> next = Optional.empty();

  /**
   * One thing done.
   *
   * @param what with the id or the value that it was told
   * @param at when, in {@link System#nanoTime} of this process
   * @param time the same by the machine's clock
   */
  public record Deed(String what, long at, Instant time) {}

  void note(String what) {
    Optional<Runnable> action;
    synchronized (this) {
      deeds.add(new Deed(what, System.nanoTime(), Instant.now()));
      action = next;
      next = Optional.empty();
    }
    action.ifPresent(Runnable::run);
  }

  /**
   * Once, right after the next deed, before the machine has answered whoever told it. The machine
   * waits meanwhile.
   */
  public synchronized void onNext(Runnable action) {
    next = Optional.of(action);
  }

  /** So far; what comes first was done first. */
  public synchronized List<Deed> deeds() {
    return List.copyOf(deeds);
  }
}
