package dev.lockstep.driver.opcua;

import dev.lockstep.faults.FaultyNetwork;
import dev.lockstep.faults.Framing;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway, a machine that is armed before the vote, and a network between them that loses what a
 * test wants: the line of every pattern of prepare.
 */
abstract class ArmedMachineLine {
  private final Path profile;

  @TempDir private Path pki;
  @TempDir private Path home;
  TestServer server;
  FaultyNetwork network;
  PressLine line;

  /**
   * @param profile of the machine, below the OPC UA tests' resources
   */
  ArmedMachineLine(String profile) {
    this.profile = Path.of("src/test/resources/opcua").resolve(profile);
  }

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    network = new FaultyNetwork(server.port(), Framing.OPC_UA);
    line = gateway();
  }

  private PressLine gateway() throws Exception {
    return PressLine.of(
        home, OpcUaDriverFixture.insecure(network.port()), new OpcUaDriverFixture(pki), profile);
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    network.close();
    server.close();
  }

  /** Without a word to the machine; its journal is all that is left. */
  void killGateway() throws Exception {
    network.cut();
    network.refuse();
    line.close();
    network.mend();
    line = gateway();
  }
}
