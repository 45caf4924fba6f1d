package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static dev.lockstep.faults.FaultyNetwork.Direction.TO_CLIENT;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Moment;
import dev.lockstep.device.Value;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.FenceResult;
import dev.lockstep.driver.SendResult;
import dev.lockstep.faults.Fate;
import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A server that a link reaches only through a network that the test has in its hands. */
final class DistantServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final TestServer server;
  final FaultyNetwork network;
  final OpcUaDriverFixture bench;
  final DeviceLink link;

  private DistantServer(Path pki, Function<Integer, Map<String, String>> address) throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(OpcUaDriverFixture.press(address.apply(network.port())));
  }

  /** Connected without security, and it knows the nodes that are written. */
  static DistantServer connected(Path pki) throws Exception {
    DistantServer far = new DistantServer(pki, OpcUaDriverFixture::insecure);
    OpcUaDriverFixture.awaitConnected(far.link);
    // The nodes' types are known from here on, so that a write has nothing to ask first.
    far.write("Recipe", 2, 2_000);
    far.write("Slow", 2, 2_000);
    return far;
  }

  /** With security; neither connected nor trusted yet. */
  static DistantServer secured(Path pki) throws Exception {
    return new DistantServer(
        pki, port -> Map.of("Endpoint", "opc.tcp://127.0.0.1:" + port + "/press"));
  }

  SendResult write(String name, long value, long millis) {
    return link.write(List.of(set(name, value)), bench.in(millis)).getFirst();
  }

  /** Sets the fate of the server's answers to writes. */
  void answers(Function<Packet, Fate> fate) {
    network.rule(
        TO_CLIENT,
        message -> {
          Packet packet = new Packet(message);
          return packet.is(Packet.WRITE_RESPONSE) ? fate.apply(packet) : Fate.PASSED;
        });
  }

  void awaitShut(Moment before) {
    await()
        .atMost(PATIENCE)
        .until(() -> link.fence(before, bench.in(2_000)) instanceof FenceResult.Shut);
  }

  /** The server has carried out what it took, so the time that it has for it is skipped. */
  void awaitShutAtRest(Moment before) {
    OpcUaDriverFixture.awaitConnected(link);
    bench.clock().forward(Duration.ofSeconds(3));
    awaitShut(before);
  }

  /** A reading in the moment of a move to a new channel shows nothing. */
  void awaitReads(String name, long value) {
    await().atMost(PATIENCE).until(() -> Value.Numeric.of(value).equals(bench.read(link, name)));
  }

  @Override
  public void close() throws IOException {
    bench.close();
    network.close();
    server.close();
  }
}
