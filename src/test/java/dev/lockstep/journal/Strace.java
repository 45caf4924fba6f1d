package dev.lockstep.journal;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@link RecordedWork} under strace: its calls are recorded, and some fail where asked. */
final class Strace {
  private static final String CALLS =
      "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename";
  private static final int SECONDS_MOST = 120;

  private Strace() {}

  /** Skips the test where there is no strace that may trace; where there must be one, fails it. */
  static void required() {
    if (works()) {
      return;
    }
    String sentence = "strace is not installed, or may not trace here (apt-get install strace)";
    if ("true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail(sentence + ", and LOCKSTEP_CI=true wants it");
    }
    System.out.println("skipped: " + sentence);
    assumeTrue(false, sentence);
  }

  static boolean works() {
    try {
      Process trial =
          new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-e", "trace=fsync", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return trial.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Records that work until its process ends. */
  static List<SystemCall> record(Path directory, long seed, int rounds, String end)
      throws IOException, InterruptedException {
    Path trace = Files.createTempFile("lockstep-calls", ".txt");
    try {
      List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq"));
      command.addAll(List.of("-y", "-xx", "-s", "1000000", "-e", "trace=" + CALLS));
      Stream.of("", RecordedWork.JOURNAL, RecordedWork.DECISIONS)
          .flatMap(
              name ->
                  name.isEmpty()
                      ? Stream.of("")
                      : Stream.of("", "-wal", "-journal", ".mark").map(name::concat))
          .forEach(name -> command.addAll(List.of("-P", directory.resolve(name).toString())));
      command.addAll(List.of("-P", directory.resolve(RecordedWork.TOLD).toString()));
      command.addAll(List.of("-o", trace.toString()));
      command.addAll(java(RecordedWork.class, directory.toString(), seed + "", rounds + "", end));
      run(command);
      return new StraceLines(directory).read(trace);
    } finally {
      Files.delete(trace);
    }
  }

  /** A small JVM with this class path. */
  static List<String> java(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("lockstep-work", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS_MOST, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the recorded work failed: " + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
