package dev.lockstep.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts what foreign processes make durable, from outside. It slows them down: never while
 * anything is timed.
 */
final class StraceCounter implements AutoCloseable {
  private static final String CALLS = "fsync,fdatasync,msync,sync_file_range";
  private static final long ATTACHED_WITHIN_SECONDS = 10;

  private final Process process;
  private final Path counts;

  private StraceCounter(Process process, Path counts) {
    this.process = process;
    this.counts = counts;
  }

  /** Whether this machine has it. */
  static boolean present() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":", -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "strace")));
  }

  /** Counts from now on; returns when it does. */
  static StraceCounter of(Server server, Path directory) throws IOException {
    Path counts = directory.resolve(server.name() + ".strace");
    Process process =
        new ProcessBuilder(
                "strace",
                "-f",
                "-c",
                "-e",
                "trace=" + CALLS,
                "-o",
                counts.toString(),
                "-p",
                Long.toString(server.pid()))
            .redirectErrorStream(true)
            .start();
    // Says "Process N attached" when it sees everything.
    String said = process.inputReader().readLine();
    if (said == null || !said.contains("attached")) {
      throw new IOException("strace of " + server.name() + ": " + said);
    }
    Thread.ofVirtual().start(() -> drain(process));
    return new StraceCounter(process, counts);
  }

  private static void drain(Process process) {
    try {
      process.inputReader().lines().forEach(unheeded -> {});
    } catch (UncheckedIOException ended) {
      // Its output is closed with it.
    }
  }

  /** Ends it, and says how many there were. */
  long count() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    if (!process.waitFor(ATTACHED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("strace does not end");
    }
    return count(Files.readAllLines(counts));
  }

  /**
   * All calls of a table as {@code strace -c} writes it: the fourth column of each line that names
   * a call.
   */
  static long count(List<String> table) {
    return table.stream()
        .map(each -> each.strip().split("\\s+", -1))
        .filter(
            each ->
                each.length >= 5 && List.of(CALLS.split(",", -1)).contains(each[each.length - 1]))
        .mapToLong(each -> Long.parseLong(each[3]))
        .sum();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
