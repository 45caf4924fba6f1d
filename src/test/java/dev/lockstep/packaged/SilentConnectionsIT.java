package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connections that ask for nothing, more than the gateway may have file descriptors for: the
 * coordinator gets through, on new connections too.
 */
@Tag("fault")
class SilentConnectionsIT {
  private static final int SILENT = 3_000;
  private static final int CONNECTIONS_MAX = 400;
  private static final int PER_ADDRESS_MAX = 150;

  /** Some 300 are its jars, its journal and what Java needs. */
  private static final int DESCRIPTORS_MAX = 1_000;

  private static final int CONNECTS_WITHIN_MILLIS = 2_000;

  private final Drives line =
      Drives.start(
          "silent-connections",
          4,
          Map.of(
              "lockstep.http.connections-max", Integer.toString(CONNECTIONS_MAX),
              "lockstep.http.connections-per-address-max", Integer.toString(PER_ADDRESS_MAX)));
  private final List<Socket> sockets = new ArrayList<>();
  private Duration longest = Duration.ZERO;

  @AfterEach
  void end() throws IOException {
    line.close();
    for (Socket each : sockets) {
      each.close();
    }
  }

  @Test
  void coordinatorGetsThroughWhileThousandsConnectFromOneAddress() throws Exception {
    flood(List.of("127.0.0.2"));

    assertThat(closed("ADDRESS")).isGreaterThanOrEqualTo(SILENT - PER_ADDRESS_MAX);
    assertThat(closed("TOTAL")).isZero();
  }

  @Test
  void coordinatorGetsThroughWhileThousandsConnectFromManyAddresses() throws Exception {
    flood(List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6"));

    assertThat(closed("TOTAL")).isPositive();
  }

  private void flood(List<String> addresses) throws Exception {
    limitDescriptors();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> flood =
        CompletableFuture.runAsync(
            () -> {
              for (int each = 0; each < SILENT; each++) {
                connectFrom(addresses.get(each % addresses.size()));
              }
              over.set(true);
            });
    int calls = 0;
    for (boolean last = false; !last; calls++) {
      last = over.get() || flood.isDone();
      commit("flooded-" + calls);
    }
    flood.join();
    System.out.printf(
        "%d silent connections from %d addresses: %d transactions meanwhile, the slowest call took %d ms%n",
        SILENT, addresses.size(), calls, longest.toMillis());
    assertThat(metric("lockstep_http_connections")).isLessThanOrEqualTo(CONNECTIONS_MAX);
  }

  private void connectFrom(String address) {
    try {
      Socket socket = new Socket();
      sockets.add(socket);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      int port = line.gateway().plan().port();
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECTS_WITHIN_MILLIS);
    } catch (IOException refused) {
      throw new AssertionError("even a connection is refused", refused);
    }
  }

  /** On connections of its own, as after the coordinator's restart. */
  private void commit(String id) throws Exception {
    try (Web web = line.web()) {
      assertThat(timed(() -> web.call(id, "prepare", line.fleet().commands(0, 5))).statusCode())
          .isEqualTo(200);
    }
    try (Web web = line.web()) {
      assertThat(timed(() -> web.call(id, "commit", "")).statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<String> timed(Supplier<CompletableFuture<HttpResponse<String>>> call)
      throws Exception {
    long begun = System.nanoTime();
    HttpResponse<String> answer = call.get().get();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    longest = took.compareTo(longest) > 0 ? took : longest;
    return answer;
  }

  private void limitDescriptors() throws Exception {
    String prlimit = Distribution.required("prlimit").toString();
    String pid = Long.toString(line.gateway().pid());
    int code =
        new ProcessBuilder(prlimit, "--pid", pid, "--nofile=" + DESCRIPTORS_MAX)
            .inheritIO()
            .start()
            .waitFor();
    assertThat(code).isZero();
  }

  private double closed(String cause) throws Exception {
    return metric("lockstep_http_connections_closed_total{cause=\"" + cause + "\"}");
  }

  private double metric(String name) throws Exception {
    try (Web web = line.web()) {
      String metrics = web.get("/q/metrics").get().body();
      Matcher found =
          Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
              .matcher(metrics);
      assertThat(found.find()).as(metrics).isTrue();
      return Double.parseDouble(found.group(1));
    }
  }
}
