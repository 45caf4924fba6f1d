package dev.lockstep.journal;

/**
 * Damage: a row that failed its check, or entries that are missing without a trace (P9).
 *
 * @param position of the row, {@link #MISSING} or {@link #FOREIGN}: by this an operator names it
 * @param id as the row says; may itself be what is damaged
 * @param fault what is wrong, in words
 */
public record Damage(long position, String id, String fault) {
  /** The position that no row has: of what is missing altogether. */
  public static final long MISSING = 0;

  /** The position that no row has: of a journal that belongs to another gateway or host. */
  public static final long FOREIGN = -1;

  /** For people: which row, and what is wrong with it. */
  @Override
  public String toString() {
    return position <= MISSING
        ? fault
        : "journal row %d (transaction %s): %s".formatted(position, id, fault);
  }
}
