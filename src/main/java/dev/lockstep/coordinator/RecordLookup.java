package dev.lockstep.coordinator;

import dev.lockstep.journal.DecisionLog;
import dev.lockstep.journal.JournalUnavailableException;
import java.util.List;
import java.util.Optional;

/** What the log knows of a coordination, where that may be relied on. */
final class RecordLookup {
  private RecordLookup() {}

  /**
   * Its last record.
   *
   * @throws JournalUnavailableException as {@link DecisionLog#find}; and where it is undecided
   *     there while the log has a gap. The crash story: 1. COMMIT is decided and told; 2. an older
   *     copy of the log takes its place; 3. the restart finds the coordination begun and not
   *     decided, and would abort it
   */
  static Optional<CoordinationRecord> known(DecisionLog<CoordinationRecord> log, String id)
      throws JournalUnavailableException {
    Optional<CoordinationRecord> found = log.find(id);
    List<String> gaps = log.gaps();
    if (!gaps.isEmpty()
        && found
            .filter(each -> each.coordination() instanceof Coordination.Preparing)
            .isPresent()) {
      throw new JournalUnavailableException(
          "coordination %s is not decided here, and its decision may stand in what is missing: %s"
              .formatted(id, String.join("; ", gaps)));
    }
    return found;
  }
}
