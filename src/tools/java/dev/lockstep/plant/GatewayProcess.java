package dev.lockstep.plant;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * One gateway (or coordinator) as it runs in a plant: a process of its own, from the packaged
 * distribution, with its journal and configuration in a directory of its own and its output in
 * {@code NAME.log} beside that. It can be killed and started again on the same journal.
 *
 * <p>Not thread-safe, but {@link #kill} and {@link #pause} may come from any thread.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

  private static final String SMALL_JVM = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private final Plan plan;
  private final String jvm;
  private final Rest rest;
  private volatile Process process;

  /**
   * Where a process runs.
   *
   * @param host the address that it listens on
   * @param launcher what its command line begins with, such as {@code ip netns exec NAME}
   */
  public record Place(String host, List<String> launcher) {
    /** This machine's loopback. */
    public static final Place HERE = new Place("127.0.0.1", List.of());

    public Place {
      launcher = List.copyOf(launcher);
    }
  }

  /**
   * What to start.
   *
   * @param name of the gateway; also of its directory and log
   * @param distribution the unpacked package: holds {@code bin/lockstep}
   * @param directory under which everything is kept
   * @param place where it runs
   * @param port HTTP
   * @param settings configuration besides name, port and journal
   */
  public record Plan(
      String name,
      Path distribution,
      Path directory,
      Place place,
      int port,
      Map<String, String> settings) {
    public Plan {
      settings = Map.copyOf(settings);
    }

    /** On this machine, its HTTP on loopback. */
    public Plan(
        String name, Path distribution, Path directory, int port, Map<String, String> settings) {
      this(name, distribution, directory, Place.HERE, port, settings);
    }

    /** Where the gateway keeps its own. */
    public Path home() {
      return directory.resolve(name);
    }

    public Path log() {
      return directory.resolve(name + ".log");
    }
  }

  /**
   * One that starts quickly and is content with little memory. Not running until {@link #start}.
   */
  public GatewayProcess(Plan plan) {
    this(plan, SMALL_JVM);
  }

  /**
   * Not running until {@link #start}.
   *
   * @param jvm its options, separated by spaces; none is how the package is delivered
   */
  public GatewayProcess(Plan plan, String jvm) {
    this.plan = plan;
    this.jvm = jvm;
    this.rest = new Rest(address());
  }

  /** Starts it, or starts it again after a kill. Returns at once. */
  public GatewayProcess start() {
    return start(Map.of());
  }

  /** As {@link #start()}, in this life with these settings besides, or instead. */
  public GatewayProcess start(Map<String, String> others) {
    if (running()) {
      throw new IllegalStateException(plan.name() + " runs already");
    }
    try {
      Files.createDirectories(plan.home());
      Path configuration = plan.home().resolve("application.properties");
      Files.writeString(configuration, configuration(others));
      List<String> command = new ArrayList<>(plan.place().launcher());
      command.add(plan.distribution().resolve("bin/lockstep").toString());
      var builder =
          new ProcessBuilder(command)
              .directory(plan.home().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
      // What the caller's shell configures is not this gateway's.
      builder.environment().keySet().removeIf(GatewayProcess::configures);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("JAVA_OPTS", jvm);
      builder.environment().put("LOCKSTEP_CONF", configuration.toString());
      Process started = builder.start();
      process = started;
      // Whoever runs this may be ended in the middle; the gateway must not outlive it.
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + plan.name(), e);
    }
    return this;
  }

  /**
   * Waits until it says that it is ready.
   *
   * @throws IllegalStateException where it has ended instead, or takes too long
   */
  public GatewayProcess awaitReady() {
    try {
      await()
          .atMost(READY_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .failFast(() -> !running())
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> rest.get("/q/health/ready").status() == 200);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      String how = running() ? "is not ready within " + READY_WITHIN : "has ended";
      throw new IllegalStateException("%s %s, see %s".formatted(name(), how, plan.log()), e);
    }
    return this;
  }

  /**
   * SIGKILL. Returns when it is gone.
   *
   * @throws IllegalStateException where it stays: somebody holds it, or the disk it waits for
   */
  public void kill() {
    Process dying = process;
    dying.destroyForcibly();
    try {
      dying.onExit().orTimeout(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException stuck) {
      throw new IllegalStateException(
          "%s, process %d, is not gone %s after SIGKILL"
              .formatted(plan.name(), dying.pid(), GONE_WITHIN),
          stuck);
    }
  }

  /** Completes when the process that runs now has ended, by whomever. */
  public CompletableFuture<Process> death() {
    return process.onExit();
  }

  /** SIGSTOP: it does nothing, and its sockets stay. */
  public void pause() {
    signal("STOP");
  }

  /** SIGHUP: it reads profiles and devices again. */
  public void hangUp() {
    signal("HUP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  public boolean running() {
    Process current = process;
    return current != null && current.isAlive();
  }

  public String name() {
    return plan.name();
  }

  public Plan plan() {
    return plan;
  }

  public long pid() {
    return process.pid();
  }

  public String address() {
    return "http://%s:%d".formatted(plan.place().host(), plan.port());
  }

  public Rest rest() {
    return rest;
  }

  /** Ends it, however it stands. */
  @Override
  public void close() {
    if (running()) {
      kill();
    }
  }

  private String configuration(Map<String, String> others) throws IOException {
    Properties settings = new Properties();
    settings.put("config_ordinal", "275");
    settings.put("quarkus.http.host", plan.place().host());
    settings.put("quarkus.http.port", Integer.toString(plan.port()));
    settings.put("lockstep.gateway.name", plan.name());
    settings.put("lockstep.journal.path", plan.home().resolve("journal.db").toString());
    settings.put("lockstep.coordinator.path", plan.home().resolve("decisions.db").toString());
    settings.put("lockstep.opcua.pki", plan.home().resolve("pki").toString());
    settings.putAll(plan.settings());
    settings.putAll(others);
    var text = new StringWriter();
    settings.store(text, null);
    return text.toString();
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " of " + plan.name() + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean configures(String variable) {
    return variable.startsWith("LOCKSTEP_")
        || variable.startsWith("QUARKUS_")
        || variable.equals("JAVA_TOOL_OPTIONS");
  }
}
