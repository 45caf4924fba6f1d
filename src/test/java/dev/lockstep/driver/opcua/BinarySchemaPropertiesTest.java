package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.junit.jupiter.api.Test;

/** Whatever a server gives for a type dictionary: it is read, or it is refused with a sentence. */
class BinarySchemaPropertiesTest {
  private static final String WHOLE =
      BinarySchemas.text(
          """
          <opc:EnumeratedType Name="Phase" LengthInBits="32">
            <opc:EnumeratedValue Name="Heat" Value="0"/><opc:EnumeratedValue Name="Cool" Value="5"/>
          </opc:EnumeratedType>
          <opc:EnumeratedType Name="Flags" LengthInBits="16" IsOptionSet="true"/>
          <opc:OpaqueType Name="Image" LengthInBits="8"/>
          <opc:StructuredType Name="Step" BaseType="ua:ExtensionObject">
            <opc:Documentation>One <b xmlns="urn:x">step</b>.</opc:Documentation>
            <opc:Field Name="Temperature" TypeName="opc:Float"/>
            <opc:Field Name="Phase" TypeName="tns:Phase"/>
            <opc:Field Name="NoOfWords" TypeName="opc:Int32"/>
            <opc:Field Name="Words" TypeName="opc:CharArray" LengthField="NoOfWords"/>
          </opc:StructuredType>
          <opc:StructuredType Name="HeatStep" BaseType="tns:Step">
            <opc:Field Name="Temperature" TypeName="opc:Float" SourceType="tns:Step"/>
            <opc:Field Name="Phase" TypeName="tns:Phase" SourceType="tns:Step"/>
            <opc:Field Name="NoOfWords" TypeName="opc:Int32" SourceType="tns:Step"/>
            <opc:Field Name="Words" TypeName="opc:CharArray" LengthField="NoOfWords"/>
            <opc:Field Name="Flags" TypeName="tns:Flags"/>
          </opc:StructuredType>
          <opc:StructuredType Name="Setpoint" BaseType="ua:Union">
            <opc:Field Name="SwitchField" TypeName="opc:UInt32"/>
            <opc:Field Name="Speed" TypeName="opc:Double" SwitchField="SwitchField" SwitchValue="1"/>
            <opc:Field Name="Step" TypeName="tns:Step" SwitchField="SwitchField" SwitchValue="2"/>
          </opc:StructuredType>
          <opc:StructuredType Name="Recipe" BaseType="ua:ExtensionObject">
            <opc:Field Name="NoteSpecified" TypeName="opc:Bit"/>
            <opc:Field Name="StepsSpecified" TypeName="opc:Bit"/>
            <opc:Field Name="Reserved1" TypeName="opc:Bit" Length="30"/>
            <opc:Field Name="Name" TypeName="opc:String"/>
            <opc:Field Name="Note" TypeName="ua:LocalizedText" SwitchField="NoteSpecified"/>
            <opc:Field Name="NoOfSteps" TypeName="opc:Int32" SwitchField="StepsSpecified"/>
            <opc:Field Name="Steps" TypeName="tns:Step" LengthField="NoOfSteps"
                SwitchField="StepsSpecified"/>
            <opc:Field Name="Any" TypeName="ua:Variant"/>
          </opc:StructuredType>\
          """);

  /** What is put in, with the text of the dictionary itself. */
  private static final List<String> SCRAPS =
      List.of(
          "<",
          ">",
          "'",
          "\"",
          "/>",
          "&",
          "&amp;",
          "&#0;",
          "\uFEFF",
          "\0",
          "<!--",
          "<![CDATA[",
          "<!DOCTYPE a>",
          "<?xml version='1.1'?>",
          "xmlns:opc=''",
          "opc:",
          "tns:",
          ":",
          "opc:Bit",
          "LengthField='Steps'",
          "SwitchField='SwitchField'",
          "Length='-1'",
          "Length='99999999999'",
          "SwitchValue='9223372036854775807'",
          "LengthInBits='-32'",
          "BaseType='tns:HeatStep'",
          "DefaultByteOrder='BigEndian'",
          "Name='Step'",
          "encoding='UTF-16'",
          "TypeName='tns:Recipe'");

  @Test
  void wholeTextIsLaidOut() throws Exception {
    TypeDictionary whole = BinarySchemas.dictionary(1, WHOLE);
    assertThat(BinarySchemas.layouts(whole)).isEqualTo(4);
    assertThat(BinarySchemas.layout("Recipe", whole))
        .isEqualTo("OPTIONAL[Name String, Note? LocalizedText, Steps?[] Step@1, Any any value]");
  }

  @Property(tries = 3_000)
  void brokenOctetsAreReadOrRefused(@ForAll Random random) {
    byte[] octets = BinarySchemas.octets(WHOLE);
    for (int each = random.nextInt(4); each >= 0; each--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
    }
    readOrRefused(Arrays.copyOf(octets, octets.length - random.nextInt(3) * random.nextInt(99)));
  }

  @Property(tries = 6_000)
  void textsThatAreTakenApartAreReadOrRefused(@ForAll Random random) {
    StringBuilder text = new StringBuilder(WHOLE);
    for (int each = random.nextInt(5); each >= 0; each--) {
      int from = random.nextInt(text.length());
      int until = Math.min(text.length(), from + random.nextInt(60));
      String part = text.substring(from, until);
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, until);
        case 1 -> text.insert(random.nextInt(text.length()), part);
        case 2 -> text.insert(from, SCRAPS.get(random.nextInt(SCRAPS.size())));
        default -> swap(text, random);
      }
      if (text.isEmpty()) {
        text.append(' ');
      }
    }
    readOrRefused(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** One word in quotes for another: so the text stays well-formed, and means something else. */
  private static void swap(StringBuilder text, Random random) {
    String[] parts = text.toString().split("\"", -1);
    if (parts.length < 4) {
      return;
    }
    int one = random.nextInt(parts.length / 2) * 2 + 1;
    int other = random.nextInt(parts.length / 2) * 2 + 1;
    if (one < parts.length && other < parts.length) {
      parts[one] = parts[other];
    }
    text.setLength(0);
    text.append(String.join("\"", parts));
  }

  @Property(tries = 500)
  void hostileOctetsAreRefused(@ForAll byte[] octets) {
    readOrRefused(octets);
  }

  private static void readOrRefused(byte[] octets) {
    try {
      BinarySchema schema = BinarySchemaReader.read(octets);
      int laidOut = BinarySchemas.layouts(new TypeDictionary(new NodeId(1, 1), schema));
      assertThat(laidOut).isLessThanOrEqualTo(schema.types().size());
    } catch (BinarySchemaException refused) {
      assertThat(refused.detail()).isNotBlank();
    }
  }
}
