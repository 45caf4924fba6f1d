package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.UsualSettings;
import dev.lockstep.device.Deadline;
import dev.lockstep.device.Device;
import dev.lockstep.driver.SendLease;
import dev.lockstep.driver.SendResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between the moment at which trust is gone and the end of the session at the server. */
class TrustWithdrawalTest {
  private final ManualTimeSource clock = new ManualTimeSource();
  private final OutstandingRequests outstanding = new OutstandingRequests(10);

  /** Held: another move of the session is under way, and the end waits for it. */
  private final ReentrantLock move = new ReentrantLock();

  @TempDir private Path pki;
  private TestServer server;
  private TransportResources transport;
  private NodeWriter writer;
  private ActiveSession session;
  private TrustWithdrawal withdrawal;

  @BeforeEach
  void connect() throws Exception {
    BouncyCastle.provide();
    server = new TestServer(TestServer.Setup.OPEN);
    OpcUaSettings settings =
        UsualSettings.of(
            OpcUaSettings.class, "pki=" + pki, "application-uri=urn:test:lockstep", "poll=10ms");
    transport = new TransportResources(settings.times());
    Duration request = settings.times().requestTimeout();
    Device device = OpcUaDriverFixture.press(OpcUaDriverFixture.insecure(server.port()));
    SecureChannelOpener opener = opener(settings, device);
    SessionReactivation reactivation =
        new SessionReactivation(
            opener.sessions(),
            new ServerCapabilities(new AttributeReader(request, clock), 100),
            outstanding);
    EndpointDescription endpoint = opener.discover(soon());
    SecureChannelConnection channel = opener.open(endpoint, opener.own().newest(), soon());
    session = reactivation.onto(channel, endpoint, soon());
    writer = new NodeWriter(new NodeResolver(device), request, clock);
    LinkState state = new LinkState("Press-1", clock);
    state.connected(session, "");
    withdrawal = new TrustWithdrawal("Press-1", state, reactivation, move);
  }

  private SecureChannelOpener opener(OpcUaSettings settings, Device device) {
    OpcUaApplication application = OpcUaApplication.of("test", settings);
    CertificateTrust trust = new CertificateTrust(pki, application, clock);
    ShownCertificates shown = new ShownCertificates(trust.rejected(), clock);
    TrustWatch watch = new TrustWatch(trust, settings.times().trustCheck(), clock);
    OpcUaAddress address =
        OpcUaAddress.read(device.protocols().get(OpcUaDriver.PROTOCOL), new ArrayList<>())
            .orElseThrow();
    return new SecureChannelOpener(
        new SecureChannelOpener.Shared(
            settings, application, transport, trust, shown, watch, clock, SendLease.ALWAYS),
        new DeviceServer(device.name(), address, new KnownServers(pki), shown, clock),
        new Credentials(device.name(), address.identity(), any -> Optional.empty()),
        outstanding);
  }

  @AfterEach
  void close() {
    session.connection().close();
    transport.close();
    server.close();
  }

  private Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10), clock);
  }

  private SendResult write(long value) {
    return writer.write(session, List.of(set("Recipe", value)), soon()).getFirst();
  }

  @Test
  void aWriteOfACallerWhoHasTheSessionAlreadyNeverLeavesWhileTheEndIsWaitedFor() {
    assertThat(write(3)).isInstanceOf(SendResult.Accepted.class);
    move.lock();
    try {
      withdrawal.of(session, "the server's certificate is not trusted");
      assertThat(write(4)).isInstanceOf(SendResult.NotSent.class);
    } finally {
      move.unlock();
    }
    assertThat(server.nodes().value("Recipe")).isEqualTo(3);
  }
}
