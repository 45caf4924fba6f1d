package dev.lockstep.bench;

import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Optional;

/** Prepares and commits one transaction after the other, and waits for each. For one thread. */
final class SoleCaller implements AutoCloseable {
  private static final String TRANSACTIONS = "/api/v1/transactions/";
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);

  private final LoadConnection connection;
  private final Selector selector = Selector.open();
  private long number;

  SoleCaller(GatewayProcess gateway) throws IOException {
    connection = new LoadConnection(Bed.socket(gateway));
    connection.announce(selector, this);
  }

  /** One whole transaction; the tally says what came of it. */
  void transaction(String commands, BenchmarkTally tally) throws IOException {
    String id = "sole-" + number++;
    long begun = System.nanoTime();
    HttpAnswer vote = ask(LoadCall.post(0, TRANSACTIONS + id + "/prepare", commands));
    long voted = System.nanoTime();
    if (!vote.says(200, "vote", "COMMIT")) {
      tally.failed(vote.wrong("PREPARE", id).answer());
      return;
    }
    HttpAnswer end = ask(LoadCall.post(0, TRANSACTIONS + id + "/commit", ""));
    if (end.says(200, "outcome", "COMMITTED")) {
      tally.committed(voted - begun, System.nanoTime() - voted);
    } else {
      tally.failed(end.wrong("COMMIT", id).answer());
    }
  }

  HttpAnswer ask(LoadCall call) throws IOException {
    connection.send(call);
    while (true) {
      selector.selectedKeys().clear();
      if (selector.select(ANSWER_WITHIN.toMillis()) == 0) {
        throw new IllegalStateException("no answer to " + call.path());
      }
      Optional<HttpAnswer> answer = connection.answer();
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    connection.close();
  }
}
