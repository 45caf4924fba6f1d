package dev.lockstep.standby;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which reigns are contained in a copy of the records: for each PC the term of its last one. Two
 * such lists show whose records are the later ones, and whether each holds something that the other
 * does not.
 *
 * @param last PC to term; a PC that was never active is not in it
 */
public record Reigns(Map<String, Long> last) {
  public static final Reigns NONE = new Reigns(Map.of());

  /** What the records of one PC are to those of the other. */
  public enum Comparison {
    /** Neither was ever active. */
    NONE,
    /** Contain all of the other's, and this PC was active last. */
    LATER,
    /** The other one's contain all of these, and it was active last. */
    EARLIER,
    /** Each has a reign that the other lacks: only a person can say which one counts. */
    FORKED
  }

  public Reigns {
    last = Map.copyOf(new TreeMap<>(last));
  }

  /** The term of the last reign of that PC; 0: none. */
  public long of(String pc) {
    return last.getOrDefault(pc, 0L);
  }

  public Reigns with(String pc, long term) {
    Map<String, Long> next = new TreeMap<>(last);
    next.put(pc, term);
    return new Reigns(next);
  }

  /** The highest term in it; 0: none. */
  public long highest() {
    return last.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * Compares the records of {@code self}, which are these, with those of {@code other}.
   *
   * <p>A PC's own entry is the truth about its reigns; what the other one has of it may lag.
   */
  public Comparison compare(String self, Reigns theirs, String other) {
    boolean theyLack = of(self) > theirs.of(self);
    boolean weLack = theirs.of(other) > of(other);
    if (theyLack && weLack) {
      return Comparison.FORKED;
    }
    if (theyLack || weLack) {
      return theyLack ? Comparison.LATER : Comparison.EARLIER;
    }
    if (highest() == 0 && theirs.highest() == 0) {
      return Comparison.NONE;
    }
    return of(self) > of(other) ? Comparison.LATER : Comparison.EARLIER;
  }
}
