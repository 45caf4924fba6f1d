package dev.lockstep;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Packages of npm that a test needs, as a lock file names them, in a folder below {@code target}.
 * Where node or npm is not there, or the registry out of reach, the test is skipped with the
 * reason; but with {@code LOCKSTEP_CI=true} in the environment that is a failure.
 */
public final class NpmPackages {
  private static final long VERSION_SECONDS = 10;
  private static final long INSTALL_SECONDS = 300;
  private static final String LOCK = "package-lock.json";

  private NpmPackages() {}

  /**
   * Brings the packages, once per clean and change of the lock file.
   *
   * @param model the folder with package.json, package-lock.json and whatever is run; copied
   * @param what is skipped without them
   * @return the folder to run in
   */
  public static Path install(Path model, String what) throws IOException, InterruptedException {
    Path home = Path.of("target").resolve(model.getFileName());
    Files.createDirectories(home);
    Path lock = home.resolve(LOCK);
    boolean same = Files.exists(lock) && Files.mismatch(model.resolve(LOCK), lock) < 0;
    boolean installed = same && Files.isDirectory(home.resolve("node_modules"));
    copy(model, home);
    if (!succeeds(home, VERSION_SECONDS, "node", "--version")) {
      unavailable(what, "node is not on the PATH");
    }
    if (!installed
        && !succeeds(
            home, INSTALL_SECONDS, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")) {
      // Not half installed: the next run would take it for whole.
      Files.deleteIfExists(lock);
      unavailable(what, "npm ci failed; see " + home.resolve("npm.log"));
    }
    return home;
  }

  private static void copy(Path model, Path home) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.copy(each, home.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean succeeds(Path home, long seconds, String... command)
      throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("npm.log").toFile())
              .start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static void unavailable(String what, String why) {
    if ("true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail("%s is wanted with LOCKSTEP_CI=true: %s", what, why);
    }
    Assumptions.abort("skipped, %s: %s".formatted(what, why));
  }
}
