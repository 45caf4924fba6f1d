package dev.lockstep.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Names that files are given and lose: the real ones, or in tests ones that power cuts short. */
interface FileMoves {
  FileMoves REAL =
      new FileMoves() {
        @Override
        public void move(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void sync(Path folder) throws IOException {
          Durable.folder(folder);
        }
      };

  /** In one step, in place of what has that name. */
  void move(Path from, Path to) throws IOException;

  /** Returns when the names in that folder would survive a power cut. */
  void sync(Path folder) throws IOException;
}
