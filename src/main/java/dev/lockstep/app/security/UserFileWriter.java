package dev.lockstep.app.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writer of the user file. The file is replaced as a whole: a gateway that reads it at that moment
 * must not see half of the users. Owner, group and permissions stay those of the file before.
 */
record UserFileWriter(Path file) {

  /** Puts a user's line in, in place of that user's line where there is one. */
  void put(String name, String line) throws IOException {
    // Through a link, so that the link stays one.
    Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    List<String> lines =
        Files.exists(real) ? new ArrayList<>(Files.readAllLines(real)) : new ArrayList<>();
    if (lines.stream().anyMatch(each -> isOf(name, each))) {
      lines.replaceAll(each -> isOf(name, each) ? line : each);
    } else {
      lines.add(line);
    }
    // A temporary file is readable by its owner only.
    Path whole = Files.createTempFile(Objects.requireNonNull(real.getParent()), ".users", ".new");
    try {
      Files.write(whole, lines);
      if (Files.exists(real)) {
        likeBefore(real, whole);
      }
      Files.move(whole, real, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static boolean isOf(String name, String line) {
    return line.strip().split("\\s", 2)[0].equals(name);
  }

  private static void likeBefore(Path real, Path whole) throws IOException {
    PosixFileAttributeView from = Files.getFileAttributeView(real, PosixFileAttributeView.class);
    PosixFileAttributeView to =
        Files.getFileAttributeView(whole, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (from == null || to == null) {
      return;
    }
    PosixFileAttributes before = from.readAttributes();
    PosixFileAttributes now = to.readAttributes();
    if (!now.group().equals(before.group())) {
      to.setGroup(before.group());
    }
    if (!now.owner().equals(before.owner())) {
      to.setOwner(before.owner());
    }
    to.setPermissions(before.permissions());
  }
}
