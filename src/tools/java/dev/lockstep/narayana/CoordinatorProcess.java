package dev.lockstep.narayana;

import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A coordinator of Narayana in a process of its own: one Java file, run on the jars as they are on
 * Maven Central. It keeps its port and its log, and can be killed and started again on them.
 */
public final class CoordinatorProcess implements AutoCloseable {
  private static final String STORE = "store";

  /** Between passes of its recovery, and between the two looks of each: seconds. */
  private static final String PERIOD = "1";

  private static final String BACKOFF = "1";

  private final int port = FreePorts.lasting();
  private final Plan plan;
  private volatile Process process;

  /**
   * What is run.
   *
   * @param name for messages and for the file of what it prints
   * @param source its main class
   * @param jars the folder of its jars
   * @param folder for its log, and what it prints
   * @param readyWithin how long it may take to answer, and to end
   */
  public record Plan(String name, Path source, Path jars, Path folder, Duration readyWithin) {
    private Path output() {
      return folder.resolve(name + ".log");
    }
  }

  public CoordinatorProcess(Plan plan) {
    this.plan = plan;
  }

  public int port() {
    return port;
  }

  /** Where its log is. */
  public Path store() {
    return plan.folder().resolve(STORE);
  }

  /** Starts it, and does not wait for it. */
  public void start(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                plan.jars().resolve("*").toString(),
                plan.source().toAbsolutePath().toString(),
                Integer.toString(port),
                STORE,
                PERIOD,
                BACKOFF));
    command.addAll(List.of(more));
    try {
      Files.createDirectories(plan.folder());
      process =
          new ProcessBuilder(command)
              .directory(plan.folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.output().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + plan.name(), e);
    }
    // Whoever runs this may be ended in the middle; the coordinator must not outlive it.
    Process started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
  }

  /**
   * Waits until it answers.
   *
   * @throws IllegalStateException where it has ended instead, or takes too long
   */
  public void awaitAnswer(BooleanSupplier answers) {
    try {
      await(plan.name() + " to answer")
          .atMost(plan.readyWithin())
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .failFast(() -> !running())
          .until(answers::getAsBoolean);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      String how = running() ? "does not answer within " + plan.readyWithin() : "has ended";
      throw new IllegalStateException(
          "%s %s, see %s".formatted(plan.name(), how, plan.output()), e);
    }
  }

  /** Writes a line to its standard input. */
  public void tell() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitDeath();
  }

  public boolean running() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /** Waits until it has died, of itself or by others; not for ever. */
  public void awaitDeath() {
    process.onExit().orTimeout(plan.readyWithin().toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
