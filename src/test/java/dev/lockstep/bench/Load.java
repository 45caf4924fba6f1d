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
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final InetSocketAddress gateway;
  private final Fleet fleet;
  private final String prefix;
  private long transactions;

  /**
   * What was measured.
   *
   * @param elapsed from the first request to the last answer
   * @param processor time that the load generator itself has used
   * @param machineLoad how busy all cores were with anything at all: 0 to 1
   */
  record Result(Tally tally, Duration elapsed, Duration processor, double machineLoad) {}

  /**
   * Calls nobody yet.
   *
   * @param prefix of the ids: no other load on the same journal may have it
   */
  Load(InetSocketAddress gateway, Fleet fleet, String prefix) {
    this.gateway = gateway;
    this.fleet = fleet;
    this.prefix = prefix;
  }

  /**
   * Begins transactions for that long, and returns when the last is over.
   *
   * @throws IOException where a connection breaks
   * @throws IllegalStateException where no answer comes
   */
  Result run(int callers, Duration time) throws IOException {
    Tally tally = new Tally();
    List<Connection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      List<Turn> turns = new ArrayList<>();
      for (int each = 0; each < callers; each++) {
        Connection connection = new Connection(gateway);
        connections.add(connection);
        Turn turn = new Turn(new Caller(connection, tally), each, callers);
        connection.announce(selector, turn);
        turns.add(turn);
      }
      // Each call tells of the time since the call before.
      double unused = SYSTEM.getCpuLoad();
      long processor = SYSTEM.getProcessCpuTime();
      long begin = System.nanoTime();
      for (Turn turn : turns) {
        turn.next();
      }
      serve(selector, callers, begin + time.toNanos());
      return new Result(
          tally,
          Duration.ofNanos(System.nanoTime() - begin),
          Duration.ofNanos(SYSTEM.getProcessCpuTime() - processor),
          SYSTEM.getCpuLoad());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      for (Connection each : connections) {
        each.close();
      }
    }
  }

  private void serve(Selector selector, int callers, long endNanos) throws IOException {
    int[] busy = {callers};
    while (busy[0] > 0) {
      int arrived =
          selector.select(
              key -> {
                if (!((Turn) key.attachment()).goesOn(endNanos)) {
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
    private final Caller caller;
    private final int step;
    private final int first;
    private int device;

    Turn(Caller caller, int first, int step) {
      this.caller = caller;
      this.first = first;
      this.step = step;
      this.device = first;
    }

    /** False when its last transaction is over. */
    boolean goesOn(long endNanos) {
      try {
        if (!caller.arrived()) {
          return true;
        }
        if (System.nanoTime() - endNanos >= 0) {
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
      caller.begin(prefix + number, fleet.commands(device, number));
      device = device + step < fleet.size() ? device + step : first;
    }
  }
}
