package dev.lockstep.rest.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.UsualSettings;
import dev.lockstep.device.Moment;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator must prove that it is itself before it is believed. */
@Tag("fault")
class TlsCoordinatorTest {
  private static final byte[] COMMIT =
      "{\"id\":\"t1\",\"decision\":\"COMMIT\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private TlsKeys keys;
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void make() {
    keys =
        new TlsKeys(folder)
            .make("itself", "ip:127.0.0.1")
            .make("other", "dns:other.example")
            .make("stranger", "ip:127.0.0.1");
  }

  /** What a gateway in doubt hears that believes the first two, from whoever shows this key. */
  private Word heardFrom(String name) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(keys.context(List.of(name), List.of())));
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, COMMIT.length);
          exchange.getResponseBody().write(COMMIT);
          exchange.close();
        });
    server.start();
    URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    CoordinatorClientSettings settings =
        UsualSettings.of(CoordinatorClientSettings.class, "allowed=" + address);
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(keys.context(List.of(), List.of("itself", "other")))
            .build()) {
      return new HttpCoordinatorClient(
              client, settings, () -> new Moment(Instant.EPOCH, System.nanoTime(), "test"))
          .ask(address + "/api/v1/coordinations/t1", new TransactionId("t1"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void coordinatorWithItsOwnNameIsBelieved() throws Exception {
    assertThat(heardFrom("itself")).isInstanceOf(Word.Commit.class);
  }

  @Test
  void trustedCertificateOfAnotherNameIsNotBelieved() throws Exception {
    assertThat(heardFrom("other")).isInstanceOf(Word.Silence.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void certificateThatNobodyTrustsIsNotBelieved() throws Exception {
    assertThat(heardFrom("stranger")).isInstanceOf(Word.Silence.class);
    assertThat(asked).hasValue(0);
  }
}
