package dev.lockstep.narayana;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Narayana's REST-AT coordinator as it is on Maven Central, from {@code target/narayana}: it can be
 * killed, by others or by itself, and started again on the same log.
 */
public final class Narayana implements AutoCloseable {
  private static final Path SOURCE = Path.of("src/test/narayana/RestAtCoordinator.java");
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CoordinatorProcess process;

  /**
   * Not running until {@link #start}.
   *
   * @param jars the folder of its jars
   * @param folder for its log, and what it prints
   */
  public Narayana(Path jars, Path folder) {
    process =
        new CoordinatorProcess(
            new CoordinatorProcess.Plan("narayana", SOURCE, jars, folder, READY_WITHIN));
  }

  /**
   * Starts it, again after it died; returns when it answers.
   *
   * @throws IllegalStateException where it has ended instead, or takes too long
   */
  public Narayana start() {
    process.start("now");
    awaitAnswer(200);
    return this;
  }

  /** Starts the server without the coordinator: 404 for everything, until {@link #deploy}. */
  public void startUndeployed() {
    process.start("told");
    awaitAnswer(404);
  }

  /** Deploys the coordinator in the server that waits for it. */
  public void deploy() {
    process.tell();
    awaitAnswer(200);
  }

  private void awaitAnswer(int status) {
    process.awaitAnswer(() -> answers(status));
  }

  private boolean answers(int status) {
    try {
      return send(to(manager()).GET()).join().statusCode() == status;
    } catch (CompletionException notYet) {
      return false;
    }
  }

  /** SIGKILL. Returns when it is gone. */
  public void kill() {
    process.kill();
  }

  public boolean running() {
    return process.running();
  }

  /** Waits until it has died, of itself or by others; not for ever. */
  public void awaitDeath() {
    process.awaitDeath();
  }

  /** What the addresses of its transactions lie below. */
  public String address() {
    return "http://127.0.0.1:%d/rest-at-coordinator".formatted(process.port());
  }

  /** Where its clients begin transactions. */
  public String manager() {
    return address() + "/tx/transaction-manager";
  }

  /**
   * Begins a transaction, as a client does.
   *
   * @throws UncheckedIOException where it does not answer
   */
  public Transaction begin(Optional<Duration> timeout) {
    String form = timeout.map(time -> "timeout=" + time.toMillis()).orElse("");
    HttpRequest.Builder begin =
        to(manager())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    try {
      HttpResponse<String> begun = send(begin).join();
      return new Transaction(
          this,
          begun.headers().firstValue("Location").orElseThrow(),
          begun.headers().allValues("Link"));
    } catch (CompletionException e) {
      throw new UncheckedIOException("Narayana does not answer", new IOException(e.getCause()));
    }
  }

  /** Whether its log holds this transaction still. */
  public boolean remembers(Transaction transaction) {
    return record(transaction).isPresent();
  }

  /**
   * Empties its record of this transaction, as a kill does that comes while it writes it anew, in
   * place: seen when a participant was missing at the commit. Only while it is dead.
   */
  public void loseRecord(Transaction transaction) {
    try {
      Files.write(record(transaction).orElseThrow(), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Path> record(Transaction transaction) {
    String name = transaction.address().substring(transaction.address().lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.walk(process.store())) {
      return files.filter(each -> each.getFileName().toString().equals(name)).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A transaction as its client sees it.
   *
   * @param address where the coordinator keeps it
   * @param links its Link headers, as the coordinator gave them at the begin
   */
  public record Transaction(Narayana coordinator, String address, List<String> links) {

    /** Has a participant that is no gateway enlisted. */
    public void enlist(String participant) {
      String link =
          "<%s>; rel=\"participant\", <%s/terminator>; rel=\"terminator\""
              .formatted(participant, participant);
      HttpResponse<String> enlisted =
          coordinator.send(to(address).header("Link", link).POST(BodyPublishers.noBody())).join();
      if (enlisted.statusCode() != 201) {
        throw new IllegalStateException("not enlisted: " + enlisted.statusCode());
      }
    }

    /**
     * Ends it.
     *
     * @param word TransactionCommitted or TransactionRolledBack
     * @param fault one of Narayana's own, empty for none
     * @return what the client is told it came to; fails where the coordinator dies
     */
    public CompletableFuture<String> end(String word, String fault) {
      String where = address + "/terminator" + (fault.isEmpty() ? "" : "?fault=" + fault);
      return coordinator
          .send(
              to(where)
                  .header("Content-Type", "application/txstatus")
                  .PUT(BodyPublishers.ofString("txstatus=" + word)))
          .thenApply(HttpResponse::body);
    }

    public CompletableFuture<String> commit() {
      return end("TransactionCommitted", "");
    }
  }

  private static HttpRequest.Builder to(String address) {
    return HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(60));
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
