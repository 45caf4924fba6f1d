package dev.lockstep.driver.opcua;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A foreign machine with a lock and a receiver of job orders, which is browsed and moved by what
 * was drafted.
 */
abstract class DraftedMachine {
  @TempDir private static Path serverPki;
  static ForeignPress machine;

  @TempDir Path pki;
  @TempDir Path home;

  @BeforeAll
  static void startMachine() throws Exception {
    machine = ForeignPress.start(serverPki, "machine.js");
  }

  @AfterAll
  static void stopMachine() {
    if (machine != null) {
      machine.close();
    }
  }

  /** A line by this profile, which closes the driver with itself. */
  PressLine line(OpcUaDriverFixture bench, Path profile) throws Exception {
    return PressLine.of(home, OpcUaDriverFixture.insecure(machine.port()), bench, profile);
  }
}
