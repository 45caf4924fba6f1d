package dev.lockstep.journal;

import dev.lockstep.transaction.Transition;
import java.util.Optional;

/**
 * A line of history with the transaction it belongs to.
 *
 * @param line its number, never used twice by one journal
 * @param id of the transaction
 * @param check the line's checksum: a journal that was brought back from an older copy gives its
 *     numbers once more, and by this the lines can be told apart
 * @param transition empty where the line fails its checksum
 * @param end how the transaction ended, as it is known now; empty where this line is no end, and
 *     where that cannot be read
 */
public record HistoryEntry(
    long line, String id, int check, Optional<Transition> transition, Optional<HistoryEnd> end) {}
