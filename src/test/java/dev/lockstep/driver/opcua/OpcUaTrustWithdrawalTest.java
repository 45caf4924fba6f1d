package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static dev.lockstep.driver.opcua.OpcUaUserTokenTest.awaitDisconnected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Reading;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.driver.opcua.TestCertificates.Issued;
import dev.lockstep.driver.opcua.TestCertificates.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust that is taken away ends the session, though nothing happens on the network. */
@Tag("fault")
class OpcUaTrustWithdrawalTest {
  private static final TestServer.Setup CLOSED = new TestServer.Setup(false, 0, 1_000, 1_000);
  private static final String URI = "urn:plant:press";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Before the server would end a session by itself, for want of requests. */
  private static final Duration IN_ORDER = OpcUaDriverFixture.SESSION_TIMEOUT.minusSeconds(2);

  /** What was told of a watched resource that is not seen any more. */
  private final List<String> losses = new CopyOnWriteArrayList<>();

  @TempDir private Path pki;
  private Issued authority;
  private Issued press;
  private TestServer server;
  private OpcUaDriverFixture bench;
  private DeviceLink link;

  @BeforeEach
  void connect() throws Exception {
    BouncyCastle.provide();
    authority = TestCertificates.authority(Wanted.server("plant", ""), Optional.empty());
    Instant now = Instant.now();
    press =
        TestCertificates.issuedBy(
            authority,
            Wanted.server("press", URI)
                .valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))));
    keep("issuer/certs/plant.der", authority.certificate().getEncoded());
    revoke();
    trust();
    TestServer.Face face = TestServer.Face.usual(CLOSED);
    server = new TestServer(CLOSED, face.of(press, authority.certificate()).named(URI));
    bench = new OpcUaDriverFixture(pki, Map.of("Press-1", "secret"));
    link =
        bench.connected(
            Map.of(
                "Endpoint", "opc.tcp://127.0.0.1:" + server.port() + "/press", "User", "operator"));
    assertThat(write("Recipe", 3, 2_000)).isInstanceOf(SendResult.Accepted.class);
    link.watch(List.of(name("Recipe")), this::note);
  }

  @AfterEach
  void close() {
    bench.close();
    server.close();
  }

  @Test
  void aServerWhoseFileIsMovedAwayIsSentNothingMoreAndComesBackByItself() throws Exception {
    int logins = server.logins();
    Files.move(trusted(), pki.resolve("press.der"));
    awaitLoss("trust was taken away, and the session was ended: the server's certificate");
    assertThat(losses.getLast()).contains("is not trusted; to trust it, compare ");
    assertThat(write("Recipe", 4, 2_000)).isInstanceOf(SendResult.NotSent.class);
    // In order: it does not hold a place at the server for as long as its time-out.
    await().atMost(IN_ORDER).until(() -> server.sessions() == 0);
    assertThat(server.nodes().value("Recipe")).isEqualTo(3);
    assertThat(server.logins()).isEqualTo(logins);
    Files.move(pki.resolve("press.der"), trusted());
    OpcUaDriverFixture.awaitConnected(link);
    assertThat(write("Recipe", 5, 2_000)).isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  void aServerWhoseCertificateIsRevokedIsSentNothingMoreUntilTheListSaysOtherwise()
      throws Exception {
    revoke(press.certificate());
    awaitLoss("was revoked by its issuer on 2026-01-31");
    assertThat(write("Recipe", 4, 2_000)).isInstanceOf(SendResult.NotSent.class);
    await().atMost(IN_ORDER).until(() -> server.sessions() == 0);
    revoke();
    OpcUaDriverFixture.awaitConnected(link);
    assertThat(server.nodes().value("Recipe")).isEqualTo(3);
  }

  @Test
  void aServerWhoseCertificateExpiresMeanwhileIsSentNothingMore() {
    bench.clock().forward(Duration.ofDays(2));
    awaitDisconnected(link, "expired on ");
    assertThat(write("Recipe", 4, 2_000)).isInstanceOf(SendResult.NotSent.class);
    assertThat(server.nodes().value("Recipe")).isEqualTo(3);
  }

  @Test
  void aWriteThatWasUnderWayIsSettledWhenTrustIsBack() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    server.nodes().slow(latch);
    Moment before = bench.clock().now();
    assertThat(write("Slow", 8, 300)).isInstanceOf(SendResult.Unknown.class);
    Files.move(trusted(), pki.resolve("press.der"));
    awaitLoss("trust was taken away");
    assertThat(link.fence(before, bench.in(500)))
        .as("nothing proves that it cannot arrive any more")
        .isInstanceOf(FenceResult.Open.class);
    latch.countDown();
    Files.move(pki.resolve("press.der"), trusted());
    OpcUaDriverFixture.awaitConnected(link);
    bench.clock().forward(Duration.ofSeconds(3));
    await()
        .atMost(PATIENCE)
        .until(() -> link.fence(before, bench.in(2_000)) instanceof FenceResult.Shut);
    assertThat(server.nodes().value("Slow")).isEqualTo(8);
    assertThat(server.nodes().writes("Slow")).isEqualTo(1);
  }

  private void note(Reading reading) {
    if (reading instanceof Reading.Unseen unseen) {
      losses.add(unseen.reason().detail());
    }
  }

  private void awaitLoss(String why) {
    await().atMost(PATIENCE).until(() -> losses.stream().anyMatch(each -> each.contains(why)));
  }

  private SendResult write(String resource, long value, long millis) {
    return link.write(List.of(set(resource, value)), bench.in(millis)).getFirst();
  }

  private void trust() throws Exception {
    keep("trusted/certs/press.der", press.certificate().getEncoded());
  }

  private Path trusted() {
    return pki.resolve("trusted/certs/press.der");
  }

  private void revoke(X509Certificate... revoked) throws Exception {
    keep("issuer/crl/plant.crl", TestCertificates.revoking(authority, revoked).getEncoded());
  }

  private void keep(String file, byte[] octets) throws Exception {
    Path kept = pki.resolve(file);
    Files.createDirectories(kept.getParent());
    Files.write(kept, octets);
  }
}
