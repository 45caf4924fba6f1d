package dev.lockstep.lra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.narayana.CoordinatorProcess;
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
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Narayana's coordinator of long running actions as it is on Maven Central, from {@code
 * target/lra}: it can be killed, and started again on the same log, or on none.
 */
public final class LraCoordinatorProcess implements AutoCloseable {
  private static final Path SOURCE = Path.of("src/test/lra/LraCoordinator.java");
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CoordinatorProcess process;

  /**
   * Not running until {@link #start}.
   *
   * @param jars the folder of its jars
   * @param folder for its log, and what it prints
   */
  public LraCoordinatorProcess(Path jars, Path folder) {
    process =
        new CoordinatorProcess(
            new CoordinatorProcess.Plan("lra", SOURCE, jars, folder, READY_WITHIN));
  }

  /** Starts it, again after it was killed; returns when it answers. */
  public LraCoordinatorProcess start() {
    process.start();
    process.awaitAnswer(this::answers);
    return this;
  }

  private boolean answers() {
    try {
      return call("GET", address()).statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** SIGKILL. Returns when it is gone. */
  public void kill() {
    process.kill();
  }

  /** Loses its log. Only while it is dead. */
  public void loseLog() throws IOException {
    try (Stream<Path> files = Files.walk(process.store())) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    }
  }

  /** What the addresses of its actions are, or lie below. */
  public String address() {
    return "http://127.0.0.1:%d/lra-coordinator".formatted(process.port());
  }

  /** Begins an action, as a client does. */
  public Action begin() {
    HttpResponse<String> begun = call("POST", address() + "/start?ClientID=test");
    assertThat(begun.statusCode()).as("%s", begun.body()).isEqualTo(201);
    return new Action(begun.body());
  }

  /** Begins one that is nested in another. */
  public Action beginBelow(Action parent) {
    HttpResponse<String> begun =
        call("POST", address() + "/start?ClientID=test&ParentLRA=" + parent.address());
    assertThat(begun.statusCode()).as("%s", begun.body()).isEqualTo(201);
    return new Action(begun.body());
  }

  /** Whether it has put the action aside as one that it could not end as it was meant to. */
  public boolean failed(Action action) {
    String name = action.address().substring(action.address().lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.walk(process.store())) {
      return files.anyMatch(each -> each.endsWith(Path.of("Failed", name)));
    } catch (IOException | UncheckedIOException writing) {
      // Its files come and go while they are looked at.
      return false;
    }
  }

  /** An action, as its client sees it. */
  public final class Action {
    private final String address;

    private Action(String address) {
      this.address = address;
    }

    public String address() {
      return address;
    }

    /** What the coordinator answers to the client: Closed, or Closing. */
    public String close() {
      return call("PUT", address + "/close").body();
    }

    public String cancel() {
      return call("PUT", address + "/cancel").body();
    }

    /** The HTTP status of the question for its status, where it is over, and its status else. */
    public String status() {
      HttpResponse<String> answer = call("GET", address + "/status");
      return answer.statusCode() == 200 ? answer.body() : Integer.toString(answer.statusCode());
    }
  }

  /** Without a body. */
  public HttpResponse<String> call(String method, String address) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(READY_WITHIN)
            .method(method, BodyPublishers.noBody())
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
