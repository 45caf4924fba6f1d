package dev.lockstep.packaged;

import dev.lockstep.plant.GatewayProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the system calls of a running gateway from outside (strace), and kills it where it is
 * about to make one of them: an exact point between two durable steps, without a door for tests in
 * the product.
 */
final class SystemCalls implements AutoCloseable {
  private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\(");

  // strace stops each thread once, to take hold of it and to let go: tens of them, on a slow
  // machine.
  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(30);
  private static final Duration LETS_GO_WITHIN = Duration.ofSeconds(10);

  private final Process strace;
  private final Path calls;

  /** What a gateway does that others can see, or find again. */
  enum Kind {
    /** A piece of the journal is written; before it, the pieces before it. */
    WRITE("pwrite64", true),
    /** The journal is made durable; it is written, and nobody was told. */
    SYNC("fsync,fdatasync", true),
    /** Anything leaves it: to a machine, a broker, a coordinator. What it rests on is durable. */
    SEND("write,writev,sendto,sendmsg", false);

    private final String names;
    private final boolean ofJournal;

    Kind(String names, boolean ofJournal) {
      this.names = names;
      this.ofJournal = ofJournal;
    }
  }

  private SystemCalls(Process strace, Path calls) {
    this.strace = strace;
    this.calls = calls;
  }

  /** Why this process cannot be followed here; empty where it can. */
  static Optional<String> obstacle(GatewayProcess gateway) {
    if (Distribution.program("strace").isEmpty()) {
      return Optional.of("strace is not installed");
    }
    try (SystemCalls _ = follow(gateway, Kind.SYNC)) {
      return Optional.empty();
    } catch (IllegalStateException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /**
   * Only looks.
   *
   * @throws IllegalStateException where it may not
   */
  static SystemCalls follow(GatewayProcess gateway, Kind kind) {
    return attach(gateway, kind, List.of());
  }

  /**
   * Kills it when one of its threads is about to make its N-th call of that kind from now on. That
   * call is not made.
   *
   * @throws IllegalStateException where it may not
   */
  static SystemCalls killAt(GatewayProcess gateway, Kind kind, int number) {
    String inject = "inject=%s:signal=KILL:when=%d".formatted(kind.names, number);
    return attach(gateway, kind, List.of("-e", inject));
  }

  private static SystemCalls attach(GatewayProcess gateway, Kind kind, List<String> more) {
    Path calls = gateway.plan().directory().resolve("system-calls.txt");
    List<String> command = new ArrayList<>();
    command.add(Distribution.program("strace").orElseThrow().toString());
    command.addAll(List.of("-f", "-p", Long.toString(gateway.pid()), "-o", calls.toString()));
    command.addAll(List.of("-e", "trace=" + kind.names));
    command.addAll(more);
    if (kind.ofJournal) {
      Path journal = gateway.plan().home().resolve("journal.db");
      command.addAll(List.of("-P", journal.toString(), "-P", journal + "-wal"));
    }
    try {
      Process strace = new ProcessBuilder(command).start();
      awaitAttached(strace);
      return new SystemCalls(strace, calls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitAttached(Process strace) throws IOException {
    BufferedReader said = strace.errorReader(StandardCharsets.UTF_8);
    List<String> heard = new ArrayList<>();
    var late = CompletableFuture.delayedExecutor(ATTACHED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    var givenUp = CompletableFuture.runAsync(strace::destroyForcibly, late);
    try {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        heard.add(line);
        if (line.contains("attached")) {
          // What it says later must not fill the pipe and hold it up.
          Thread.startVirtualThread(() -> drain(said));
          return;
        }
      }
    } finally {
      givenUp.cancel(false);
    }
    throw new IllegalStateException("strace cannot follow the gateway: " + heard);
  }

  private static void drain(BufferedReader said) {
    try {
      said.transferTo(Writer.nullWriter());
    } catch (IOException gone) {
      // strace is gone, and with it whatever it might have said
    }
  }

  /** Lets go, and says how many calls the busiest thread made: so many points there are to die. */
  int stopAndCount() {
    close();
    Map<String, Integer> counts = new HashMap<>();
    try {
      for (String line : Files.readAllLines(calls, StandardCharsets.ISO_8859_1)) {
        Matcher call = CALL.matcher(line);
        if (call.find()) {
          counts.merge(call.group(1) + call.group(2), 1, Integer::sum);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counts.values().stream().max(Integer::compare).orElse(0);
  }

  @Override
  public void close() {
    letGo(strace);
  }

  /**
   * Ends an strace. Asked to end while its process is being killed, strace can wait for ever for
   * the main thread, which waits for the others, which wait for strace (seen with 6.1, twice in 765
   * tries); killed, it leaves all of them to the kernel.
   */
  static void letGo(Process strace) {
    strace.destroy();
    try {
      strace.onExit().orTimeout(LETS_GO_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException stuck) {
      System.out.printf("strace %d does not let go, and is killed%n", strace.pid());
      strace.destroyForcibly().onExit().join();
    }
  }
}
