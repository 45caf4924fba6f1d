package dev.lockstep.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wire between a coordinator and a server that votes on whatever it is asked. */
class WireTest {
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer gateway;
  private Wire wire;
  private Rest coordinator;

  @BeforeEach
  void connect() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] vote = "{\"vote\":\"COMMIT\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, vote.length);
          exchange.getResponseBody().write(vote);
          exchange.close();
        });
    gateway.start();
    wire = new Wire(gateway.getAddress().getPort());
    coordinator = new Rest(wire.address());
  }

  @AfterEach
  void disconnect() {
    gateway.stop(0);
    wire.close();
  }

  @Test
  void passesTheVoteThatItIsCutBehindAndNothingMore() {
    wire.onVote(wire::cut);

    Rest.Reply vote = coordinator.post("/prepare", Map.of());

    assertThat(vote.body().path("vote").asText()).isEqualTo("COMMIT");
    assertThatThrownBy(() -> coordinator.post("/commit", Map.of()))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void passesEverythingAgainWhenMended() {
    wire.cut();
    assertThatThrownBy(() -> coordinator.post("/prepare", Map.of()))
        .isInstanceOf(UncheckedIOException.class);

    wire.mend();

    assertThat(coordinator.post("/prepare", Map.of()).status()).isEqualTo(200);
    assertThat(asked).hasValue(1);
  }
}
