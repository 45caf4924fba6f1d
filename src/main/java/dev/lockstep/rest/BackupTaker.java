package dev.lockstep.rest;

import dev.lockstep.journal.BackupFailedException;
import dev.lockstep.journal.BackupFolder;

/** Port to the databases of this process, of which a backup can be taken. */
@FunctionalInterface
public interface BackupTaker {
  /**
   * Takes one; may take minutes where the databases are large. One caller at a time.
   *
   * @throws BackupFailedException where none was made
   */
  BackupFolder.Backup take() throws BackupFailedException;
}
