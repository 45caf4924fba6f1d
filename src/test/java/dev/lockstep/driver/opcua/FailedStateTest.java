package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that takes a command, and whose state then says that it failed at it. */
@Tag("fault")
class FailedStateTest {
  /** The time of the condition is longer than any test waits. */
  private static final String PROFILE =
      """
      name: test-press
      deviceResources:
        - name: Recipe
          attributes: { nodeId: "nsu=urn:test:press;s=Recipe" }
          properties: { valueType: Int32, readWrite: RW }
        - name: State
          attributes: { nodeId: "nsu=urn:test:press;s=Odd", states: PackML }
          properties: { valueType: Int32, readWrite: R }
        - name: Busy
          attributes: { nodeId: "nsu=urn:test:press;s=Busy" }
          properties: { valueType: Bool, readWrite: R }
      deviceCommands:
        - name: Run
          readWrite: W
          resourceOperations: [{ deviceResource: Recipe }]
          tags: { lockstep: { verify: {
            conditions: [{ resource: State, equals: Execute }, { resource: Busy, equals: true }],
            failed: [{ resource: State, equals: Aborted }],
            within: 10m } } }
      """;

  @TempDir private Path pki;
  @TempDir private Path home;
  private TestServer server;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    Path profile = home.resolve("press.yaml");
    Files.writeString(profile, PROFILE);
    line =
        PressLine.of(
            home, OpcUaDriverFixture.insecure(server.port()), new OpcUaDriverFixture(pki), profile);
    line.awaitConnected();
  }

  @AfterEach
  void stop() throws Exception {
    line.close();
    server.close();
  }

  private void shows(int state, boolean busy) {
    server.nodes().set("Busy", busy);
    server.nodes().set("Odd", state);
  }

  @Test
  void stateThatSaysFailedEndsTheWaitAndIsToldByItsName() throws Exception {
    shows(4, false);
    server.nodes().behave("Recipe", (context, value) -> shows(9, false));
    line.promise("t", "Run", Map.of("Recipe", 12L));
    line.commit("t");

    State.Committing stuck = line.awaitCommitting("t", PressLine::isStuck);
    assertThat(stuck.progress().getFirst().reasons())
        .singleElement()
        .satisfies(each -> assertThat(each.code()).isEqualTo(Reason.Code.ALTERED))
        .satisfies(
            each ->
                assertThat(each.detail())
                    .isEqualTo(
                        "the device took the command and failed: State equals 9;"
                            + " found: 9 (Aborted)"));
    assertThat(server.nodes().writes("Recipe")).isEqualTo(1);
  }

  @Test
  void stateThatStoodThereBeforeTheCommandIsNotItsFailure() throws Exception {
    shows(9, false);
    server.nodes().behave("Recipe", (context, value) -> server.nodes().set("Busy", true));
    line.promise("t", "Run", Map.of("Recipe", 12L));
    line.commit("t");
    assertThat(line.state("t"))
        .as("waits")
        .isInstanceOfSatisfying(
            State.Committing.class,
            waiting -> assertThat(waiting.standing()).isEqualTo(State.Committing.Standing.MOVING));

    shows(6, true);
    line.awaitCommitted("t");
  }

  @Test
  void stateThatCannotBeReadBeforeTheCommandGetsNoVote() throws Exception {
    server.nodes().status("Odd", StatusCodes.Bad_DeviceFailure);
    assertThat(line.prepare("t", "Run", Map.of("Recipe", 12L)).toString())
        .contains("UNREADABLE", "State");
  }
}
