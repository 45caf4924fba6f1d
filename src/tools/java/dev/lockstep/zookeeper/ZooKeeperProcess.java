package dev.lockstep.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One server of an ensemble: a process that can be killed, frozen and started again on its data.
 *
 * <p>Not thread-safe, but {@link #kill}, {@link #pause} and {@link #resume} may come from any
 * thread.
 */
public final class ZooKeeperProcess implements AutoCloseable {
  private static final Duration GONE_WITHIN = Duration.ofSeconds(60);
  private static final int ANSWER_MILLIS = 2_000;

  private final int number;
  private final Address address;
  private final Path folder;
  private final List<String> command;
  private volatile Optional<Process> process = Optional.empty();

  /**
   * Where its clients reach it.
   *
   * @param port without TLS: also where it is asked how it stands
   * @param clientPort as {@code port}, or the one with TLS
   */
  record Address(String host, int port, int clientPort) {}

  /**
   * Not running until {@link #start}.
   *
   * @param number from 1
   * @param folder of its data and its output
   */
  ZooKeeperProcess(int number, Address address, Path folder, List<String> command) {
    this.number = number;
    this.address = address;
    this.folder = folder;
    this.command = List.copyOf(command);
  }

  /** From 1. */
  public int number() {
    return number;
  }

  /** As it stands in a connect string: {@code HOST:PORT}. */
  public String address() {
    return address.host() + ":" + address.clientPort();
  }

  /** Its output, of all its lives. */
  public Path log() {
    return folder.resolve("server-" + number + ".log");
  }

  /** Starts it, again on its data after it died. Returns at once. */
  public ZooKeeperProcess start() {
    if (running()) {
      throw new IllegalStateException(this + " runs already");
    }
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      Process started = builder.start();
      process = Optional.of(started);
      // The caller may be ended in the middle; the server must not outlive it.
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + this, e);
    }
    return this;
  }

  /** SIGKILL. Returns when it is gone. */
  public void kill() {
    process.ifPresent(Process::destroyForcibly);
    awaitDeath();
  }

  /** SIGTERM, as an operator stops it. Returns when it is gone. */
  public void stop() {
    process.ifPresent(Process::destroy);
    awaitDeath();
  }

  /** SIGSTOP: it does nothing, and its connections stay. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  public boolean running() {
    return process.filter(Process::isAlive).isPresent();
  }

  /**
   * Of its life of now.
   *
   * @throws java.util.NoSuchElementException where it was never started
   */
  public long pid() {
    return process.orElseThrow().pid();
  }

  /**
   * What it takes itself for: {@code leader}, {@code follower}, {@code read-only}; empty where it
   * serves nobody, or does not answer.
   */
  public Optional<String> mode() {
    return ask("srvr")
        .lines()
        .filter(line -> line.startsWith("Mode: "))
        .map(line -> line.substring("Mode: ".length()).strip())
        .findFirst();
  }

  /**
   * Its answer to one of the four-letter words {@code srvr}, {@code mntr}, {@code cons}; empty
   * where it does not answer.
   */
  public String ask(String word) {
    if (!running()) {
      return "";
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException silent) {
      return "";
    }
  }

  private void awaitDeath() {
    try {
      if (process.isPresent()
          && !process.get().waitFor(GONE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(this + " is not gone within " + GONE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void signal(String name) {
    try {
      long pid = process.orElseThrow().pid();
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " of " + this + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it, however it stands. */
  @Override
  public void close() {
    kill();
  }

  @Override
  public String toString() {
    return "server %d (%s)".formatted(number, address());
  }
}
