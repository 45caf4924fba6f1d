package dev.lockstep.app.start;

import dev.lockstep.journal.AuditEntry;
import dev.lockstep.journal.AuditLog;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.journal.RestoreNote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Record of a restore: who restored what while no gateway ran, told to the audit log by the first
 * start since.
 *
 * <p>Crash story: power fails between the record and the end of the note. It is recorded twice,
 * with one time of the restore in both.
 */
final class RestoreRecord {
  private static final Logger LOG = Logger.getLogger(RestoreRecord.class);

  private RestoreRecord() {}

  /** Nothing where there was no restore; the next start tries again where it cannot be recorded. */
  static void tell(AuditLog audit, Path journal) {
    try {
      Optional<RestoreNote> note = RestoreNote.of(journal);
      if (note.isPresent()) {
        for (AuditEntry.Timed each : note.get().words()) {
          audit.record(each.record().with("restoredAt", each.at().toString()));
        }
        RestoreNote.told(journal);
      }
    } catch (JournalUnavailableException | IOException fault) {
      LOG.errorf(
          "the audit log does not have yet who restored the backup that this gateway runs on: %s;"
              + " the next start records it",
          fault.getMessage());
    }
  }
}
