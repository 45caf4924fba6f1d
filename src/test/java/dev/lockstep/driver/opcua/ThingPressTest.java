package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.Ballot;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Thing Description of a press on node-opcua: forms as OPC 10101 has them, and as node-wot wrote
 * them before.
 */
class ThingPressTest {
  private static final String THING =
      """
      {
        "@context": ["https://www.w3.org/2022/wot/td/v1.1", { "uav": "http://opcfoundation.org/UA/WoT-Binding/" }],
        "title": "test-press",
        "base": "opc.tcp://127.0.0.1:PORT/press",
        "securityDefinitions": { "found": { "scheme": "auto" } },
        "security": "found",
        "properties": {
          "Recipe": { "type": "integer", "minimum": 0, "exclusiveMaximum": 1000, "forms": [{ "href": "/?id=nsu=urn:test:press;s=Recipe" }] },
          "Pressure": { "type": "number", "forms": [{ "href": "/?id=nsu=urn:test:press;s=Pressure", "contentType": "application/octet-stream" }] },
          "Label": {
            "type": "string",
            "forms": [{ "href": "opc.tcp://127.0.0.1:PORT/press", "op": ["readproperty", "writeproperty"], "opcua:nodeId": "nsu=urn:test:press;s=Label" }]
          },
          "Small": { "type": "integer", "forms": [{ "href": "?id=nsu=urn:test:press;s=Small" }] }
        },
        "actions": {
          "Stroke": {
            "uav:componentOf": "nsu=urn:test:press;s=Press",
            "input": { "type": "object", "properties": { "count": { "type": "integer", "minimum": 1 }, "force": { "type": "number", "default": 2.5 } } },
            "forms": [{ "href": "/?id=nsu=urn:test:press;s=Press.Stroke" }]
          },
          "Knock": {
            "input": { "type": "object", "properties": { "count": { "type": "integer" }, "force": { "type": "number", "const": 1 } } },
            "forms": [{ "href": "/", "op": "invokeaction", "opcua:nodeId": "nsu=urn:test:press;s=Press", "opcua:method": "nsu=urn:test:press;s=Press.Stroke" }]
          }
        }
      }
      """;
  private static final String SIDECAR =
      """
      deviceCommands:
        - name: Stroke
          lockstep: { verify: { outputs: [{ name: total, atLeast: 1 }] } }
        - name: Setup
          readWrite: RW
          resourceOperations: [{ deviceResource: Recipe }, { deviceResource: Pressure }, { deviceResource: Label }, { deviceResource: Small }]
          lockstep: { steps: [[Recipe, Pressure], [Label, Small]] }
      """;

  @TempDir private static Path serverPki;
  private static ForeignPress press;

  @TempDir private Path pki;
  @TempDir private Path home;
  private PressLine line;

  @BeforeAll
  static void startPress() throws Exception {
    press = ForeignPress.start(serverPki);
  }

  @AfterAll
  static void stopPress() {
    if (press != null) {
      press.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    Path thing = home.resolve("press.td.json");
    Files.writeString(thing, THING.replace("PORT", String.valueOf(press.port())));
    Files.writeString(home.resolve("press.lockstep.yaml"), SIDECAR);
    OpcUaDriverFixture bench = new OpcUaDriverFixture(pki);
    line = PressLine.of(home, OpcUaDriverFixture.insecure(press.port()), bench, thing);
  }

  @AfterEach
  void stop() {
    if (line != null) {
      line.close();
    }
  }

  private Ballot prepare(String id, String command, Map<String, Object> arguments)
      throws Exception {
    return line.prepare(id, new PrepareRequest.Wish("Press-1", command, arguments, 0));
  }

  @Test
  void propertiesAreWrittenInStepsAndReadBack() throws Exception {
    Map<String, Object> recipe =
        Map.of(
            "Recipe",
            BigDecimal.valueOf(17),
            "Pressure",
            new BigDecimal("12.5"),
            "Label",
            "run",
            "Small",
            BigDecimal.valueOf(200));
    assertThat(prepare("setup", "Setup", recipe)).isInstanceOf(Ballot.Yes.class);
    line.commit("setup");
    line.awaitCommitted("setup");
    assertThat(prepare("look", "Label", Map.of("Label", "end"))).isInstanceOf(Ballot.Yes.class);
    line.commit("look");
    line.awaitCommitted("look");
  }

  @Test
  void methodsAreCalledWithTheirInputsInBothSpellings() throws Exception {
    assertThat(prepare("stroke", "Stroke", Map.of("count", BigDecimal.TWO)))
        .isInstanceOf(Ballot.Yes.class);
    line.commit("stroke");
    line.awaitCommitted("stroke");
    assertThat(prepare("knock", "Knock", Map.of("count", BigDecimal.ONE)))
        .isInstanceOf(Ballot.Yes.class);
    line.commit("knock");
    line.awaitCommitted("knock");
  }

  @Test
  void whatSchemaOrServerForbidIsRefusedAtTheVote() throws Exception {
    assertThat(prepare("high", "Recipe", Map.of("Recipe", BigDecimal.valueOf(1000))).toString())
        .contains("1000 is outside 0 to less than 1000");
    assertThat(prepare("wide", "Small", Map.of("Small", BigDecimal.valueOf(256))).toString())
        .contains("WRONG_TYPE");
    assertThat(prepare("none", "Stroke", Map.of("count", BigDecimal.ZERO)).toString())
        .contains("0 is outside 1 to any");
  }
}
