package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.UsualSettings;
import dev.lockstep.coordinator.SubmissionResult;
import dev.lockstep.ensemble.EnsemblePaths;
import dev.lockstep.ensemble.EnsembleSettings;
import dev.lockstep.ensemble.LoneZooKeeper;
import dev.lockstep.plant.TlsKeys;
import dev.lockstep.transaction.TransactionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates on both sides: who is let in, and how a refusal is told from a failure. */
@TestInstance(Lifecycle.PER_CLASS)
class EnsembleTlsTest {
  private static final Duration WAIT = Duration.ofSeconds(60);

  private final ScriptedGateways gateways = new ScriptedGateways();
  private TlsKeys keys;
  private LoneZooKeeper server;

  @BeforeAll
  void start(@TempDir Path folder) {
    keys =
        new TlsKeys(folder)
            .make("server", "ip:127.0.0.1,dns:localhost")
            .make("line-a", "ip:127.0.0.1,dns:localhost")
            .make("stranger", "ip:127.0.0.1,dns:localhost");
    server = LoneZooKeeper.encrypted(folder.resolve("zoo"), keys, "line-a");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private EnsembleSettings settings(String own, String trusted, String... more) {
    return UsualSettings.of(
        EnsembleSettings.class,
        Stream.concat(
                Stream.of(
                    "connect=" + server.secureConnect(),
                    "session-timeout=10s",
                    "sweep-every=300ms",
                    "tls.key-store=" + keys.folder().resolve(own + ".p12"),
                    "tls.key-store-password=changeit",
                    "tls.trust-store=" + keys.certificate(trusted)),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static String trouble(EnsembleReplica replica) {
    return String.join("; ", replica.coordinator.troubles());
  }

  @Test
  void certificateIsTheIdentityThatAclsName() throws Exception {
    List<ACL> own = Arrays.asList(new ACL(ZooDefs.Perms.ALL, new Id("x509", "CN=line-a")));
    ZooKeeper plain = new ZooKeeper(server.connect(), 10_000, event -> {});
    try {
      await().atMost(WAIT).until(() -> plain.getState().isConnected());
      plain.create("/tls", new byte[0], own, CreateMode.PERSISTENT);
      try (EnsembleReplica one =
          new EnsembleReplica(
              "one", settings("line-a", "server", "chroot=/tls", "acl=CHROOT"), gateways)) {
        await().atMost(WAIT).until(() -> one.log.troubles().isEmpty());
        assertThat(one.submit(EnsembleReplica.plan("tls", "A")))
            .succeedsWithin(WAIT)
            .isInstanceOf(SubmissionResult.Ended.class);
        String verdict = new EnsemblePaths("/tls").verdict(new TransactionId("tls"));
        assertThatThrownBy(() -> plain.getData(verdict, false, null))
            .isInstanceOf(KeeperException.NoAuthException.class);
      }
    } finally {
      plain.close();
    }
  }

  @Test
  void certificateThatTheServerRefusesIsToldFromAServerThatIsDown() throws Exception {
    try (EnsembleReplica one =
        new EnsembleReplica(
            "one", settings("stranger", "server", "chroot=/r", "connect-max=300ms"), gateways)) {
      await()
          .atMost(WAIT)
          .until(
              () ->
                  trouble(one)
                      .contains(server.secureConnect() + " refuses this client's certificate"));
      assertThat(trouble(one)).contains("lockstep.ensemble.tls.key-store");
      assertThat(one.submit(EnsembleReplica.plan("refused", "A")).join())
          .isInstanceOf(SubmissionResult.Unavailable.class);
    }
  }

  @Test
  void serverWhoseCertificateIsNotTrustedIsNamed() throws Exception {
    try (EnsembleReplica one =
        new EnsembleReplica(
            "one", settings("line-a", "stranger", "chroot=/u", "connect-max=300ms"), gateways)) {
      await().atMost(WAIT).until(() -> trouble(one).contains("lockstep.ensemble.tls.trust-store"));
    }
  }

  @Test
  void keyStoreThatIsNotThereIsNamedAndNoServerIsBlamed() throws Exception {
    try (EnsembleReplica one =
        new EnsembleReplica(
            "one", settings("nobody", "server", "chroot=/k", "connect-max=300ms"), gateways)) {
      await()
          .atMost(WAIT)
          .until(
              () ->
                  trouble(one).contains("lockstep.ensemble.tls cannot be used here")
                      && trouble(one).contains("nobody.p12"));
    }
  }

  @Test
  void tlsWhereClearTextIsExpectedIsNamed() throws Exception {
    try (EnsembleReplica one =
        new EnsembleReplica(
            "one",
            settings("line-a", "server", "connect=" + server.connect(), "connect-max=300ms"),
            gateways)) {
      await().atMost(WAIT).until(() -> trouble(one).contains("does not speak TLS"));
    }
  }

  @Test
  void clearTextWhereTlsIsExpectedIsNamed() throws Exception {
    EnsembleSettings clear =
        UsualSettings.of(
            EnsembleSettings.class,
            "connect=" + server.secureConnect(),
            "session-timeout=2s",
            "connect-max=300ms");
    try (EnsembleReplica one = new EnsembleReplica("one", clear, gateways)) {
      await().atMost(WAIT).until(() -> trouble(one).contains("TLS"));
    }
  }
}
