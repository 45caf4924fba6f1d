package dev.lockstep.zookeeper;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Three ZooKeeper servers as they are on Maven Central, each in a JVM of its own. Their ports are
 * the same in all their lives.
 */
public final class ZooKeeperEnsemble implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);

  private final Path folder;
  private final ZooKeeperPlan plan;
  private final List<ZooKeeperProcess> servers;

  /** None runs until it is started. */
  public ZooKeeperEnsemble(ZooKeeperPlan plan) {
    this.plan = plan;
    folder = plan.folder();
    try {
      servers = new ServerFiles(plan).servers();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare an ensemble in " + folder, e);
    }
  }

  /** Three on loopback, all of them serving. */
  public static ZooKeeperEnsemble start(Path folder) {
    return new ZooKeeperEnsemble(ZooKeeperPlan.onLoopback(folder)).start();
  }

  /**
   * Starts those that do not run; returns when all of them serve.
   *
   * @throws IllegalStateException where they do not, and then none runs
   */
  public ZooKeeperEnsemble start() {
    boolean whole = false;
    try {
      servers.stream().filter(server -> !server.running()).forEach(ZooKeeperProcess::start);
      awaitServing();
      whole = true;
      return this;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** Server 1 first. */
  public List<ZooKeeperProcess> servers() {
    return servers;
  }

  /**
   * One of them.
   *
   * @param number from 1
   */
  public ZooKeeperProcess server(int number) {
    return servers.get(number - 1);
  }

  /**
   * Where one of them keeps what was written, in files of ZooKeeper's form.
   *
   * @param number from 1
   */
  public Path transactionLog(int number) {
    return plan.seats()
        .get(number - 1)
        .transactionLog()
        .orElse(ServerFiles.data(plan, number))
        .resolve("version-2");
  }

  /** Whether the servers' classes are there. */
  public static boolean possible() {
    return !ServerFiles.libraries().isEmpty();
  }

  /** {@code HOST:PORT,HOST:PORT,HOST:PORT}, as clients are configured with it. */
  public String connect() {
    return servers.stream().map(ZooKeeperProcess::address).collect(Collectors.joining(","));
  }

  /** Who leads now, in its own words; empty where none does. */
  public Optional<ZooKeeperProcess> leader() {
    return servers.stream()
        .filter(server -> server.mode().equals(Optional.of("leader")))
        .findFirst();
  }

  /** Waits until one leads. */
  public ZooKeeperProcess awaitLeader() {
    return await("a leader, see " + folder)
        .atMost(READY_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(this::leader, Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until one leads, and names one that follows it. */
  public ZooKeeperProcess awaitFollower() {
    return await("a follower, see " + folder)
        .atMost(READY_WITHIN)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                servers.stream()
                    .filter(server -> server.mode().equals(Optional.of("follower")))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /**
   * Waits until all that run serve, one of them as leader. A frozen one never does.
   *
   * @throws IllegalStateException where that takes too long
   */
  public void awaitServing() {
    try {
      await()
          .atMost(READY_WITHIN)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .until(this::serving);
    } catch (ConditionTimeoutException e) {
      String modes =
          servers.stream()
              .map(server -> server + " " + server.mode().orElse("serves nobody"))
              .collect(Collectors.joining(", "));
      throw new IllegalStateException("no ensemble: %s; see %s".formatted(modes, folder), e);
    }
  }

  private boolean serving() {
    List<ZooKeeperProcess> alive = servers.stream().filter(ZooKeeperProcess::running).toList();
    List<String> modes = alive.stream().flatMap(server -> server.mode().stream()).toList();
    return modes.size() == alive.size() && modes.contains("leader");
  }

  /** Stops each and starts it again, the leader last; each serves before the next is stopped. */
  public void rollingRestart() {
    ZooKeeperProcess leader = awaitLeader();
    servers.stream().filter(server -> server != leader).forEach(this::restart);
    restart(leader);
  }

  private void restart(ZooKeeperProcess server) {
    server.stop();
    server.start();
    awaitServing();
  }

  /** Ends all, however they stand. */
  @Override
  public void close() {
    servers.forEach(ZooKeeperProcess::close);
  }
}
