package dev.lockstep.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of the operating system fail under a running journal, for a while. */
@Tag("fault")
class FailingCallsTest {
  @TempDir Path directory;

  @BeforeAll
  static void needStrace() {
    Strace.required();
  }

  @ParameterizedTest(name = "{0} fails with {2}: {3}")
  @CsvSource({
    // So late that only the journal's writer has come so far: strace counts for each thread.
    "'fsync,fdatasync', 60..63, EIO, look into the system's log",
    "pwrite64, 1500..1503, EIO, look into the system's log",
    "pwrite64, 1500..1503, ENOSPC, free ",
    "pwrite64, 1500..1503, EROFS, look into the system's log",
  })
  void failingCallIsATroubleThatSaysWhatToDoAndGoesWithTheFault(
      String calls, String when, String error, String remedy) throws Exception {
    Path path = directory.resolve("lockstep.db");
    List<String> said = struck(path, "%s:error=%s:when=%s".formatted(calls, error, when));

    assertThat(said).last().asString().isEqualTo("end [true, true]");
    assertThat(said)
        .filteredOn(line -> line.startsWith("refused"))
        .isNotEmpty()
        .allMatch(line -> line.contains(path.toString()));
    assertThat(said)
        .filteredOn(line -> line.startsWith("trouble: "))
        .isNotEmpty()
        .anyMatch(line -> line.contains(remedy));
    assertThat(said)
        .filteredOn(line -> line.startsWith("found"))
        .allMatch(line -> line.endsWith("ABSENT"));
    try (SqliteJournal journal =
        SqliteJournal.open(TunedSettings.usual(path), SqliteJournalTest.CLOCK)) {
      assertThat(journal.troubles()).isEmpty();
      for (String line : said) {
        if (line.startsWith("told ")) {
          String id = line.substring("told ".length());
          assertThat(journal.find(new TransactionId(id))).isEqualTo(JournalSamples.prepared(id));
        }
      }
    }
  }

  /** What it said, line by line, while strace let calls on the log fail. */
  private List<String> struck(Path path, String fault) throws Exception {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq"));
    command.addAll(List.of("-e", "trace=fsync,fdatasync,pwrite64", "-e", "inject=" + fault));
    command.addAll(List.of("-P", path + "-wal", "-o", "/dev/null"));
    command.addAll(Strace.java(StruckWork.class, path.toString()));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await("it ends")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptionsInstanceOf(IOException.class) // it has just ended
          .until(() -> ended(process));
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("> "))
        .map(line -> line.substring(2))
        .toList();
  }

  private static boolean ended(Process process) throws IOException {
    if (process.isAlive()) {
      OutputStream leave = process.getOutputStream();
      leave.write('\n');
      leave.flush();
    }
    return !process.isAlive();
  }
}
