package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers who send half, too much, or nothing, on connections of their own. */
@Tag("fault")
class SlowCallersIT {
  private static final int CONNECTIONS_MAX = 60;
  private static final int VOTES_MAX = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Drives LINE =
      Drives.start(
          "slow-callers",
          8,
          Map.of(
              "lockstep.limits.votes-max",
              Integer.toString(VOTES_MAX),
              "lockstep.http.connections-max",
              Integer.toString(CONNECTIONS_MAX),
              "lockstep.http.first-head-max",
              "3s",
              "quarkus.http.read-timeout",
              "2s",
              "quarkus.http.idle-timeout",
              "4s",
              "lockstep.limits.timeout-max",
              "3s",
              "lockstep.limits.timeout-default",
              "3s",
              "lockstep.transactions.answer-within",
              "3s"));
  private static final int PORT = LINE.gateway().plan().port();

  private final Web web = LINE.web();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    web.close();
    for (Socket each : sockets) {
      each.close();
    }
  }

  @AfterAll
  static void end() {
    LINE.close();
  }

  private Socket connection() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String request(String id, String body, int length) {
    return """
    POST /api/v1/transactions/%s/prepare HTTP/1.1\r
    Host: 127.0.0.1:%d\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s"""
        .formatted(id, PORT, length, body);
  }

  /** All that comes until the other side closes. */
  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void halfSentBodiesTakeNobodysRoomAndEnd() throws Exception {
    for (int each = 0; each < 5 * VOTES_MAX; each++) {
      send(connection(), request("half-" + each, "{\"commands\":", 500));
    }
    // Sent after theirs on connections of its own: whoever came before is inside by now.
    await().atMost(PATIENCE).until(() -> web.get("/q/health/live").get().statusCode() == 200);

    assertThat(web.call("whole", "prepare", LINE.fleet().commands(0, 5)).get().statusCode())
        .isEqualTo(200);
    assertThat(web.call("whole", "commit", "").get().statusCode()).isEqualTo(200);

    for (Socket each : sockets) {
      // Answered or closed: none is left hanging.
      assertThat(all(each))
          .satisfiesAnyOf(
              text -> assertThat(text).isEmpty(),
              text -> assertThat(text).startsWith("HTTP/1.1 4"));
    }
  }

  @Test
  void bodiesThatComeDropByDropTakeNobodysRoomAndEnd() throws Exception {
    for (int each = 0; each < 2 * VOTES_MAX; each++) {
      send(connection(), request("drop-" + each, "{", 500));
    }
    String path = "PUT /rest-at/participants/drop~1/terminator HTTP/1.1\r\nHost: localhost\r\n";
    send(connection(), path + "Content-Type: application/txstatus\r\nContent-Length: 37\r\n\r\nt");
    List<Socket> open = new ArrayList<>(sockets);

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              open.removeIf(each -> !drips(each));
              return open.isEmpty();
            });
    assertThat(sockets).extracting(SlowCallersIT::beginning).containsOnly("HTTP/1.1 408");
    assertThat(web.call("undropped", "prepare", LINE.fleet().commands(2, 5)).get().statusCode())
        .isEqualTo(200);
    assertThat(web.call("undropped", "rollback", "").get().statusCode()).isEqualTo(200);
  }

  private static String beginning(Socket socket) {
    try {
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
    } catch (IOException reset) {
      return reset.toString();
    }
  }

  /** Whether one more byte of its body is taken. */
  private static boolean drips(Socket socket) {
    try {
      send(socket, " ");
      return socket.getInputStream().available() == 0;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void headsThatComeDropByDropEnd() throws Exception {
    Socket socket = connection();
    send(socket, "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\nX-Drops: ");

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !drips(socket) || closedNow(socket));
  }

  @Test
  void halfSentWordOfACoordinatorEnds() throws Exception {
    String head =
        """
        PUT /rest-at/participants/half~1/terminator HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/txstatus\r
        Content-Length: 37\r
        \r
        txstatus=Trans""";
    send(connection(), head);

    assertThat(all(sockets.getFirst()))
        .satisfiesAnyOf(
            text -> assertThat(text).isEmpty(), text -> assertThat(text).startsWith("HTTP/1.1 4"));
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws Exception {
    Socket socket = connection();
    send(
        socket,
        "GET /api/v1/devices HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x".repeat(30_000));

    assertThat(all(socket)).startsWith("HTTP/1.1 431");
  }

  @Test
  void addressesThatAreTooLongAreRefused() throws Exception {
    Socket socket = connection();
    send(socket, "GET /" + "x".repeat(6_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(all(socket)).matches("(?s)HTTP/1\\.[01] 414.*");
  }

  @Test
  void requestsThatDoNotWaitForTheirAnswersAreAnsweredInTheirOrder() throws Exception {
    Socket socket = connection();
    String body = LINE.fleet().commands(1, 9);
    String commit =
        """
        POST /api/v1/transactions/piped/commit HTTP/1.1\r
        Host: localhost\r
        Content-Length: 0\r
        Connection: close\r
        \r
        """;
    send(socket, request("piped", body, body.length()) + commit);

    String answers = all(socket);

    assertThat(answers).containsSubsequence("HTTP/1.1 200", "COMMIT", "HTTP/1.1 200", "COMMITTED");
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAndIdleOnesMakeRoomAgain() throws Exception {
    for (int each = 0; each < 2 * CONNECTIONS_MAX; each++) {
      connection();
    }
    await().atMost(PATIENCE).until(() -> closed() >= CONNECTIONS_MAX);

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> web.get("/q/health/ready").get().statusCode() == 200);
    await().atMost(PATIENCE).until(() -> closed() == sockets.size());
  }

  private long closed() {
    return sockets.stream().filter(each -> closedNow(each)).count();
  }

  private static boolean closedNow(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return silentlyClosed(socket);
    } catch (IOException open) {
      return false;
    }
  }

  private static boolean silentlyClosed(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }
}
