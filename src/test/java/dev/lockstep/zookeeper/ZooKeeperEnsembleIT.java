package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.plant.TlsKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The servers that others are tested with: each fault of them really happens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZooKeeperEnsembleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SESSION_MILLIS = 6_000;

  @TempDir private static Path folder;
  private ZooKeeperEnsemble ensemble;

  /** One for the tests that leave it whole. */
  @BeforeAll
  void start() {
    ensemble = ZooKeeperEnsemble.start(folder.resolve("usual"));
  }

  @AfterAll
  void end() {
    ensemble.close();
  }

  /** A session that ends with its test. */
  private record Client(ZooKeeper session) implements AutoCloseable {
    static Client to(String connect) throws IOException {
      return to(connect, new ZKClientConfig());
    }

    static Client to(String connect, ZKClientConfig configuration) throws IOException {
      return new Client(new ZooKeeper(connect, SESSION_MILLIS, event -> {}, configuration));
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Until it is there: a lost answer is asked for again. */
  private static void create(Client client, String path) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> e instanceof KeeperException.ConnectionLossException)
        .until(
            () -> {
              try {
                client
                    .session()
                    .create(
                        path,
                        path.getBytes(StandardCharsets.UTF_8),
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT);
                return true;
              } catch (KeeperException.NodeExistsException mine) {
                return true;
              }
            });
  }

  private static void awaitThere(Client client, String path) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> e instanceof KeeperException)
        .until(() -> client.session().exists(path, false) != null);
  }

  @Test
  void whatWasWrittenOutlivesItsLeaderAFreezeAndARollingRestart() throws Exception {
    try (Client client = Client.to(ensemble.connect())) {
      create(client, "/before");
      ZooKeeperProcess killed = ensemble.awaitLeader();
      killed.kill();
      assertThat(killed.running()).isFalse();
      create(client, "/without-its-leader");
      assertThat(ensemble.awaitLeader()).isNotEqualTo(killed);
      ensemble.start();

      ZooKeeperProcess frozen = ensemble.awaitLeader();
      frozen.pause();
      assertThat(frozen.mode()).isEmpty();
      create(client, "/while-it-is-frozen");
      frozen.resume();
      ensemble.awaitServing();

      ensemble.rollingRestart();
      for (String path : List.of("/before", "/without-its-leader", "/while-it-is-frozen")) {
        awaitThere(client, path);
      }
    }
  }

  @Test
  void minorityTakesNothing() throws Exception {
    ensemble.server(1).kill();
    ensemble.server(2).kill();

    await().atMost(PATIENCE).until(() -> ensemble.server(3).mode().isEmpty());
    assertThat(ensemble.leader()).isEmpty();

    ensemble.start();
    assertThat(ensemble.leader()).isPresent();
  }

  @Test
  void clientWithACertificateThatIsTrustedIsKnownByItsSubject() throws Exception {
    TlsKeys keys =
        new TlsKeys(Files.createDirectories(folder.resolve("keys")))
            .make("zookeeper", "ip:127.0.0.1,dns:localhost")
            .make("line-a", "ip:127.0.0.1");
    ZooKeeperPlan plan =
        ZooKeeperPlan.onLoopback(folder.resolve("secured"))
            .withTls(new ZooKeeperPlan.ClientTls(keys, "zookeeper", List.of("line-a")));
    try (ZooKeeperEnsemble secured = new ZooKeeperEnsemble(plan).start();
        Client client = Client.to(secured.connect(), secured(keys))) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsMatching(e -> e instanceof KeeperException)
          .until(
              () ->
                  client
                          .session()
                          .create(
                              "/own",
                              new byte[0],
                              ZooDefs.Ids.CREATOR_ALL_ACL,
                              CreateMode.PERSISTENT)
                      != null);
      assertThat(client.session().getACL("/own", null))
          .singleElement()
          .satisfies(acl -> assertThat(acl.getId().getId()).isEqualTo("CN=line-a"));
    }
  }

  private static ZKClientConfig secured(TlsKeys keys) {
    ZKClientConfig configuration = new ZKClientConfig();
    configuration.setProperty("zookeeper.client.secure", "true");
    configuration.setProperty(
        "zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
    configuration.setProperty("zookeeper.ssl.keyStore.location", keys.store("line-a").toString());
    configuration.setProperty("zookeeper.ssl.keyStore.password", keys.password());
    String servers = keys.folder().resolve("servers.pem").toString();
    try {
      Files.copy(keys.certificate("zookeeper"), Path.of(servers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    configuration.setProperty("zookeeper.ssl.trustStore.location", servers);
    return configuration;
  }

  @Test
  void cutOffLeaderLeadsNobodyAndFollowsWhenItIsBack() throws Exception {
    if (!ServerNetwork.possible()) {
      String sentence = "no network namespaces may be made here (root and ip are wanted)";
      System.out.println("skipped: " + sentence);
      Assumptions.abort(sentence);
    }
    try (HostNetwork _ = HostNetwork.changing();
        ServerNetwork network = ServerNetwork.of(3);
        ZooKeeperEnsemble there =
            new ZooKeeperEnsemble(ZooKeeperPlan.on(network, folder.resolve("cut")))) {
      there.start();
      ZooKeeperProcess cutOff = there.awaitLeader();
      for (int host = 1; host <= 3; host++) {
        if (host != cutOff.number()) {
          network.cut(cutOff.number(), host);
        }
      }

      await().atMost(PATIENCE).until(() -> cutOff.mode().isEmpty());
      assertThat(there.awaitLeader()).isNotEqualTo(cutOff);

      network.isolate(cutOff.number());
      try (Client client = Client.to(there.connect())) {
        create(client, "/by-two");
      }
      network.mendAll();
      there.awaitServing();
      try (Client client = Client.to(cutOff.address())) {
        awaitThere(client, "/by-two");
      }
    }
  }
}
