package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The reader against the JSON Schema of Thing Descriptions 1.1: whatever the schema refuses, the
 * reader refuses, with a place. Tried with every mutant of sound Things.
 */
class ThingSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<JsonNode> VALUES =
      List.of(
          NODES.nullNode(),
          NODES.booleanNode(true),
          NODES.numberNode(-7),
          NODES.numberNode(1.5),
          NODES.textNode(""),
          NODES.textNode("other word"),
          NODES.arrayNode(),
          NODES.arrayNode().add(1),
          NODES.objectNode(),
          NODES.objectNode().put("a", 1));

  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
          .getSchema(
              Files.readString(ThingFilesTest.THINGS.resolve("td-json-schema-validation.json")),
              SchemaValidatorsConfig.builder()
                  .formatAssertionsEnabled(true)
                  .failFast(true)
                  .build());

  ThingSchemaTest() throws IOException {}

  private static List<Fault> faults(String json) throws Exception {
    Diagnostics diagnostics = new Diagnostics();
    Yaml yaml = YamlText.parse("t.td.json", json, CatalogLimits.DEFAULT).orElseThrow();
    ThingReader reader =
        new ThingReader(
            CatalogLimits.DEFAULT, new YamlNode(yaml, "", diagnostics), java.util.Optional.empty());
    var unused = reader.read(reader.name());
    return diagnostics.faults();
  }

  /** Faults, and never an exception, whatever a mutant says. */
  private static List<Fault> faultsOf(String json) {
    try {
      return faults(json);
    } catch (Exception broken) {
      throw new AssertionError(json, broken);
    }
  }

  private static List<JsonNode> things() throws IOException {
    List<JsonNode> things = new ArrayList<>();
    for (String each : List.of("press.td.json", "belt.td.jsonld", "every-member.td.json")) {
      things.add(JSON.readTree(Files.readString(ThingFilesTest.THINGS.resolve(each))));
    }
    return things;
  }

  @Test
  void soundThingsAreTakenByBoth() throws Exception {
    for (JsonNode each : things()) {
      assertThat(schema.validate(each.toString(), InputFormat.JSON)).isEmpty();
      assertThat(faults(each.toString())).isEmpty();
    }
  }

  @Test
  void whatTheSchemaRefusesTheReaderRefusesWithItsPlace() throws Exception {
    int[] refused = {0};
    List<String> taken = new ArrayList<>();
    for (JsonNode thing : things()) {
      forEachMutant(
          thing,
          thing,
          mutant -> {
            String text = mutant.toPrettyString();
            List<Fault> faults = faultsOf(text);
            boolean sound = schema.validate(mutant).isEmpty();
            if (!sound) {
              refused[0]++;
            }
            if (!sound && faults.isEmpty()) {
              taken.add(schema.validate(mutant).toString());
            }
            assertThat(faults).allMatch(each -> each.line() > 1 || each.column() == 1);
          });
    }
    assertThat(taken).as("mutants that only the schema refuses").isEmpty();
    assertThat(refused[0]).isGreaterThan(1_000);
  }

  /** Every value replaced by each other kind, every member and item left out. */
  private static void forEachMutant(JsonNode whole, JsonNode here, Consumer<JsonNode> each) {
    if (here instanceof ObjectNode object) {
      for (String name : names(object)) {
        JsonNode old = object.get(name);
        for (JsonNode value : VALUES) {
          object.set(name, value);
          each.accept(whole);
        }
        object.set(name, old);
        forEachMutant(whole, old, each);
        ObjectNode before = object.deepCopy();
        object.remove(name);
        each.accept(whole);
        object.removeAll();
        object.setAll(before);
      }
    } else if (here instanceof ArrayNode array) {
      for (int index = 0; index < array.size(); index++) {
        JsonNode old = array.get(index);
        for (JsonNode value : VALUES) {
          array.set(index, value);
          each.accept(whole);
        }
        array.set(index, old);
        forEachMutant(whole, old, each);
        array.remove(index);
        each.accept(whole);
        array.insert(index, old);
      }
    }
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void schemaIsTheOneOfTheWebOfThings() throws Exception {
    JsonNode document =
        JSON.readTree(
            Files.readString(Path.of("src/test/resources/wot/td-json-schema-validation.json")));
    assertThat(document.at("/version").asText()).startsWith("1.1-");
  }
}
