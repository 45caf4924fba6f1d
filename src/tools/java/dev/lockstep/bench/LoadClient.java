package dev.lockstep.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One of those who call at a time: a transaction after the other, on connections of its own, one to
 * each of the contender's servers.
 */
final class LoadClient {
  private final List<LoadConnection> connections;
  private final Dialog dialog;
  private final BenchmarkTally tally;
  private int asked;
  private long sentNanos;
  private long beforeNanos;

  LoadClient(List<LoadConnection> connections, Dialog dialog, BenchmarkTally tally) {
    this.connections = List.copyOf(connections);
    this.dialog = dialog;
    this.tally = tally;
  }

  /** Begins a transaction. */
  void begin(long number, int machine) throws IOException {
    beforeNanos = 0;
    ask(dialog.begin(number, machine));
  }

  /** Takes what has arrived, and goes on; true when the transaction is over, however it ended. */
  boolean arrived() throws IOException {
    Optional<HttpAnswer> answer = connections.get(asked).answer();
    return answer.isPresent() && taken(answer.get(), System.nanoTime() - sentNanos);
  }

  private boolean taken(HttpAnswer answer, long elapsedNanos) throws IOException {
    return switch (dialog.heard(answer)) {
      case Heard.Next(LoadCall call) -> {
        beforeNanos += elapsedNanos;
        ask(call);
        yield false;
      }
      case Heard.Committed() -> {
        tally.committed(beforeNanos, elapsedNanos);
        yield true;
      }
      case Heard.Wrong(String what) -> {
        tally.failed(what);
        yield true;
      }
    };
  }

  private void ask(LoadCall call) throws IOException {
    asked = call.server();
    sentNanos = System.nanoTime();
    connections.get(asked).send(call);
  }
}
