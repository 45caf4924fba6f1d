package dev.lockstep.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The load generator: so many callers at a time, each on a connection of its own and with machines
 * of its own, all served by the one thread that runs it. A caller begins the next transaction when
 * its last is over.
 */
final class Load {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);
  private static final Duration TIMES_WITHIN = Duration.ofMinutes(10);
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Contender contender;
  private final int machines;
  private long transactions;

  /**
   * What was measured.
   *
   * @param elapsed from the first request to the last answer
   * @param processor time that the load generator itself has used
   * @param machineLoad how busy all cores were with anything at all: 0 to 1
   */
  record Result(BenchmarkTally tally, Duration elapsed, Duration processor, double machineLoad) {
    static Result none() {
      return new Result(new BenchmarkTally(), Duration.ZERO, Duration.ZERO, 0);
    }

    /** Two rounds as one. */
    Result plus(Result other) {
      BenchmarkTally both = new BenchmarkTally();
      both.addAll(tally);
      both.addAll(other.tally);
      Duration time = elapsed.plus(other.elapsed);
      double busy = machineLoad * elapsed.toNanos() + other.machineLoad * other.elapsed.toNanos();
      return new Result(
          both, time, processor.plus(other.processor), busy / Math.max(1, time.toNanos()));
    }
  }

  /**
   * Calls nobody yet.
   *
   * @param machines how many each participant has: at least as many as there will be callers
   */
  Load(Contender contender, int machines) {
    this.contender = contender;
    this.machines = machines;
  }

  /**
   * Begins transactions for that long, and returns when the last is over.
   *
   * @throws IOException where a connection breaks
   * @throws IllegalStateException where no answer comes
   */
  Result run(int callers, Duration time) throws IOException {
    return until(callers, new Limit(System.nanoTime() + time.toNanos(), Long.MAX_VALUE));
  }

  /**
   * Begins that many transactions, and returns when the last is over.
   *
   * @throws IOException where a connection breaks
   * @throws IllegalStateException where no answer comes
   */
  Result times(int callers, long count) throws IOException {
    return until(
        callers, new Limit(System.nanoTime() + TIMES_WITHIN.toNanos(), transactions + count));
  }

  /** No transaction is begun after that time, and none with that number or a higher one. */
  private record Limit(long endNanos, long transactions) {}

  private Result until(int callers, Limit limit) throws IOException {
    BenchmarkTally tally = new BenchmarkTally();
    List<LoadConnection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      List<Turn> turns = new ArrayList<>();
      for (int each = 0; each < callers; each++) {
        List<LoadConnection> own = connect(connections);
        Turn turn = new Turn(new LoadClient(own, contender.dialog(), tally), each, callers);
        for (LoadConnection connection : own) {
          connection.announce(selector, turn);
        }
        turns.add(turn);
      }
      // Each call tells of the time since the call before.
      double unused = SYSTEM.getCpuLoad();
      long processor = SYSTEM.getProcessCpuTime();
      long begin = System.nanoTime();
      for (Turn turn : turns) {
        turn.next();
      }
      serve(selector, callers, limit);
      return new Result(
          tally,
          Duration.ofNanos(System.nanoTime() - begin),
          Duration.ofNanos(SYSTEM.getProcessCpuTime() - processor),
          SYSTEM.getCpuLoad());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      for (LoadConnection each : connections) {
        each.close();
      }
    }
  }

  private List<LoadConnection> connect(List<LoadConnection> all) throws IOException {
    List<LoadConnection> own = new ArrayList<>();
    for (InetSocketAddress server : contender.servers()) {
      LoadConnection connection = new LoadConnection(server);
      all.add(connection);
      own.add(connection);
    }
    return own;
  }

  private void serve(Selector selector, int callers, Limit limit) throws IOException {
    int[] busy = {callers};
    while (busy[0] > 0) {
      int arrived =
          selector.select(
              key -> {
                if (!((Turn) key.attachment()).goesOn(limit)) {
                  busy[0]--;
                }
              },
              ANSWER_WITHIN.toMillis());
      if (arrived == 0) {
        throw new IllegalStateException(
            "no answer to %d callers within %d s".formatted(busy[0], ANSWER_WITHIN.toSeconds()));
      }
    }
  }

  /** A caller and the machines that are its own: every so many, so that no two callers meet. */
  private final class Turn {
    private final LoadClient caller;
    private final int step;
    private final int first;
    private int device;

    Turn(LoadClient caller, int first, int step) {
      this.caller = caller;
      this.first = first;
      this.step = step;
      this.device = first;
    }

    /** False when its last transaction is over. */
    boolean goesOn(Limit limit) {
      try {
        if (!caller.arrived()) {
          return true;
        }
        if (System.nanoTime() - limit.endNanos() >= 0 || transactions >= limit.transactions()) {
          return false;
        }
        next();
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void next() throws IOException {
      long number = transactions++;
      caller.begin(number, device);
      device = device + step < machines ? device + step : first;
    }
  }
}
