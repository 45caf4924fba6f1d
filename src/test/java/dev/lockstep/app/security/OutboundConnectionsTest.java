package dev.lockstep.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.UsualSettings;
import dev.lockstep.app.config.GatewayConfig;
import dev.lockstep.app.config.StartFailureException;
import dev.lockstep.coordinator.CoordinatorSettings;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.rest.client.AsyncHttpCaller;
import dev.lockstep.rest.client.HttpParticipantClient;
import dev.lockstep.transaction.TransactionId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a coordinator shows its credentials, and whom it believes. */
class OutboundConnectionsTest {
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

  private HttpParticipantClient client(Map<String, String> keys, OutboundRig.Registry registry)
      throws IOException {
    GatewayConfig.Outbound outbound = rig.keys(keys);
    var connections =
        new AsyncHttpCaller.Connections(
            rig.vertx,
            OutboundConnections.client(outbound, registry, rig.vertx, 2),
            OutboundConnections.password(outbound));
    URI coordinator = URI.create("http://coordinator.plant:8080");
    return new HttpParticipantClient(
        connections,
        HttpParticipantClient.at(coordinator),
        UsualSettings.of(CoordinatorSettings.class));
  }

  private HttpParticipantClient client(Map<String, String> keys) throws IOException {
    return client(keys, new OutboundRig.Registry(Optional.empty()));
  }

  /** Whether it was answered with 204. */
  private static boolean reached(HttpParticipantClient client, URI address) {
    return client.forget(new TransactionId("t1"), address).toCompletableFuture().join();
  }

  private static Map<String, String> userFor(URI origin) {
    return Map.of(
        "lockstep.outbound.user", "line-a", "lockstep.outbound.origins", origin.toString());
  }

  @Test
  void passwordGoesToTheOriginThatItIsForAndToNoOtherThatAsks() throws Exception {
    OutboundRig.Peer ours = rig.peer();
    OutboundRig.Peer other = rig.peer();
    HttpParticipantClient client = client(userFor(ours.address()));

    assertThat(reached(client, ours.address())).isTrue();
    assertThat(reached(client, other.address())).isFalse();

    // line-a:correct horse
    assertThat(ours.passwords()).containsExactly("Basic bGluZS1hOmNvcnJlY3QgaG9yc2U=");
    assertThat(other.passwords()).isEmpty();
  }

  @Test
  void passwordIsReadAgainWhereTheOneThatWasShownIsRefused() throws Exception {
    OutboundRig.Peer ours = rig.peer();
    HttpParticipantClient client = client(userFor(ours.address()));
    assertThat(reached(client, ours.address())).isTrue();

    Files.writeString(folder.resolve("password"), "battery staple\n");
    ours.passwords().clear();
    assertThat(reached(client, ours.address())).isTrue();
    ours.refuses().set("Basic bGluZS1hOmNvcnJlY3QgaG9yc2U=");
    assertThat(reached(client, ours.address())).isTrue();

    // line-a:battery staple
    assertThat(ours.passwords()).last().isEqualTo("Basic bGluZS1hOmJhdHRlcnkgc3RhcGxl");
  }

  @Test
  void certificateIsShownToTheOriginThatItIsForAndAsItIsNow() throws Exception {
    OutboundRig.TlsPeers peers = rig.tlsPeers("dns:renewed");

    HttpParticipantClient client = client(peers.origin(), peers.registry());
    peers.own().name = "renewed";
    assertThat(reached(client, peers.ours())).isTrue();
    // It fails in the peer, which wants to name whom it sees.
    assertThat(reached(client, peers.other())).isFalse();

    assertThat(peers.shown()).containsExactly("CN=renewed");
    assertThat(peers.elsewhere()).isEmpty();
  }

  @Test
  void gatewayOfAnotherNameIsNotAskedThoughItsCertificateIsTrusted() throws Exception {
    TlsKeys keys =
        new TlsKeys(folder)
            .make("peer", "dns:other.example")
            .make("line-a", "dns:line-a")
            .make("renewed", "dns:renewed");
    List<String> shown = new CopyOnWriteArrayList<>();
    HttpsServer server = rig.tlsPeer(keys, shown);
    OutboundRig.Registry registry =
        new OutboundRig.Registry(Optional.of(new OutboundRig.Keys(keys, "line-a")));
    URI address = OutboundRig.address(server);

    HttpParticipantClient client =
        client(Map.of("lockstep.outbound.origins", address.toString()), registry);

    assertThat(reached(client, address)).isFalse();
    assertThat(shown).isEmpty();
  }

  @Test
  void userWithoutAnOriginIsRefusedAtTheStart() {
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> client(Map.of("lockstep.outbound.user", "line-a")))
        .withMessageContaining("lockstep.outbound.user is set");
  }

  @Test
  void certificateWithoutAnOriginIsRefusedAtTheStart() {
    OutboundRig.Keys own = new OutboundRig.Keys(new TlsKeys(folder), "line-a");
    assertThatExceptionOfType(StartFailureException.class)
        .isThrownBy(() -> client(Map.of(), new OutboundRig.Registry(Optional.of(own))))
        .withMessageContaining("quarkus.tls.outbound.key-store is set");
  }
}
