package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.bench.Fleet;
import dev.lockstep.plant.FreePorts;
import dev.lockstep.plant.GatewayProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A gateway that is told to stop (SIGTERM) while clients have it coordinate, one of them waits for
 * another gateway that never answers, and a page is open.
 */
class StopUnderLoadIT {
  private static final int CLIENTS = 9;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String COORDINATIONS = "/api/v1/coordinations";

  private final Fleet fleet = new Fleet(CLIENTS);
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final List<Integer> refusals = new ArrayList<>();
  private final CountDownLatch working = new CountDownLatch(3 * CLIENTS);

  @Test
  void stopEndsWhatWaitsAndLosesNothingThatWasAcknowledged() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        GatewayProcess gateway = started();
        Web web = new Web(gateway.address())) {
      CompletableFuture<HttpResponse<Stream<String>>> page = page(gateway);
      assertThat(page.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      CompletableFuture<Long> pageEnds =
          CompletableFuture.supplyAsync(() -> page.join().body().count());
      CompletableFuture<HttpResponse<String>> waits =
          web.post(COORDINATIONS, plan("http://127.0.0.1:" + mute.getLocalPort(), "waits", 0));
      await().atMost(PATIENCE).until(() -> known(web, "waits"));
      List<Thread> clients = work(gateway);
      assertThat(working.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      ProcessHandle.of(gateway.pid()).orElseThrow().destroy();
      gateway.death().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      for (Thread each : clients) {
        each.join();
      }

      HttpResponse<String> stands = waits.get(30, TimeUnit.SECONDS);
      assertThat(stands.statusCode()).as(stands.body()).isEqualTo(202);
      assertThat(Web.header(stands, "Retry-After")).isNotEmpty();
      assertThat(pageEnds).succeedsWithin(PATIENCE);
      assertThat(log(gateway)).as("what the log says of the stop").isEmpty();
      assertThat(refusals).containsOnly(503);

      gateway.start().awaitReady();
      for (String id : told) {
        String shown = web.get(COORDINATIONS + "/" + id).get().body();
        assertThat(shown).as(id).contains("\"decision\":\"COMMIT\"");
      }
    }
  }

  private GatewayProcess started() throws IOException {
    Path folder = Distribution.folder("stop-under-load");
    int port = FreePorts.find(1).getFirst();
    Map<String, String> settings = new HashMap<>();
    settings.put("lockstep.catalog.profiles", fleet.write(folder).toString());
    settings.put("lockstep.coordinator.enabled", "true");
    settings.put("lockstep.coordinator.path", folder.resolve("decisions.db").toString());
    settings.put("lockstep.coordinators.allowed", "http://127.0.0.1:" + port);
    GatewayProcess gateway =
        new GatewayProcess(
            new GatewayProcess.Plan(
                "stop-under-load", Distribution.home(), folder, port, settings));
    try {
      return gateway.start().awaitReady();
    } catch (RuntimeException | Error failed) {
      gateway.close();
      throw failed;
    }
  }

  private static CompletableFuture<HttpResponse<Stream<String>>> page(GatewayProcess gateway) {
    HttpClient browser = HttpClient.newHttpClient();
    return browser.sendAsync(
        HttpRequest.newBuilder(URI.create(gateway.address() + "/dashboard/live"))
            .header("Accept", "text/event-stream")
            .build(),
        BodyHandlers.ofLines());
  }

  private String plan(String gateway, String id, int drive) {
    return "{\"id\":\"%s\",\"participants\":[{\"gateway\":\"%s\",%s]}"
        .formatted(id, gateway, fleet.commands(drive, 1).substring(1));
  }

  private static boolean known(Web web, String id) throws Exception {
    return web.get(COORDINATIONS + "/" + id).get().statusCode() == 200;
  }

  /** Each client has one coordination after the other, on a machine of its own, until refused. */
  private List<Thread> work(GatewayProcess gateway) {
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int own = client;
      clients.add(Thread.ofPlatform().start(() -> work(gateway, own)));
    }
    return clients;
  }

  private void work(GatewayProcess gateway, int client) {
    try (Web web = new Web(gateway.address())) {
      for (int n = 0; ; n++) {
        String id = "c%d-%d".formatted(client, n);
        HttpResponse<String> said =
            web.post(COORDINATIONS, plan(gateway.address(), id, client)).get();
        if (said.statusCode() == 200) {
          assertThat(new ObjectMapper().readTree(said.body()).path("decision").asText())
              .isEqualTo("COMMIT");
          told.add(id);
          working.countDown();
        } else if (said.statusCode() != 202) {
          synchronized (refusals) {
            refusals.add(said.statusCode());
          }
          return;
        }
      }
    } catch (Exception gone) {
      // The connection is closed: the client was told nothing, and asks the next gateway.
    }
  }

  /** Warnings and errors, and what has no level: traces of stacks. */
  private static List<String> log(GatewayProcess gateway) throws IOException {
    return Files.readAllLines(gateway.plan().log()).stream()
        .filter(line -> !line.matches("\\S+ \\S+ (?:INFO|DEBUG) .*"))
        .filter(line -> !line.isBlank())
        .toList();
  }
}
