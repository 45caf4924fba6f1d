package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A profile that names a node by its namespace index, and a server that gives the index to another
 * namespace at its next start: there is a node of the same name and type behind it.
 */
@Tag("fault")
class MovedNamespaceTest {
  private static final TestServer.Setup AS_VOTED = new TestServer.Setup(true, 1, 1_000, 1_000);
  private static final String PROFILE =
      """
      name: test-press
      deviceResources:
        - name: Recipe
          attributes: { nodeId: "ns=3;s=Recipe" }
          properties: { valueType: Int32, readWrite: RW }
      deviceCommands:
        - name: SetRecipe
          readWrite: RW
          resourceOperations: [{ deviceResource: Recipe }]
          tags: { lockstep: { verify: { readBack: { within: 300ms } } } }
      """;

  @TempDir private Path pki;
  @TempDir private Path home;
  private TestServer server;
  private PressLine line;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(AS_VOTED);
    Path profile = home.resolve("press.yaml");
    Files.writeString(profile, PROFILE);
    line =
        PressLine.hasty(
            home, OpcUaDriverFixture.insecure(server.port()), new OpcUaDriverFixture(pki), profile);
  }

  @AfterEach
  void stop() {
    line.close();
    server.close();
  }

  @Test
  void nodeThatAnIndexLeadsToAfterTheVoteIsNotWritten() throws Exception {
    line.promise("t", "SetRecipe", Map.of("Recipe", 5L));
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    line.commit("t");
    State.Committing held =
        line.awaitCommitting("t", state -> state.progress().getFirst() instanceof Progress.Waiting);
    assertThat(held.progress().getFirst().reasons())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.code()).isEqualTo(Reason.Code.TARGET_MOVED);
              assertThat(reason.detail())
                  .contains("nsu=urn:test:press;s=Recipe", "nsu=urn:test:field;s=Recipe");
            });
    assertThat(server.nodes().writes("Recipe")).isZero();
    assertThat(server.field().value("Recipe").value()).isEqualTo(7);

    server.restart(AS_VOTED);
    line.awaitCommitted("t");
    assertThat(server.nodes().value("Recipe")).isEqualTo(5);
    assertThat(server.field().value("Recipe").value()).isEqualTo(7);
  }

  @Test
  void valueThatAnotherNodeShowsIsNoProof() throws Exception {
    server.nodes().behave("Recipe", PressNodes.refusing(0x800A0000L)); // Bad_Timeout
    line.promise("t", "SetRecipe", Map.of("Recipe", 7L));
    server.nodes().set("Recipe", 1);
    line.commit("t");
    server.restart(TestServer.Setup.OPEN);
    line.awaitConnected();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> line.state("t").toString().contains(Reason.Code.TARGET_MOVED.name()));
    assertThat(line.state("t")).isInstanceOf(State.Committing.class);
    line.resolve("t", Outcome.HEURISTIC_ROLLBACK);
    assertThat(line.state("t")).isInstanceOf(State.Ended.class);
  }
}
