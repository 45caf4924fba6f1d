package dev.lockstep.packaged;

import static dev.lockstep.packaged.PlantLine.setForce;

import dev.lockstep.plant.GatewayProcess;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Transactions at a steady rate until their gateway is killed, by clients with a press in memory of
 * their own each, and when each answer came.
 */
final class AnsweredLoad implements AutoCloseable {
  static final int PRESSES = 8;

  /** Transactions in a second, of all clients. */
  static final int RATE = 20;

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) * PRESSES / RATE;

  private final GatewayProcess gateway;
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<Answered>> told = new ArrayList<>();
  private final List<Future<?>> ends = new ArrayList<>();
  private volatile boolean over;

  /**
   * A transaction, and when its answers were here, in {@link System#nanoTime}; 0: they were not.
   */
  static final class Answered {
    private final String id;
    private volatile long votedAt;
    private volatile long endedAt;

    private Answered(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    long votedAt() {
      return votedAt;
    }

    long endedAt() {
      return endedAt;
    }
  }

  private AnsweredLoad(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  /**
   * Begins.
   *
   * @param name of its transactions
   */
  static AnsweredLoad on(GatewayProcess gateway, String name) {
    AnsweredLoad load = new AnsweredLoad(gateway);
    for (int press = 1; press <= PRESSES; press++) {
      List<Answered> answered = new ArrayList<>();
      load.told.add(answered);
      int number = press;
      load.ends.add(load.clients.submit(() -> load.play(name, number, answered)));
    }
    return load;
  }

  /** Ends, and says what was told to each client, in order. */
  List<List<Answered>> end() throws InterruptedException {
    over = true;
    try {
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug);
    }
    return told;
  }

  private void play(String name, int press, List<Answered> answered) {
    long next = System.nanoTime() + PAUSE_NANOS * press / PRESSES;
    for (int each = 0; !over; each++) {
      LockSupport.parkNanos(next - System.nanoTime());
      next += PAUSE_NANOS;
      Answered transaction = new Answered("%s-%d-%d".formatted(name, press, each));
      answered.add(transaction);
      try {
        play(transaction, setForce("memory-" + press, 100 + each % 500));
      } catch (UncheckedIOException killed) {
        return;
      }
    }
  }

  private void play(Answered transaction, Map<String, Object> command) {
    Rest.Reply vote = StandbyPlant.prepare(gateway, transaction.id, List.of(command));
    if (!vote.body().path("vote").asText().equals("COMMIT")) {
      return;
    }
    transaction.votedAt = System.nanoTime();
    Rest.Reply outcome = StandbyPlant.commit(gateway, transaction.id);
    if (outcome.body().path("outcome").asText().equals("COMMITTED")) {
      transaction.endedAt = System.nanoTime();
    }
  }

  @Override
  public void close() {
    over = true;
    clients.shutdownNow();
  }
}
