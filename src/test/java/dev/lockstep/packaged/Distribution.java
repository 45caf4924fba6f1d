package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The unpacked package, and what lies around it. */
final class Distribution {
  private static final Path EXECUTABLE = home().resolve("lib/lockstep-native");

  private Distribution() {}

  /** Holds {@code bin/lockstep}. */
  static Path home() {
    String home = System.getProperty("lockstep.distribution", "target/lockstep");
    return Path.of(home).toAbsolutePath();
  }

  /** Whether the package holds a native executable in place of jars. */
  static boolean isExecutable() {
    return Files.exists(EXECUTABLE);
  }

  /** What runs, below the folder that the package is installed in. */
  static String program() {
    return isExecutable() ? "lib/lockstep-native" : "runtime/bin/java";
  }

  /** Skips, aloud, a test of what only the package with jars has. */
  static void requireJars(String otherwise) {
    if (isExecutable()) {
      skip("the package holds a native executable: " + otherwise);
    }
  }

  /** Skips, aloud, a test of what only the package with the native executable has. */
  static void requireExecutable() {
    if (!isExecutable()) {
      skip("the package holds no native executable");
    }
  }

  private static void skip(String why) {
    System.out.println("skipped: " + why);
    Assumptions.abort(why);
  }

  /** A new directory for one test's files, which stays for whoever looks into a failure. */
  static Path folder(String name) {
    try {
      Path all = Files.createDirectories(Path.of("target/it").toAbsolutePath());
      return Files.createTempDirectory(all, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The archive, unpacked as the README says into a directory for one test's files. */
  static Path unpacked(String name) throws IOException, InterruptedException {
    Path folder = folder(name);
    Path built = home().resolveSibling("");
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(built, "lockstep-*.tar.gz")) {
      Path archive = archives.iterator().next();
      CommandLine.Said said =
          new CommandLine(folder, Map.of())
              .run(List.of("tar", "-xzf", archive.toString(), "--strip-components=1"));
      assertThat(said.code()).as("%s", said).isZero();
    }
    return folder;
  }

  /** The first of these programs that is on the PATH. */
  static Optional<Path> program(String... names) {
    return Arrays.stream(names)
        .flatMap(
            name ->
                Arrays.stream(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the test where there is none of these programs; where there must be one, fails it. */
  static Path required(String... names) {
    Optional<Path> found = program(names);
    if (found.isEmpty() && "true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail("%s is not installed, and LOCKSTEP_CI=true wants it", names[0]);
    }
    if (found.isEmpty()) {
      System.out.println("skipped: " + names[0] + " is not installed");
    }
    Assumptions.assumeTrue(found.isPresent(), names[0] + " is not installed");
    return found.orElseThrow();
  }
}
