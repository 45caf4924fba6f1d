package dev.lockstep.app.security;

import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * File permissions (POSIX) that are too wide for a file that says who may call. Where others can
 * write it, they let themselves in; where others can read hashes of passwords, they guess at home,
 * where nothing slows them down.
 */
enum FilePermissions {
  /** The owner and its group may read: so are secrets mounted into a pod, 0440 with fsGroup. */
  SECRET("chmod 600"),
  /** Anybody may read. */
  PUBLIC("chmod 644");

  private final String remedy;

  FilePermissions(String remedy) {
    this.remedy = remedy;
  }

  private Set<PosixFilePermission> tooWide() {
    return switch (this) {
      case SECRET -> EnumSet.of(GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);
      case PUBLIC -> EnumSet.of(GROUP_WRITE, OTHERS_WRITE);
    };
  }

  /**
   * Says what is too wide, and the command that corrects it; empty where nothing is, or where the
   * file system knows no such permissions. Links are followed: of a mounted secret the file counts.
   */
  Optional<String> objection(Path file) throws IOException {
    @Nullable PosixFileAttributeView posix =
        Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (posix == null) {
      return Optional.empty();
    }
    Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
    found.addAll(posix.readAttributes().permissions());
    found.retainAll(tooWide());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String what = found.contains(OTHERS_WRITE) || found.contains(GROUP_WRITE) ? "write" : "read";
    String sentence =
        "others may %s it: %s %s (as a secret of Kubernetes: defaultMode: 0440, with fsGroup)";
    return Optional.of(sentence.formatted(what, remedy, file));
  }
}
