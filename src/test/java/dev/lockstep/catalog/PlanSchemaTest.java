package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.lockstep.device.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The published schema says what the reader reads. */
class PlanSchemaTest {
  private static final Path FILE = Path.of("src/site/markdown/plan-v1.schema.json");
  private static final Path PLANS = Path.of("src/test/resources/catalog/plans");

  private final JsonNode document = new ObjectMapper().readTree(Files.readString(FILE));
  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(FILE));

  PlanSchemaTest() throws IOException {}

  private Set<String> keys(String pointer) {
    Set<String> keys = new TreeSet<>();
    document.at(pointer).fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private boolean takes(String yaml) {
    return schema.validate(yaml, InputFormat.YAML).isEmpty();
  }

  @Test
  void itHasTheReadersKeysTypesAndLimits() {
    assertThat(keys("/properties")).isEqualTo(new TreeSet<>(PlanKeys.PLAN));
    assertThat(keys("/$defs/parameter/properties")).isEqualTo(new TreeSet<>(PlanKeys.PARAMETER));
    assertThat(keys("/$defs/participant/properties"))
        .isEqualTo(new TreeSet<>(PlanKeys.PARTICIPANT));
    assertThat(keys("/$defs/command/properties")).isEqualTo(new TreeSet<>(PlanKeys.COMMAND));
    assertThat(document.at("/$defs/parameter/properties/valueType/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ValueType.values()).map(ValueType::edgeXName).toList());
    assertThat(document.at("/$defs/parameter/properties/name/pattern").asText())
        .isEqualTo("^" + Substitution.NAME.pattern() + "$");
    assertThat(document.at("/properties/parameters/maxItems").asInt())
        .isEqualTo(PlanLimits.DEFAULT.parametersMax());
    assertThat(document.at("/properties/participants/maxItems").asInt())
        .isEqualTo(PlanLimits.DEFAULT.participantsMax());
  }

  @Test
  void itTakesWhatTheReaderTakes() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/plans.md"));
    String example = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n\nWhat"));
    assertThat(PlanReading.of(example, PlanLimits.DEFAULT).faults()).isEmpty();
    assertThat(schema.validate(example, InputFormat.YAML)).isEmpty();
    assertThat(takes(Files.readString(PLANS.resolve("sound.json")))).isTrue();
  }

  @Test
  void itRefusesWhatIsWrongInForm() throws IOException {
    for (String each : List.of("parameters", "participants", "list", "nothing")) {
      assertThat(takes(Files.readString(PLANS.resolve(each + ".yaml")))).as(each).isFalse();
    }
  }
}
