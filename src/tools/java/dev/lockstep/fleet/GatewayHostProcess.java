package dev.lockstep.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A {@link GatewayHost} as the fleet sees it: a process, and answers to questions. */
final class GatewayHostProcess implements AutoCloseable {
  private final Process process;
  private final int first;
  private final List<Integer> ports;
  private final BufferedReader answers;
  private final PrintWriter questions;

  /**
   * How it is started.
   *
   * @param folder where its gateways keep their own; {@code host.log} is beside
   * @param first number of its first gateway
   * @param ports of its gateways
   * @param keys {@code lockstep.*} for all of them
   */
  record Plan(Path folder, int first, List<Integer> ports, Map<String, String> keys) {}

  /** An answer of {@link #journals}: since the gateways were opened, all together. */
  record Journals(long appends, long fsyncs, long longestMillis) {
    static final Journals NONE = new Journals(0, 0, 0);

    Journals plus(Journals other) {
      return new Journals(
          appends + other.appends,
          fsyncs + other.fsyncs,
          Math.max(longestMillis, other.longestMillis));
    }
  }

  private GatewayHostProcess(Process process, Plan plan) {
    this.process = process;
    this.first = plan.first();
    this.ports = List.copyOf(plan.ports());
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
  }

  /** Starts it, and returns at once. */
  static GatewayHostProcess start(Plan plan) throws IOException {
    Files.createDirectories(plan.folder());
    Properties properties = new Properties();
    properties.putAll(plan.keys());
    properties.put("first", Integer.toString(plan.first()));
    properties.put(
        "ports", plan.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
    try (Writer file = Files.newBufferedWriter(plan.folder().resolve("host.properties"))) {
      properties.store(file, null);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx2g",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayHost.class.getName(),
            plan.folder().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(plan.folder().resolve("host.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new GatewayHostProcess(process, plan);
  }

  /**
   * Returns when all its gateways listen.
   *
   * @throws IllegalStateException where it has ended instead
   */
  GatewayHostProcess awaitReady() {
    if (!line().equals(GatewayHost.READY)) {
      throw new IllegalStateException("a host of gateways said something else than ready");
    }
    return this;
  }

  /** Base addresses of its gateways. */
  List<String> addresses() {
    return ports.stream().map(port -> "http://127.0.0.1:" + port).toList();
  }

  /** Whether it has this gateway. */
  boolean has(int gateway) {
    return gateway >= first && gateway < first + ports.size();
  }

  /** Live transactions of all its gateways. */
  synchronized long live() {
    ask("live");
    return Long.parseLong(line());
  }

  synchronized Journals journals() {
    ask("journals");
    String[] words = line().split(" ", -1);
    return new Journals(
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  /**
   * Outcomes as the gateways' journals have them.
   *
   * @param asked each a gateway's number and an id, with a space between them
   */
  synchronized List<String> outcomes(List<String> asked) {
    // In parts: an answer that is not read yet must not keep the next question waiting.
    List<String> outcomes = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += 100) {
      List<String> part = asked.subList(from, Math.min(from + 100, asked.size()));
      ask("outcomes " + part.size() + "\n" + String.join("\n", part));
      part.forEach(each -> outcomes.add(line()));
    }
    return outcomes;
  }

  /** Speeds of the first drives of each gateway. */
  synchronized List<List<String>> machines(int drives) {
    ask("machines " + drives);
    return ports.stream().map(port -> Arrays.asList(line().split(" ", -1))).toList();
  }

  private void ask(String question) {
    questions.println(question);
    questions.flush();
  }

  private String line() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("a host of gateways has ended; see its host.log");
      }
      return line;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Processor time since it was started. */
  Duration processor() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
