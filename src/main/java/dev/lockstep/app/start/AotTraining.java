package dev.lockstep.app.start;

import dev.lockstep.app.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Training run for the AOT cache (JEP 514, and 515: which code is hot): the calls that a gateway
 * gets first, as participant and as coordinator of itself, and a command beside it. Its devices are
 * simulated; classes for OPC UA and MQTT are loaded when they are needed.
 */
final class AotTraining {
  private static final Duration READY_WITHIN = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 20;
  private static final int TRANSACTIONS = 100;
  private static final int COORDINATIONS = 50;
  private static final List<String> LOOKS =
      List.of("/q/health", "/q/metrics", "/api/v1/devices", "/api/v1/transactions");

  private final URI gateway;

  AotTraining(URI gateway) {
    this.gateway = gateway;
  }

  /** Returns 0 where the gateway did as expected, 1 where it did not. */
  int run() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      awaitReady(client);
      for (int each = 0; each < TRANSACTIONS; each++) {
        String path = "/api/v1/transactions/rehearsal-" + each;
        require(client, post(path + "/prepare", commands(each)));
        require(client, post(path + (each % 10 == 9 ? "/rollback" : "/commit"), "{}"));
      }
      for (int each = 0; each < COORDINATIONS; each++) {
        require(client, post("/api/v1/coordinations", coordination(each)));
      }
      for (String path : LOOKS) {
        require(client, HttpRequest.newBuilder(gateway.resolve(path)).build());
      }
      askAsAPersonDoes();
      return 0;
    } catch (IOException | UncheckedIOException | IllegalStateException failed) {
      System.err.println("lockstep: " + failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private void awaitReady(HttpClient client) throws InterruptedException {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      try {
        HttpRequest ready = HttpRequest.newBuilder(gateway.resolve("/q/health/ready")).build();
        if (client.send(ready, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException("not ready within " + READY_WITHIN);
  }

  /** The command line starts from the same cache. */
  private void askAsAPersonDoes() {
    String[] status = {"status", "--url", gateway.toString()};
    int code = Lockstep.commandLine(status[0]).execute(status);
    if (code != ExitCode.DONE.code() && code != ExitCode.WAITS.code()) {
      throw new IllegalStateException("lockstep status exits with " + code);
    }
  }

  private HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String commands(int speed) {
    return """
        {"commands":[{"device":"drive-0","command":"SetSpeed","arguments":{"Speed":%d}}]}"""
        .formatted(speed + 1);
  }

  private String coordination(int each) {
    return """
        {"id":"rehearsal:%d","participants":[{"gateway":"%s",%s]}"""
        .formatted(each, gateway, commands(TRANSACTIONS + each).substring(1));
  }

  private static void require(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          request.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
  }
}
