package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.BinarySchemas.structure;
import static dev.lockstep.driver.opcua.BinarySchemas.text;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.name;
import static dev.lockstep.driver.opcua.OpcUaDriverFixture.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.device.Comparison;
import dev.lockstep.device.Device;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Profile;
import dev.lockstep.device.ProfileName;
import dev.lockstep.device.Reading;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Reason.Code;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.device.Work;
import dev.lockstep.driver.DeviceLink;
import dev.lockstep.driver.SendResult;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.StructureType;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that describe structures in type dictionaries, in the ways in which they are found. */
class OpcUaTypeDictionariesTest {
  private static final String TEMPERATURE = "<opc:Field Name='temperature' TypeName='opc:Float'/>";
  private static final String STEP =
      structure("Step", TEMPERATURE + "<opc:Field Name='duration' TypeName='opc:UInt32'/>");
  private static final String RECIPE =
      structure(
          "Recipe",
          "<opc:Field Name='name' TypeName='opc:CharArray'/><opc:Field Name='NoOfSteps'"
              + " TypeName='opc:Int32'/><opc:Field Name='steps' TypeName='tns:Step'"
              + " LengthField='NoOfSteps'/><opc:Field Name='unit'"
              + " TypeName='ua:EUInformation'/>");
  private static final String ALONE =
      "the server describes its type %s in the type dictionary"
          + " nsu=urn:test:dictionaries;s=%s alone, and %s; define a resource for the node of each"
          + " field";

  /** Variables that the device has, each of the type of its name. */
  private static final String TYPES =
      "Step Named Contradicted Recipe Prefixed Unnamed Elsewhere Imported Undescribed Missing"
          + " NoText Empty Broken Fixed Both Kept Changing Large TooLarge";

  @TempDir private static Path pki;
  private static TestServer server;
  private static TypeDictionaryNodes nodes;
  private static OpcUaDriverFixture bench;
  private static DeviceLink link;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(TestServer.Setup.OPEN);
    nodes = server.dictionaries();
    described();
    bench = new OpcUaDriverFixture(pki);
    link = bench.driver().open(device());
    OpcUaDriverFixture.awaitConnected(link);
  }

  @AfterAll
  static void stop() {
    bench.close();
    server.close();
  }

  private static void described() {
    // More than one answer of the server holds.
    for (int each = 0; each < 102; each++) {
      dictionary("Filling" + each, text(""), Optional.of("urn:filling:" + each));
    }
    dictionary("Dictionary", text(STEP + RECIPE), Optional.of(BinarySchemas.URI));
    type("Step", "Dictionary", "Step");
    type("Recipe", "Dictionary", "Recipe");
    type("Named", "Dictionary", "Step");
    type("Contradicted", "Dictionary", "Step");
    dictionary(
        "NamedDictionary",
        text("urn:named", STEP.replace("'Step'", "'Prefixed'")),
        Optional.empty());
    type("Prefixed", "NamedDictionary", "tns:Prefixed");
    dictionary("Second", text(STEP.replace("'Step'", "'Unnamed'")), Optional.of(BinarySchemas.URI));
    nodes.type("Unnamed", "Second", Optional.of(Variant.NULL_VALUE));
    dictionary(
        "Importing",
        text(
            "urn:importing",
            structure(
                    "Elsewhere",
                    "<opc:Field Name='own' TypeName='d:Unnamed' xmlns:d='%s'/>"
                        .formatted(BinarySchemas.URI))
                + structure("Imported", "<opc:Field Name='own' TypeName='d:Prefixed'/>")
                    .replace("<opc:Field", "<opc:Field xmlns:d='urn:named'")),
        Optional.of("urn:importing"));
    type("Elsewhere", "Importing", "Elsewhere");
    type("Imported", "Importing", "Imported");
    nodes.type("Undescribed", "Dictionary", Optional.empty());
    type("Missing", "Dictionary", "Missing");
    nodes.dictionary("NoTextDictionary", Variant.NULL_VALUE, Optional.empty());
    type("NoText", "NoTextDictionary", "NoText");
    dictionary("EmptyDictionary", " ", Optional.empty());
    type("Empty", "EmptyDictionary", "Empty");
    dictionary("BrokenDictionary", "<opc:TypeDictionary>\n  <opc:", Optional.empty());
    type("Broken", "BrokenDictionary", "Broken");
    dictionary(
        "Odd",
        text(structure("Fixed", "<opc:Field Name='a' TypeName='opc:Byte' Length='4'/>")),
        Optional.of("urn:odd"));
    type("Fixed", "Odd", "Fixed");
  }

  private static void dictionary(String name, String text, Optional<String> namespace) {
    nodes.dictionary(name, TypeDictionaryNodes.text(text), namespace);
  }

  private static void type(String name, String dictionary, String description) {
    nodes.type(name, dictionary, Optional.of(Variant.of(description)));
  }

  @Test
  void structuresAreReadAndWrittenAsTheDictionarySays() {
    comesBack("Step", "{'temperature': 1.5, 'duration': 7}");
    String recipe =
        "{'name': 'first', 'steps': [{'temperature': 1.5, 'duration': 7}, {'temperature': 2,"
            + " 'duration': %s}], 'unit': {'namespaceUri': '', 'unitId': -1, 'displayName': 'bar',"
            + " 'description': ''}}";
    comesBack("Recipe", recipe.formatted(8));
    refused(
        "Recipe",
        recipe.formatted("'x'"),
        Code.WRONG_TYPE,
        "Recipe.steps[1].duration: \"x\" does not fit the node's UInt32");
  }

  @Test
  void descriptionThatTheValueContradictsIsNotWrittenByAndOneWithoutAValueIs() {
    nodes.set("Contradicted", out -> out.encodeFloat(2.5f));
    refused(
        "Contradicted",
        "{'temperature': 1.5, 'duration': 7}",
        Code.UNREADABLE,
        "the server sends another structure than it describes as Contradicted: the octets end too"
            + " early, or are none of the type's");
    nodes.set("Contradicted", out -> {});
    comesBack("Contradicted", "{'temperature': 1.5, 'duration': 7}");
  }

  @Test
  void valueThatNamesItsDataTypeWhereItsEncodingShouldBeIsRead() {
    nodes.setByDataType(
        "Named",
        out -> {
          out.encodeFloat(2.5f);
          out.encodeUInt32(Unsigned.uint(9));
        });
    assertThat(bench.read(link, "Named")).hasToString("{temperature=2.5, duration=9}");
  }

  @Test
  void descriptionNamesItsTypeWithAPrefixOrByItsBrowseName() {
    comesBack("Prefixed", "{'temperature': 1.5, 'duration': 7}");
    comesBack("Unnamed", "{'temperature': 1.5, 'duration': 7}");
  }

  @Test
  void importedTypeIsFoundInEachDictionaryOfItsNamespaceAlsoInOneThatSaysItInItsTextAlone() {
    comesBack("Elsewhere", "{'own': {'temperature': 1.5, 'duration': 7}}");
    comesBack("Imported", "{'own': {'temperature': 1.5, 'duration': 7}}");
  }

  @Test
  void whatNoDictionaryDescribesIsRefusedByName() {
    refused(
        "Undescribed",
        "{}",
        Code.UNSUPPORTED,
        "the server does not describe its type Undescribed (it has no DataTypeDefinition, and no"
            + " description in a type dictionary); define a resource for the node of each field");
    alone("Missing", "Dictionary", "it does not describe the type Missing");
  }

  @Test
  void dictionaryThatCannotBeReadIsRefusedByNameWithItsPlace() {
    alone("NoText", "NoTextDictionary", "it has no text (a ByteString)");
    alone("Empty", "EmptyDictionary", "it is empty");
    alone("Broken", "BrokenDictionary", "it is no well-formed XML, at line 1, column 21");
    alone(
        "Fixed",
        "Odd",
        "its field a has a fixed Length, where a structure of OPC UA tells how many follow");
  }

  @Test
  void definitionIsBelievedAndTheDictionaryNotRead() {
    dictionary("Other", text(STEP.replace("'Step'", "'Both'")), Optional.of("urn:both"));
    type("Both", "Other", "Both");
    StructureField level = StructureNodes.field("level", NodeIds.Byte);
    nodes.define(
        "Both",
        new StructureDefinition(
            NodeId.NULL_VALUE,
            NodeIds.Structure,
            StructureType.Structure,
            new StructureField[] {level}));
    comesBack("Both", "{'level': 7}");
    assertThat(nodes.reads("Other")).isZero();
  }

  @Test
  void dictionaryIsReadOnceInASessionAndAnewWhenAValueDoesNotFit() {
    dictionary(
        "Changed",
        text("urn:kept", STEP.replace("'Step'", "'Changing'") + structure("Kept", TEMPERATURE)),
        Optional.of("urn:kept"));
    type("Changing", "Changed", "Changing");
    type("Kept", "Changed", "Kept");
    comesBack("Changing", "{'temperature': 1.5, 'duration': 7}");
    comesBack("Kept", "{'temperature': 1.5}");
    comesBack("Changing", "{'temperature': 1.5, 'duration': 8}");
    assertThat(nodes.reads("Changed")).isEqualTo(1);

    nodes.rewrite(
        "Changed", text(structure("Changing", "<opc:Field Name='level' TypeName='opc:Byte'/>")));
    nodes.set("Changing", out -> out.encodeByte(Unsigned.ubyte(7)));

    assertThat(bench.read(link, "Changing")).hasToString("{level=7}");
    assertThat(nodes.reads("Changed")).isEqualTo(2);
  }

  @Test
  void dictionaryThatNoMessageHoldsIsReadInParts() {
    String filling = "<!-- %s -->".formatted("x".repeat(3 << 20));
    dictionary(
        "Filled",
        text("urn:large", filling + STEP.replace("'Step'", "'Large'")),
        Optional.of("urn:large"));
    type("Large", "Filled", "Large");
    comesBack("Large", "{'temperature': 1.5, 'duration': 7}");
    assertThat(nodes.reads("Filled")).isGreaterThan(3 * 16);
  }

  @Test
  void dictionaryHasALimit() {
    String filling = "<!-- %s -->".formatted("x".repeat(DictionaryNodes.OCTETS_MAX));
    dictionary("Overfilled", text("urn:too-large", filling), Optional.of("urn:too-large"));
    type("TooLarge", "Overfilled", "TooLarge");
    alone("TooLarge", "Overfilled", "it has more than 8388608 octets");
  }

  private static void alone(String type, String dictionary, String why) {
    refused(type, "{}", Code.UNSUPPORTED, ALONE.formatted(type, dictionary, why));
  }

  private static void comesBack(String resource, String json) {
    Value value = JsonValues.of(json);
    assertThat(examine(resource, value)).isEmpty();
    SendResult sent = link.write(List.of(set(resource, value)), bench.in(9_000)).getFirst();
    assertThat(sent).isInstanceOf(SendResult.Accepted.class);
    Reading.Seen seen = (Reading.Seen) bench.reading(link, resource);
    assertThat(Comparison.matches(value, seen.value(), seen.encoding(), BigDecimal.ZERO))
        .as("%s reads %s", value, seen.value())
        .isTrue();
  }

  private static void refused(String resource, String json, Code code, String detail) {
    assertThat(examine(resource, JsonValues.of(json)))
        .extracting(Reason::code, Reason::detail)
        .containsExactly(tuple(code, detail));
  }

  private static List<Reason> examine(String resource, Value value) {
    return link.examine(new Work.Write(List.of(List.of(set(resource, value)))), bench.in(20_000));
  }

  private static Device device() {
    Map<ResourceName, Resource> resources = new HashMap<>();
    for (String each : List.of(TYPES.split(" "))) {
      String node = "nsu=" + TypeDictionaryNodes.URI + ";s=" + each;
      resources.put(name(each), JsonValues.resource(each, ValueType.OBJECT, node, Map.of()));
    }
    Profile profile = new Profile(new ProfileName("dictionaries"), "", resources, Map.of());
    Map<String, String> address = OpcUaDriverFixture.insecure(server.port());
    return new Device(
        new DeviceName("Press-1"), profile, "", Map.of(OpcUaDriver.PROTOCOL, address));
  }
}
