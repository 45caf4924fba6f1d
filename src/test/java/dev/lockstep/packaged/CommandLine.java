package dev.lockstep.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/lockstep} as somebody calls it who waits for its end.
 *
 * @param folder where it is called; its output is kept there
 * @param environment besides what it takes to find Java
 */
record CommandLine(Path folder, Map<String, String> environment) {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);
  // Calls that end at once gain nothing from the second compiler.
  private static final String QUICK = "-XX:TieredStopAtLevel=1 ";

  CommandLine {
    environment = Map.copyOf(environment);
  }

  /**
   * What came of a call.
   *
   * @param code how it exited
   * @param out standard output, whole
   * @param err standard error, whole
   */
  record Said(int code, String out, String err) {}

  CommandLine in(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new CommandLine(folder, all);
  }

  /** Calls it with these arguments. */
  Said lockstep(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Distribution.home().resolve("bin/lockstep").toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  /**
   * Runs any command to its end.
   *
   * @throws IllegalStateException where it does not end; it is ended then
   */
  Said run(List<String> command) throws IOException, InterruptedException {
    return run(command, ENDS_WITHIN);
  }

  /** As {@link #run(List)}, for what may take longer. */
  Said run(List<String> command, Duration within) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "call-", ".out");
    Path err = Files.createTempFile(folder, "call-", ".err");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(CommandLine::configures);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    builder.environment().merge("JAVA_OPTS", QUICK, (own, quick) -> quick + own);
    Process process = builder.start();
    try {
      if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(command + " does not end: " + Files.readString(out));
      }
      return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean configures(String variable) {
    return variable.startsWith("LOCKSTEP_")
        || variable.startsWith("QUARKUS_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("JAVA_OPTS");
  }
}
