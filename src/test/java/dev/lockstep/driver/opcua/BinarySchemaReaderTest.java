package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.BinarySchemas.octets;
import static dev.lockstep.driver.opcua.BinarySchemas.structure;
import static dev.lockstep.driver.opcua.BinarySchemas.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.driver.opcua.BinarySchema.SchemaName;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription.StructuredType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of a type dictionary is read as it comes, and what is wrong in it has its place. */
class BinarySchemaReaderTest {
  private static final String FIELD = "<opc:Field Name='a' TypeName='opc:Byte'/>";
  private static final String FORMER = "http://opcfoundation.org/UA/2008/02/Types.bsd";
  private static final String STEP = text(structure("Step", FIELD));

  @Test
  void textIsReadInEachEncodingWithAndWithoutItsMark() throws Exception {
    BinarySchema plain = BinarySchemaReader.read(octets(STEP));
    assertThat(plain.namespace()).isEqualTo(BinarySchemas.URI);
    assertThat(plain.type("Step")).isPresent();
    assertThat(BinarySchemaReader.read(octets("\uFEFF" + STEP))).isEqualTo(plain);
    assertThat(BinarySchemaReader.read(STEP.getBytes(StandardCharsets.UTF_16))).isEqualTo(plain);
    String declared = "\uFEFF<?xml version='1.0' encoding='utf-8'?>\r\n<!-- PLC -->" + STEP;
    assertThat(BinarySchemaReader.read(octets(declared))).isEqualTo(plain);
    String latin = "<?xml version=\"1.0\" encoding='ISO-8859-1'?>" + STEP.replace("Step", "Stück");
    BinarySchema named = BinarySchemaReader.read(latin.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(named.type("Stück")).isPresent();
    refused(
        latin.replace("ISO-8859-1", "utf-8").getBytes(StandardCharsets.ISO_8859_1),
        "it is no text in UTF-8, at octet %d".formatted(latin.indexOf('ü') - 5));
    refused(
        octets("<?xml version='1.0' encoding='PLC-1'?>" + STEP),
        "it is in the encoding PLC-1, which is not known");
    byte[] ended = octets(STEP);
    assertThat(BinarySchemaReader.read(Arrays.copyOf(ended, ended.length + 2))).isEqualTo(plain);
  }

  @Test
  void documentationIsPassedOver() throws Exception {
    String documented =
        STEP.replace(
                FIELD,
                "<opc:Documentation>a <b xmlns='urn:x'>c<d/></b></opc:Documentation>"
                    + FIELD.replace("/>", "><opc:Documentation>it</opc:Documentation></opc:Field>"))
            .replace("<opc:Import", "<opc:Documentation>all</opc:Documentation><opc:Import");
    assertThat(BinarySchemaReader.read(octets(documented)))
        .isEqualTo(BinarySchemaReader.read(octets(STEP)));
  }

  @Test
  void prefixesAreThoseThatTheTextDeclares() throws Exception {
    String types =
        structure(
                "T",
                "<opc:Field Name='a' TypeName='ua:NodeId'/><opc:Field Name='b'"
                    + " TypeName='plc:U.x'/><opc:Field Name='c' TypeName='Own'/>")
            .replace("<opc:StructuredType", "<x:StructuredType xmlns:x='%s'")
            .replace("</opc:StructuredType", "</x:StructuredType")
            .formatted(BinarySchema.STANDARD);
    TypeDescription type =
        BinarySchemaReader.read(
                octets(
                    text(types).replace(BinarySchema.UA + "' xmlns:tns", FORMER + "' xmlns:tns")))
            .type("T")
            .orElseThrow();
    assertThat(((StructuredType) type).fields())
        .extracting(BinarySchema.SchemaField::type)
        .containsExactly(
            new SchemaName(BinarySchema.UA, "NodeId"),
            new SchemaName("", "plc:U.x"),
            new SchemaName("", "Own"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "<opc:StructuredType> ! a StructuredType has no Name, at line 3, column 21",
        "<opc:StructuredType Name='T'><opc:Field Name='a'/></opc:StructuredType> ! a Field has no"
            + " TypeName, at line 3, column 51",
        "<opc:StructuredType Name='T'><opc:Field Name='a' TypeName='opc:Bit' Length='x'/>"
            + "</opc:StructuredType> ! Length is no whole number, at line 3, column 81",
        "<opc:StructuredType Name='T'><opc:Union/></opc:StructuredType> ! a type has the element"
            + " Union, which is not known, at line 3, column 42",
        "<opc:EnumeratedType Name='T'><opc:EnumeratedValue Name='a'/></opc:EnumeratedType> ! an"
            + " EnumeratedValue has no attribute Value, at line 3, column 61",
        "<opc:OpaqueType Name='T'/><opc:EnumeratedType Name='T'/> ! it describes the type T twice,"
            + " differently, at line 3, column 57",
        "<opc:StructuredType Name='T' DefaultByteOrder='Middle'/> ! the DefaultByteOrder Middle is"
            + " not known, at line 3, column 57",
        "<opc:OpaqueType Name='T'> ! it is no well-formed XML, at line 4, column 3",
        "<opc:OpaqueType Name='&this;'/> ! it is no well-formed XML, at line 3, column 29",
        "<unknown:OpaqueType Name='T'/> ! it is no well-formed XML, at line 3, column 31",
      })
  void whatIsBrokenIsRefusedWithItsPlace(String types, String why) {
    refused(octets(text(types)), why);
  }

  @Test
  void whatIsNoDictionaryIsRefused() {
    refused(new byte[0], "it is empty");
    refused(new byte[] {0, 0}, "it is empty");
    refused(
        octets("<a/>"), "it is no OPC Binary type dictionary: its root is a, at line 1, column 5");
    refused(
        octets("<TypeDictionary/>"),
        "it is no OPC Binary type dictionary: its root is TypeDictionary, at line 1, column 18");
    refused(octets("PLC"), "it is no well-formed XML, at line 1, column 1");
  }

  @Test
  void nothingIsFetchedAndNoEntityIsRead(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "<opc:OpaqueType Name='Secret'/>");
    String declaration = "<!DOCTYPE d [<!ENTITY secret SYSTEM '%s'>]>".formatted(secret.toUri());
    String text = declaration + text("&secret;");
    refused(
        octets(text),
        "it has a document type declaration, which is not read, at line 1, column %d"
            .formatted(declaration.length() + 2));
    String laughs =
        "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>" + text("&b;");
    assertThatThrownBy(() -> BinarySchemaReader.read(octets(laughs)))
        .hasMessageStartingWith("it has a document type declaration, which is not read");
  }

  @Test
  void depthAndNumberHaveLimits() throws Exception {
    String deep = "<opc:Documentation>".repeat(40) + "</opc:Documentation>".repeat(40);
    refused(octets(text(deep)), "it nests deeper than 32 elements, at line 3, column 609");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int each = 0; each <= 10_000; each++) {
      many.writeBytes(octets("<opc:OpaqueType Name='T%d'/>".formatted(each)));
    }
    assertThatThrownBy(
            () -> BinarySchemaReader.read(octets(text(many.toString(StandardCharsets.UTF_8)))))
        .hasMessageStartingWith("it has more than 10000 types");
    String fields = "<opc:EnumeratedValue Name='a' Value='1'/>".repeat(100_001);
    assertThatThrownBy(
            () ->
                BinarySchemaReader.read(
                    octets(
                        text("<opc:EnumeratedType Name='E'>" + fields + "</opc:EnumeratedType>"))))
        .hasMessageStartingWith("it has more than 100000 fields and values");
  }

  private static void refused(byte[] octets, String why) {
    assertThatThrownBy(() -> BinarySchemaReader.read(octets))
        .isInstanceOf(BinarySchemaException.class)
        .hasMessage(why);
  }
}
