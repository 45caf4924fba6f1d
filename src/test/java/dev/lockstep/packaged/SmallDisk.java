package dev.lockstep.packaged;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few mebibytes, in memory, that can be filled to the last octet. */
final class SmallDisk {
  private final Path folder;
  private final Path filler;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
  }

  /**
   * Mounts one; skips the test where that is not allowed. Also on a build machine: a missing tool
   * can be brought, a missing right cannot.
   */
  static SmallDisk mounted(Path folder, int mebibytes) throws IOException, InterruptedException {
    Optional<SmallDisk> disk = tried(folder, mebibytes);
    if (disk.isEmpty()) {
      String sentence = "no file system may be mounted here (root or sudo -n is wanted)";
      System.out.println("skipped: " + sentence);
      Assumptions.abort(sentence);
    }
    return disk.orElseThrow();
  }

  /** Mounts one; empty where that is not allowed. */
  static Optional<SmallDisk> tried(Path folder, int mebibytes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String size = "size=%dm".formatted(mebibytes);
    return asRoot("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())
        ? Optional.of(new SmallDisk(folder))
        : Optional.empty();
  }

  private static boolean asRoot(String... command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>();
    if (!System.getProperty("user.name").equals("root")) {
      whole.addAll(List.of("sudo", "-n"));
    }
    whole.addAll(List.of(command));
    try {
      return new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  Path folder() {
    return folder;
  }

  /** To the last octet. */
  void fill() throws IOException {
    byte[] octets = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(octets);
      }
    } catch (IOException full) {
      if (folder.toFile().getUsableSpace() > octets.length) {
        throw full;
      }
    }
  }

  void free() throws IOException {
    Files.delete(filler);
  }

  /** While nobody writes to it. */
  void makeReadOnly() throws IOException, InterruptedException {
    if (!asRoot("mount", "-o", "remount,ro", folder.toString())) {
      throw new IOException(folder + " could not be made read-only: somebody writes to it");
    }
  }

  /** Once nobody has a file on it open. */
  void unmount() throws IOException, InterruptedException {
    asRoot("umount", folder.toString());
  }
}
