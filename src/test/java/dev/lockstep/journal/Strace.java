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
  private static final List<String> SUFFIXES =
      List.of("", "-wal", "-journal", ".mark", ".sent", ".base", ".unfinished", ".before-term-1");

  private static final int SECONDS_MOST = 120;

  private Strace() {}

  /**
   * Skips the test where strace is missing or may not trace; fails it where it is missing and must
   * not be. What it may do is not for a build machine to bring.
   */
  static void required() {
    if (!done("strace", "-V") && "true".equals(System.getenv("LOCKSTEP_CI"))) {
      fail("strace is not installed, and LOCKSTEP_CI=true wants it: apt-get install strace");
    }
    if (!works()) {
      System.out.println(
          "skipped: strace is not installed, or may not trace here (apt-get install strace)");
    }
    assumeTrue(works(), "strace does not work here");
  }

  static boolean works() {
    return done("strace", "-f", "--seccomp-bpf", "-e", "trace=fsync", "true");
  }

  private static boolean done(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * What is to be recorded.
   *
   * @param seed of {@link RecordedWork}
   * @param end {@code close} or {@code halt}
   * @param fault as strace's {@code inject} wants it; empty for none
   */
  record Work(Path directory, long seed, int rounds, String end, String fault, boolean followed) {
    Work(Path directory, long seed, int rounds, String end, String fault) {
      this(directory, seed, rounds, end, fault, false);
    }

    /** With a standby's databases beside, which are given every change. */
    static Work followed(Path directory, long seed, int rounds) {
      return new Work(directory, seed, rounds, "halt", "", true);
    }

    static Work closing(Path directory, long seed, int rounds) {
      return new Work(directory, seed, rounds, "close", "");
    }

    static Work halting(Path directory, long seed, int rounds) {
      return new Work(directory, seed, rounds, "halt", "");
    }

    private List<String> command() {
      String alone = followed ? "followed" : "alone";
      return java(RecordedWork.class, directory.toString(), seed + "", rounds + "", end, alone);
    }

    /** What it may touch; SQLite's shared memory is made anew at each start. */
    private Stream<Path> touched() {
      Stream<String> databases =
          Stream.of(RecordedWork.JOURNAL, RecordedWork.DECISIONS)
              .flatMap(name -> Stream.of(name, RecordedWork.STANDBY + name))
              .flatMap(name -> SUFFIXES.stream().map(name::concat));
      return Stream.concat(databases, Stream.of(RecordedWork.TOLD, "")).map(directory::resolve);
    }
  }

  /** Records that work until its process ends. */
  static List<SystemCall> record(Work work) throws IOException, InterruptedException {
    Path trace = Files.createTempFile("lockstep-calls", ".txt");
    try {
      List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq"));
      command.addAll(List.of("-y", "-xx", "-s", "1000000", "-e", "trace=" + CALLS));
      if (!work.fault().isEmpty()) {
        command.addAll(List.of("-e", "inject=" + work.fault()));
      }
      work.touched().forEach(file -> command.addAll(List.of("-P", file.toString())));
      command.addAll(List.of("-o", trace.toString()));
      command.addAll(work.command());
      run(command);
      return new StraceLines(work.directory()).read(trace);
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
