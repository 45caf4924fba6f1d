package dev.lockstep.rest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last play of each plan since the start, whichever way it was asked for: an operator who
 * presses second is told what the first did. Thread-safe.
 *
 * <p>In memory, as the keys of forms are: after a restart no form of before is taken. Another
 * replica's plays are not known here; there the gateways' reservations stand between two plays.
 */
public final class PlanPlays {
  private static final int PLANS_MAX = 200;

  /**
   * A play.
   *
   * @param id of its coordination
   * @param dryRun whether it is rolled back whatever the votes are
   * @param who the person, or the address where none was named
   * @param why the reason; may be empty
   * @param parameters with their values, as parsed JSON
   */
  public record Play(
      String id,
      boolean dryRun,
      Instant at,
      String who,
      String why,
      Map<String, Object> parameters) {
    public Play {
      parameters = Map.copyOf(parameters);
    }
  }

  private record Entry(Play play, Optional<Play> before) {}

  private final Map<String, Entry> last = new LinkedHashMap<>();
  private long version;

  /** The last play of this plan. */
  public synchronized Optional<Play> last(String plan) {
    return Optional.ofNullable(last.get(plan)).map(Entry::play);
  }

  /** Another number as soon as a plan was played. */
  public synchronized long version() {
    return version;
  }

  /**
   * Enters a play, unless another one came since {@code shown} was the last.
   *
   * @param shown the id of the last play that the person was shown; empty where there was none
   * @return the other one; empty where this one is entered, or was before
   */
  synchronized Optional<Play> claim(String plan, String shown, Play play) {
    Optional<Play> other =
        last(plan).filter(each -> !each.id().equals(shown) && !each.id().equals(play.id()));
    if (other.isEmpty()) {
      enter(plan, play);
    }
    return other;
  }

  /** Enters a play, whatever came before. The same id again is the same play. */
  synchronized void enter(String plan, Play play) {
    Optional<Play> before = last(plan);
    if (before.filter(each -> each.id().equals(play.id())).isPresent()) {
      return;
    }
    last.remove(plan);
    last.put(plan, new Entry(play, before));
    if (last.size() > PLANS_MAX) {
      last.remove(last.keySet().iterator().next());
    }
    version++;
  }

  /** Takes it out again: nothing was begun. */
  synchronized void withdraw(String plan, Play play) {
    Entry entry = last.get(plan);
    if (entry == null || !entry.play().equals(play)) {
      return;
    }
    last.remove(plan);
    entry.before().ifPresent(each -> last.put(plan, new Entry(each, Optional.empty())));
    version++;
  }
}
