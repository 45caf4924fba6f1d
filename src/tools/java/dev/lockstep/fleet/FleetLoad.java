package dev.lockstep.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients at work, each on a thread of its own, until {@link #end}. */
final class FleetLoad {
  private final List<FleetClient> clients = new ArrayList<>();
  private final List<Future<?>> working = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean ending;

  /**
   * How the clients begin.
   *
   * @param clients how many
   * @param span gateways of a coordination
   * @param first number of their transactions
   */
  record Draw(int clients, FleetClient.Span span, long first) {}

  private FleetLoad() {}

  static FleetLoad begin(FleetPlant plant, Draw draw, SplittableRandom random) {
    FleetLoad load = new FleetLoad();
    for (int each = 0; each < draw.clients(); each++) {
      FleetClient.Numbers numbers =
          new FleetClient.Numbers(draw.first() + each, draw.clients(), each);
      FleetClient client = new FleetClient(plant, draw.span(), numbers, random.split());
      load.clients.add(client);
      load.working.add(load.threads.submit(() -> client.work(() -> !load.ending)));
    }
    return load;
  }

  /** Those that are over, client by client. */
  List<List<FleetTransaction>> byClient() {
    return clients.stream().map(FleetClient::transactions).toList();
  }

  /** How many are over. */
  long ended() {
    return byClient().stream().mapToLong(List::size).sum();
  }

  /**
   * Begins nothing more, and waits for what was begun.
   *
   * @return all transactions
   */
  List<FleetTransaction> end() throws InterruptedException {
    ending = true;
    for (Future<?> each : working) {
      try {
        each.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException("a client has failed", failed.getCause());
      }
    }
    threads.close();
    return byClient().stream().flatMap(List::stream).toList();
  }

  /** Answers that should not have come, once it has ended. */
  List<String> strange() {
    return clients.stream().flatMap(each -> each.strange().stream()).distinct().toList();
  }
}
