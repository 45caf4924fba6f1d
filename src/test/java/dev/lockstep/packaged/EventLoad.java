package dev.lockstep.packaged;

import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.Rest;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Transactions one after the other on each drive, whether or not the gateway lives. */
final class EventLoad implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private static final long DEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Drives line;
  private final Fleet fleet;
  private final AtomicInteger ids = new AtomicInteger();

  /** Those of which nobody knows what a gateway that was killed had made of them. */
  private final Set<String> undecided = ConcurrentHashMap.newKeySet();

  private final ExecutorService lanes;
  private volatile boolean stop;

  EventLoad(Drives line, int size) {
    this.line = line;
    this.fleet = line.fleet();
    this.lanes = Executors.newVirtualThreadPerTaskExecutor();
    IntStream.range(0, size).forEach(drive -> lanes.execute(() -> play(drive)));
  }

  private void play(int drive) {
    while (!stop) {
      int number = ids.incrementAndGet();
      String id = "/api/v1/transactions/e-" + number;
      Rest rest = line.gateway().rest();
      undecided.add(id);
      try {
        int status = rest.post(id + "/prepare", fleet.commands(drive, number)).status();
        if (status == 200) {
          rest.post(id + (number % 3 == 0 ? "/rollback" : "/commit"), "");
        }
        if (number % 5 == 0) {
          rest.delete(id);
        }
        undecided.remove(id);
      } catch (UncheckedIOException dead) {
        // It is started again. What it voted for is decided below.
        LockSupport.parkNanos(DEAD_NANOS);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Ends the load, and what it left undecided. */
  @Override
  public void close() {
    stop = true;
    lanes.close();
    for (String id : undecided) {
      line.gateway().rest().post(id + "/rollback", "");
    }
  }

  /** How many were begun. */
  int begun() {
    return ids.get();
  }

  /** Sentences of health that are about the outbox. */
  static List<String> troubles(Drives line) {
    return line.gateway().rest().get("/q/health/ready").body().findValuesAsText("outboxTroubles");
  }
}
