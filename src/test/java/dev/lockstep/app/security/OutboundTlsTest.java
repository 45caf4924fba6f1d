package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom this process shows its credentials. */
class OutboundTlsTest {
  @TempDir Path folder;
  private OutboundRig rig;

  @BeforeEach
  void start() {
    rig = new OutboundRig(folder);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private HttpClient client(Map<String, String> keys) throws IOException {
    return OutboundTls.client(
        rig.keys(keys), new OutboundRig.Registry(Optional.empty()), rig.vertx);
  }

  private static int status(HttpClient client, URI address) throws Exception {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void passwordGoesToTheOriginThatItIsForAndToNoOtherThatAsks() throws Exception {
    OutboundRig.Peer ours = rig.peer();
    OutboundRig.Peer other = rig.peer();
    String origin = ours.address().toString();

    try (HttpClient client =
        client(Map.of("lockstep.outbound.user", "line-a", "lockstep.outbound.origins", origin))) {
      assertThat(status(client, ours.address().resolve("/x"))).isEqualTo(204);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> status(client, other.address().resolve("/x")))
          .withMessageContaining("No credentials");
    }

    assertThat(ours.passwords()).isNotEmpty();
    assertThat(other.passwords()).isEmpty();
  }

  @Test
  void certificateIsShownToTheOriginThatItIsForAndAsItIsNow() throws Exception {
    OutboundRig.TlsPeers peers = rig.tlsPeers("dns:line-a");

    try (HttpClient client =
        OutboundTls.client(rig.keys(peers.origin()), peers.registry(), rig.vertx)) {
      assertThat(status(client, peers.ours())).isEqualTo(204);
    }
    peers.own().name = "renewed";
    try (HttpClient client =
        OutboundTls.client(rig.keys(peers.origin()), peers.registry(), rig.vertx)) {
      peers.own().name = "line-a";
      assertThat(status(client, peers.ours())).isEqualTo(204);
      // It fails in the peer, which wants to name whom it sees.
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> status(client, peers.other()));
    }

    assertThat(peers.shown()).containsExactly("CN=line-a", "CN=line-a");
    assertThat(peers.elsewhere()).isEmpty();
  }

  @Test
  void certificateWithoutAnOriginIsRefusedAtTheStart() {
    OutboundRig.Keys own = new OutboundRig.Keys(new TlsKeys(folder), "line-a");

    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(
            () ->
                OutboundTls.client(
                    rig.keys(Map.of()), new OutboundRig.Registry(Optional.of(own)), rig.vertx))
        .withMessageContaining("quarkus.tls.outbound.key-store is set");
  }

  @Test
  void userWithoutAnOriginIsRefusedAtTheStart() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> client(Map.of("lockstep.outbound.user", "line-a")))
        .withMessageContaining("lockstep.outbound.user is set")
        .withMessageContaining("lockstep.outbound.origins");
  }

  @Test
  void originBeyondLoopbackIsHttps() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(
            () -> client(Map.of("lockstep.outbound.origins", "http://line-b.plant.example:8080")))
        .withMessageContaining("not sent over http to another machine");
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> client(Map.of("lockstep.outbound.origins", "https://line-b/api")))
        .withMessageContaining("without a path");
  }

  @Test
  void certificateIsForHostAndPortOfAnHttpsOrigin() throws IOException {
    OutboundOrigins origins =
        OutboundOrigins.of(
            rig.keys(
                Map.of(
                    "lockstep.outbound.origins",
                    "https://line-b.plant.example:8443,https://[::1]:8444,http://127.0.0.1:8080")));

    assertThat(origins.cover("Line-B.plant.example", 8443)).isTrue();
    assertThat(origins.cover("::1", 8444)).isTrue();
    assertThat(origins.cover("line-b.plant.example", 443)).isFalse();
    assertThat(origins.cover("line-b.plant.example.evil.com", 8443)).isFalse();
    assertThat(origins.cover("127.0.0.1", 8080)).isFalse();
    assertThat(origins.cover(null, 8443)).isFalse();
  }
}
