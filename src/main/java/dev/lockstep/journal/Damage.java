package dev.lockstep.journal;

/**
 * A row that failed its check (DESIGN P9).
 *
 * @param position of the row: by this an operator names it
 * @param id as the row says; may itself be what is damaged
 * @param fault what is wrong, in words
 */
public record Damage(long position, String id, String fault) {
  /** For people: which row, and what is wrong with it. */
  @Override
  public String toString() {
    return "journal row %d (transaction %s): %s".formatted(position, id, fault);
  }
}
