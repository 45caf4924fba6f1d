package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.device.CommandName;
import dev.lockstep.device.Guarantees;
import dev.lockstep.device.Preparation;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Promise;
import dev.lockstep.device.Repeat;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedProfilesTest {
  private static final Path SHIPPED = Path.of("device-profiles");

  private final Catalog catalog = Catalogs.load(SHIPPED);

  @Test
  void shippedProfilesHaveNeitherFaultNorWarning() {
    assertThat(catalog.report().faults()).isEmpty();
    assertThat(catalog.report().warnings()).isEmpty();
    assertThat(catalog.profiles().keySet())
        .extracting(ProfileName::value)
        .containsExactly("conveyor", "hydraulic-press", "reflow-oven", "robot-cell");
  }

  @Test
  void pressIsArmedByHandshakeAndProvedByItsOwnRecord() {
    Guarantees guarantees = guarantees("hydraulic-press", "LoadRecipe");

    assertThat(guarantees.preparation())
        .isInstanceOfSatisfying(
            Preparation.Handshake.class,
            each -> {
              assertThat(each.retained()).isTrue();
              assertThat(each.rejectedId()).contains(new ResourceName("RejectedId"));
            });
    assertThat(guarantees.requires()).hasToString("[GuardClosed equals true, PressState equals 0]");
    assertThat(guarantees.repeat()).isEqualTo(Repeat.TESTABLE);
  }

  @Test
  void conveyorPromisesDurably() {
    assertThat(guarantees("conveyor", "SetSpeed").preparation())
        .isInstanceOfSatisfying(
            Preparation.Exchange.class,
            each -> assertThat(each.promise()).isEqualTo(Promise.DURABLE));
  }

  @Test
  void ovenAndRobotAreWrittenInSteps() {
    assertThat(steps("reflow-oven", "SetProgram")).isEqualTo(2);
    assertThat(steps("robot-cell", "SelectProgram")).isEqualTo(2);
  }

  @Test
  void everyShippedProfileNamesItsSchema() throws IOException {
    try (Stream<Path> files = Files.list(SHIPPED)) {
      assertThat(files.filter(each -> each.toString().endsWith(".yaml")))
          .hasSize(4)
          .allSatisfy(
              each ->
                  assertThat(Files.readString(each))
                      .startsWith(
                          "# yaml-language-server: $schema=./lockstep-profile.schema.json\n"));
    }
  }

  @Test
  void schemaAndLoaderKnowTheSameKeys() throws IOException {
    JsonNode schema = schema("lockstep-profile.schema.json");
    JsonNode parts = schema.get("$defs");
    Map<String, Set<String>> known =
        Map.ofEntries(
            Map.entry("resource", ProfileKeys.RESOURCE),
            Map.entry("properties", ProfileKeys.PROPERTIES),
            Map.entry("command", ProfileKeys.COMMAND),
            Map.entry("operation", ProfileKeys.OPERATION),
            Map.entry("lockstep", ProfileKeys.LOCKSTEP),
            Map.entry("condition", ProfileKeys.CONDITION),
            Map.entry("handshake", ProfileKeys.HANDSHAKE),
            Map.entry("exchange", ProfileKeys.EXCHANGE),
            Map.entry("lock", ProfileKeys.LOCK),
            Map.entry("jobOrder", ProfileKeys.JOB_ORDER),
            Map.entry("retained", ProfileKeys.RETAINED),
            Map.entry("verify", ProfileKeys.VERIFY),
            Map.entry("output", ProfileKeys.OUTPUT),
            Map.entry("readBack", ProfileKeys.READ_BACK));

    assertThat(keys(schema)).isEqualTo(ProfileKeys.PROFILE);
    known.forEach((part, keys) -> assertThat(keys(parts.get(part))).as(part).isEqualTo(keys));
    Set<String> withKeys = new HashSet<>();
    parts
        .properties()
        .forEach(
            each -> {
              if (each.getValue().has("properties")) {
                withKeys.add(each.getKey());
              }
            });
    assertThat(withKeys).isEqualTo(known.keySet());
  }

  @Test
  void schemaOfSidecarsAndLoaderKnowTheSameKeys() throws IOException {
    JsonNode schema = schema("lockstep-sidecar.schema.json");

    assertThat(keys(schema)).isEqualTo(ProfileKeys.SIDECAR);
    assertThat(keys(schema.at("/properties/deviceCommands/items")))
        .isEqualTo(ProfileKeys.SIDECAR_COMMAND);
  }

  @Test
  void schemaIsStrictWhereTheLoaderIs() throws IOException {
    JsonNode parts = schema("lockstep-profile.schema.json").get("$defs");

    for (String part :
        Set.of(
            "lockstep",
            "condition",
            "handshake",
            "exchange",
            "lock",
            "jobOrder",
            "retained",
            "verify",
            "output",
            "readBack")) {
      assertThat(parts.get(part).path("additionalProperties").asBoolean(true)).as(part).isFalse();
    }
  }

  @Test
  void schemaTakesTheNamesOfAllTypes() throws IOException {
    String pattern =
        schema("lockstep-profile.schema.json")
            .at("/$defs/properties/properties/valueType/pattern")
            .asText();

    for (ValueType type : ValueType.values()) {
      assertThat(type.edgeXName()).containsPattern(pattern);
      assertThat(type.edgeXName().toUpperCase(Locale.ROOT)).containsPattern(pattern);
    }
    assertThat("Flaot64").doesNotContainPattern(pattern);
  }

  private static JsonNode schema(String name) throws IOException {
    return new ObjectMapper().readTree(SHIPPED.resolve(name).toFile());
  }

  private static Set<String> keys(JsonNode part) {
    Set<String> keys = new HashSet<>();
    part.get("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private Guarantees guarantees(String profile, String command) {
    return catalog
        .profiles()
        .get(new ProfileName(profile))
        .command(new CommandName(command))
        .orElseThrow()
        .guarantees();
  }

  private int steps(String profile, String command) {
    return catalog
        .profiles()
        .get(new ProfileName(profile))
        .command(new CommandName(command))
        .orElseThrow()
        .steps()
        .size();
  }
}
