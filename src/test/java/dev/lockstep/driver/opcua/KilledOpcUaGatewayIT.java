package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.packaged.LoneGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packaged gateway under SIGKILL, in front of machines that are locked or take job orders. What
 * the machine counts is what happened.
 */
@Tag("fault")
class KilledOpcUaGatewayIT {
  private static final Map<String, Integer> FIVE = Map.of("Speed", 5);
  private static final String ID = "t#0";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private LoneGateway gateway(String name, String profile) throws IOException {
    return gateway(name, profile, Map.of());
  }

  private LoneGateway gateway(String name, String profile, Map<String, String> settings)
      throws IOException {
    String devices =
        """
        deviceList:
          - name: press
            profileName: test-press
            protocols:
              opcua: { Endpoint: "opc.tcp://127.0.0.1:%d/press", SecurityPolicy: None, Insecure: "true" }
        """
            .formatted(server.port());
    Path text = Path.of("src/test/resources/opcua").resolve(profile);
    LoneGateway gateway = LoneGateway.start(name, Files.readString(text), devices, settings);
    gateway.awaitConnected("press");
    return gateway;
  }

  private MachineLock lock() {
    return server.machine().module();
  }

  private JobMachine jobs() {
    return server.jobs();
  }

  @Test
  void lockOfAGatewayThatWasKilledInDoubtIsRenewedAndTheMachineMovesOnce() throws Exception {
    // A session holds a lock for no longer than it lasts, so it outlasts the restart here.
    Map<String, String> lasting = Map.of("lockstep.opcua.session-timeout", "30s");
    try (LoneGateway gateway = gateway("killed-lock", "locked-machine.yaml", lasting)) {
      gateway.promise("t", "press", "SetSpeed", FIVE);
      gateway.kill();
      long renewals = lock().count("RenewLock 0");
      gateway.restart();
      await().atMost(Duration.ofSeconds(30)).until(() -> lock().count("RenewLock 0") > renewals);
      assertThat(lock().context()).isEqualTo(ID);

      gateway.decide("t", "commit");
      gateway.awaitOutcome("t", "COMMITTED");
    }
    assertThat(server.machine().speed()).isEqualTo(5);
    assertThat(lock().count("InitLock 0")).isEqualTo(1);
    assertThat(lock().owner()).isEmpty();
  }

  @Test
  void lockOfAGatewayThatStaysAwayLapsesAndTheCommitTakesItAgain() throws Exception {
    try (LoneGateway gateway = gateway("killed-lapse", "locked-machine.yaml")) {
      gateway.promise("t", "press", "SetSpeed", FIVE);
      gateway.kill();
      lock().lapse();
      gateway.restart();
      gateway.awaitThat("t", each -> each.toString().contains("PROMISE_LAPSED"));

      gateway.decide("t", "commit");
      gateway.awaitOutcome("t", "COMMITTED");
    }
    assertThat(server.machine().speed()).isEqualTo(5);
    assertThat(lock().count("InitLock 0")).isEqualTo(2);
    assertThat(lock().owner()).isEmpty();
  }

  @Test
  void jobOrderOfAGatewayThatWasKilledInDoubtIsStartedOnce() throws Exception {
    try (LoneGateway gateway = gateway("killed-stored", "job-machine.yaml")) {
      gateway.promise("t", "press", "Produce", FIVE);
      gateway.kill();
      assertThat(jobs().state(ID)).isEqualTo(JobState.NOT_ALLOWED_TO_START);
      gateway.restart();
      gateway.decide("t", "commit");
      gateway.awaitOutcome("t", "COMMITTED");
    }
    assertThat(jobs().calls()).containsExactly("Store", "Start");
  }

  @Test
  void gatewayThatWasKilledWhileTheJobRunsFindsItsEndAndStartsNothing() throws Exception {
    jobs().goesTo(JobState.RUNNING);
    try (LoneGateway gateway = gateway("killed-running", "job-machine.yaml")) {
      gateway.promise("t", "press", "Produce", FIVE);
      gateway.decide("t", "commit");
      await().atMost(Duration.ofSeconds(30)).until(() -> jobs().count("Start") == 1);
      gateway.kill();
      jobs().put(ID, JobState.ENDED);
      gateway.restart();
      gateway.awaitOutcome("t", "COMMITTED");
    }
    assertThat(jobs().calls()).containsExactly("Store", "Start");
  }

  @Test
  void orderOfAGatewayThatWasKilledIsCancelledByTheRollback() throws Exception {
    try (LoneGateway gateway = gateway("killed-cancelled", "job-machine.yaml")) {
      gateway.promise("t", "press", "Produce", FIVE);
      gateway.kill();
      gateway.restart();
      gateway.decide("t", "rollback");
      gateway.awaitOutcome("t", "ROLLED_BACK");
    }
    assertThat(jobs().calls()).containsExactly("Store", "Cancel");
  }
}
