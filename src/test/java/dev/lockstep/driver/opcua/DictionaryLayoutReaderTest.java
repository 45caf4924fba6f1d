package dev.lockstep.driver.opcua;

import static dev.lockstep.driver.opcua.BinarySchemas.dictionary;
import static dev.lockstep.driver.opcua.BinarySchemas.layout;
import static dev.lockstep.driver.opcua.BinarySchemas.structure;
import static dev.lockstep.driver.opcua.BinarySchemas.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a type dictionary says becomes a layout to the letter, or is refused with its place. */
class DictionaryLayoutReaderTest {
  private static final String MASK =
      "<opc:Field Name='ASpecified' TypeName='opc:Bit'/><opc:Field Name='BSpecified'"
          + " TypeName='opc:Bit' Length='1'/><opc:Field Name='Reserved1' TypeName='opc:Bit'"
          + " Length='30'/>";

  private static String of(String fields) throws Exception {
    return layout("T", dictionary(1, text(structure("T", fields))));
  }

  private static void refused(String types, String why) throws Exception {
    TypeDictionary dictionary = dictionary(1, text(types));
    assertThatThrownBy(() -> layout("T", dictionary, dictionary))
        .isInstanceOf(BinarySchemaException.class)
        .hasMessage(why);
  }

  @Test
  void typesOfOpcBinaryAndOfOpcUaAreKnownWithoutAnyOtherDictionary() throws Exception {
    assertThat(
            of(
                "<opc:Field Name='a' TypeName='opc:CharArray'/><opc:Field Name='b'"
                    + " TypeName='opc:String'/><opc:Field Name='c' TypeName='ua:String'/><opc:Field"
                    + " Name='d' TypeName='opc:Int64'/><opc:Field Name='e'"
                    + " TypeName='ua:LocalizedText'/><opc:Field Name='f'"
                    + " TypeName='ua:Variant'/><opc:Field Name='g'"
                    + " TypeName='ua:ExtensionObject'/><opc:Field Name='h'"
                    + " TypeName='ua:UtcTime'/><opc:Field Name='i'"
                    + " TypeName='ua:EUInformation'/>"))
        .isEqualTo(
            "PLAIN[a String, b String, c String, d Int64, e LocalizedText, f any value, g any"
                + " structure, h DateTime, i i=887]");
  }

  @Test
  void typesOfAControllerInTheNamespaceOfTheStandardGoBeforeTheStandardsDerivedOnes()
      throws Exception {
    String types =
        structure("Counter", "<opc:Field Name='now' TypeName='opc:UInt16'/>")
            + structure("String", "")
            + "<opc:OpaqueType Name='Duration'/>"
            + structure(
                "T",
                "<opc:Field Name='a' TypeName='ua:Counter'/><opc:Field Name='b'"
                    + " TypeName='ua:Duration'/><opc:Field Name='c' TypeName='ua:String'/>");
    assertThat(layout("T", dictionary(1, text(BinarySchema.UA, types))))
        .isEqualTo("PLAIN[a Counter@1, b Double, c String]");
  }

  @Test
  void lengthOfAListIsNoFieldOfItsOwnAndAnyOtherInt32Is() throws Exception {
    assertThat(
            of(
                "<opc:Field Name='NoOfOthers' TypeName='opc:Int32'/><opc:Field Name='NoOfValues'"
                    + " TypeName='opc:Int32'/><opc:Field Name='Values' TypeName='opc:Double'"
                    + " LengthField='NoOfValues'/>"))
        .isEqualTo("PLAIN[NoOfOthers Int32, Values[] Double]");
  }

  @Test
  void fieldsThatReferToOneAnotherMayDifferInLetterCase() throws Exception {
    assertThat(
            of(
                "<opc:Field Name='noofvalues' TypeName='opc:Int32'/><opc:Field Name='Values'"
                    + " TypeName='opc:Byte' LengthField='NoOfValues'/>"))
        .isEqualTo("PLAIN[Values[] Byte]");
    assertThat(
            of(
                "<opc:Field Name='values' TypeName='opc:Int32'/><opc:Field Name='Values'"
                    + " TypeName='opc:Byte' LengthField='values'/>"))
        .isEqualTo("PLAIN[Values[] Byte]");
  }

  @Test
  void emptyReferenceNamesNoField() throws Exception {
    assertThat(
            of(MASK + "<opc:Field Name='a' TypeName='opc:Byte' SwitchField='' LengthField=' '/>"))
        .isEqualTo("OPTIONAL[a Byte]");
  }

  @Test
  void maskOf32BitsTellsWhichFieldsAreOptional() throws Exception {
    assertThat(
            of(
                MASK
                    + "<opc:Field Name='X' TypeName='opc:Boolean'/><opc:Field Name='NoOfA'"
                    + " TypeName='opc:Int32' SwitchField='ASpecified'/><opc:Field Name='A'"
                    + " TypeName='opc:Float' LengthField='NoOfA'"
                    + " SwitchField='ASpecified'/><opc:Field Name='B' TypeName='opc:Guid'"
                    + " SwitchField='BSpecified' SwitchValue='1' SwitchOperand='Equals'/>"))
        .isEqualTo("OPTIONAL[X Boolean, A?[] Float, B? Guid]");
  }

  @Test
  void unionHoldsTheFieldOfItsNumberWhicheverTypeItSaysToBeDerivedFrom() throws Exception {
    String union =
        "<opc:Field Name='SwitchField' TypeName='opc:UInt32'/><opc:Field Name='NoOfA'"
            + " TypeName='opc:Int32' SwitchField='SwitchField' SwitchValue='1'/><opc:Field"
            + " Name='A' TypeName='tns:T' LengthField='NoOfA' SwitchField='SwitchField'"
            + " SwitchValue='1'/><opc:Field Name='B' TypeName='opc:Byte'"
            + " SwitchField='SwitchField' SwitchValue='2'/>";
    assertThat(of(union)).isEqualTo("UNION[A[] T@1, B Byte]");
    String derived = structure("T", union).replace("ua:ExtensionObject", "ua:Union");
    assertThat(layout("T", dictionary(1, text(derived)))).isEqualTo("UNION[A[] T@1, B Byte]");
  }

  @Test
  void enumerationsAreInt32WithTheirWordsAndOptionSetsAreUnsigned() throws Exception {
    String types =
        "<opc:EnumeratedType Name='E' LengthInBits='32'><opc:EnumeratedValue Name='Off'"
            + " Value='0'/><opc:EnumeratedValue Name='On' Value='5'/></opc:EnumeratedType>"
            + "<opc:EnumeratedType Name='S' LengthInBits='16' IsOptionSet='true'>"
            + "<opc:EnumeratedValue Name='Bit' Value='1'/></opc:EnumeratedType>"
            + "<opc:EnumeratedType Name='Small' LengthInBits='8'/><opc:OpaqueType Name='O'/>"
            + structure(
                "T",
                "<opc:Field Name='e' TypeName='tns:E'/><opc:Field Name='s' TypeName='tns:S'/>"
                    + "<opc:Field Name='small' TypeName='tns:Small'/><opc:Field Name='o'"
                    + " TypeName='tns:O'/><opc:Field Name='w' TypeName='opc:WideString'/><opc:Field"
                    + " Name='d' TypeName='ua:DataValue'/><opc:Field Name='u' TypeName='tns:U'/>");
    assertThat(layout("T", dictionary(1, text(types))))
        .isEqualTo(
            "PLAIN[e Int32{0=Off, 5=On}, s UInt16, small (is of the type Small, and it is an"
                + " enumeration of 8 bits, and OPC UA has them of 32), o (is of the type O, and the"
                + " type dictionary does not say how it is encoded), w (is of the type"
                + " opc:WideString, which this version does not read or write), d (is a DataValue,"
                + " which this version does not read or write), u (is of the type U, which no type"
                + " dictionary describes)]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "<opc:Field Name='a' TypeName='opc:Byte' Length='4'/> ! its field a has a fixed Length,"
            + " where a structure of OPC UA tells how many follow",
        "<opc:Field Name='a' TypeName='opc:Byte' Terminator='00'/> ! its field a ends at a"
            + " Terminator",
        "<opc:Field Name='n' TypeName='opc:Int32'/><opc:Field Name='a' TypeName='opc:Byte'"
            + " LengthField='n' IsLengthInBytes='true'/> ! its field a has its length in octets"
            + " (IsLengthInBytes)",
        "<opc:Field Name='n' TypeName='opc:UInt16'/><opc:Field Name='a' TypeName='opc:Byte'"
            + " LengthField='n'/> ! its field n is the length of a list, and no Int32",
        "<opc:Field Name='n' TypeName='opc:Int32'/><opc:Field Name='x' TypeName='opc:Byte'/>"
            + "<opc:Field Name='a' TypeName='opc:Byte' LengthField='n'/> ! its field a does not"
            + " come just after its length n",
        "<opc:Field Name='n' TypeName='opc:Int32'/><opc:Field Name='a' TypeName='opc:Byte'"
            + " LengthField='n'/><opc:Field Name='b' TypeName='opc:Byte' LengthField='n'/> ! its"
            + " field n is the length of several lists",
        "<opc:Field Name='a' TypeName='opc:Byte' LengthField='n'/> ! its field a does not come just"
            + " after its length n",
        "<opc:Field Name='b' TypeName='opc:Bit'/><opc:Field Name='r' TypeName='opc:Bit'"
            + " Length='7'/> ! it begins with 8 bits; the mask of optional fields has 32",
        "<opc:Field Name='x' TypeName='opc:Byte'/><opc:Field Name='b' TypeName='opc:Bit'/> ! its"
            + " field b is a bit outside of a mask of 32 bits at the beginning",
        "<opc:Field Name='k' TypeName='opc:Boolean'/><opc:Field Name='a' TypeName='opc:Byte'"
            + " SwitchField='k'/> ! its field a depends on k, which is not the next bit of a mask"
            + " at the beginning of the structure",
        "<opc:Field Name='k' TypeName='opc:UInt32'/><opc:Field Name='a' TypeName='opc:Byte'"
            + " SwitchField='k' SwitchValue='2'/> ! its field a is not number 1 of the union by its"
            + " SwitchValue",
        "<opc:Field Name='k' TypeName='opc:UInt32'/><opc:Field Name='a' TypeName='opc:Byte'"
            + " SwitchField='k' SwitchValue='1' SwitchOperand='GreaterThan'/> ! its field a depends"
            + " on another field by the SwitchOperand GreaterThan",
        "<opc:Field Name='a' TypeName='opc:Byte'/><opc:Field Name='a' TypeName='opc:Byte'/> ! it"
            + " has two fields a",
        "<opc:Field Name='a' TypeName='opc:Int16' ByteOrder='BigEndian'/> ! its field a begins with"
            + " its most significant octet (BigEndian)",
      })
  void whatStructuresOfOpcUaDoNotHaveIsRefused(String fields, String why) throws Exception {
    refused(structure("T", fields), why);
  }

  @Test
  void optionalFieldsInAnotherOrderThanTheirBitsAreRefused() throws Exception {
    refused(
        structure(
            "T",
            MASK
                + "<opc:Field Name='B' TypeName='opc:Byte' SwitchField='BSpecified'/><opc:Field"
                + " Name='A' TypeName='opc:Byte' SwitchField='ASpecified'/>"),
        "its field B depends on BSpecified, which is not the next bit of a mask at the beginning of"
            + " the structure");
    refused(
        structure(
            "T",
            MASK
                + "<opc:Field Name='A' TypeName='opc:Byte' SwitchField='ASpecified'"
                + " SwitchValue='0'/>"),
        "its field A depends on ASpecified, which is not the next bit of a mask at the beginning of"
            + " the structure");
  }

  @Test
  void bigEndianIsRefusedForTheDictionaryAndForOneType() throws Exception {
    String type = structure("T", "<opc:Field Name='a' TypeName='opc:Int16'/>");
    String why = "its numbers begin with the most significant octet (BigEndian)";
    TypeDictionary whole = dictionary(1, text(type).replace("'LittleEndian'", "'BigEndian'"));
    assertThatThrownBy(() -> layout("T", whole)).hasMessage(why);
    refused(type.replace("Name='T'", "Name='T' DefaultByteOrder='BigEndian'"), why);
  }

  @Test
  void fieldsOfABaseTypeAreRepeatedOrTheTypeIsRefused() throws Exception {
    String base = structure("Base", "<opc:Field Name='a' TypeName='opc:Byte'/>");
    String repeated =
        "<opc:StructuredType Name='T' BaseType='tns:Base'><opc:Field Name='a' TypeName='opc:Byte'"
            + " SourceType='tns:Base'/><opc:Field Name='b' TypeName='opc:Byte'/>"
            + "</opc:StructuredType>";
    assertThat(layout("T", dictionary(1, text(base + repeated))))
        .isEqualTo("PLAIN[a Byte, b Byte]");
    String left = repeated.replace("Name='a'", "Name='c'").replace("SourceType='tns:Base'", "");
    refused(
        base + left,
        "it is derived from Base and does not repeat its fields: whether they are encoded is not"
            + " known");
    refused(
        left,
        "it is derived from Base and does not repeat its fields: whether they are encoded is not"
            + " known");
    assertThat(layout("T", dictionary(1, text(structure("Base", "") + left))))
        .isEqualTo("PLAIN[c Byte, b Byte]");
    refused(left + left.replace("'T'", "'Base'"), "its base types have no end");
  }

  @Test
  void importedTypesAreFoundInTheDictionaryOfTheirNamespace() throws Exception {
    String type = structure("T", "<opc:Field Name='a' TypeName='other:Inner'/>");
    TypeDictionary own = dictionary(1, text(type));
    TypeDictionary other =
        dictionary(
            2, text("urn:other", structure("Inner", "<opc:Field Name='a' TypeName='opc:Byte'/>")));
    TypeDictionary third = dictionary(3, text("urn:other", structure("Another", "")));
    assertThat(layout("T", own, own, third, other)).isEqualTo("PLAIN[a Inner@2]");
    assertThat(layout("T", own, own, third))
        .isEqualTo("PLAIN[a (is of the type Inner, which no type dictionary describes)]");
  }

  @Test
  void nameThatTwoDictionariesOfANamespaceDescribeIsTakenFromItsOwnOrRefused() throws Exception {
    String inner = structure("Inner", "<opc:Field Name='a' TypeName='opc:Byte'/>");
    String type = structure("T", "<opc:Field Name='a' TypeName='tns:Inner'/>");
    TypeDictionary own = dictionary(1, text(type));
    TypeDictionary first = dictionary(2, text(inner));
    TypeDictionary second = dictionary(3, text(inner.replace("opc:Byte", "opc:Int16")));
    assertThat(layout("T", own, own, first)).isEqualTo("PLAIN[a Inner@2]");
    assertThat(layout("T", own, own, first, second))
        .isEqualTo(
            "PLAIN[a (is of the type Inner, and two type dictionaries of urn:test:dictionary"
                + " describe it)]");
    assertThat(layout("T", dictionary(1, text(type + inner)), first, second))
        .isEqualTo("PLAIN[a Inner@1]");
  }

  @Test
  void namesAreFoundAsServersSpellThem() throws Exception {
    String field = "<opc:Field Name='a' TypeName='opc:Byte'/>";
    TypeDictionary own =
        dictionary(1, text(structure("&quot;UDT_a.b&quot;", field) + structure("T", field)));
    assertThat(layout("\"UDT_a.b\"", own)).isEqualTo("PLAIN[a Byte]");
    assertThat(layout("tns:T", own)).isEqualTo("PLAIN[a Byte]");
    assertThat(layout("t", own)).isEqualTo("PLAIN[a Byte]");
    assertThatThrownBy(() -> layout("Other", own))
        .hasMessage("it does not describe the type Other");
    TypeDictionary twice = dictionary(1, text(structure("Tt", field) + structure("TT", "")));
    assertThatThrownBy(() -> layout("tt", twice)).hasMessage("it does not describe the type tt");
    assertThatThrownBy(() -> layout("E", dictionary(1, text("<opc:EnumeratedType Name='E'/>"))))
        .hasMessage("E is no StructuredType in it");
  }

  @Test
  void nestedTypeIsFoundAgainByTheNodeIdThatStandsForIt() {
    NodeId node = NodeId.parse("ns=3;s=a:1;b");
    DictionaryType type = new DictionaryType(node, "\"UDT\n7:x\"");
    assertThat(DictionaryType.of(type.node())).contains(type);
    assertThat(DictionaryType.of(node)).isEmpty();
  }
}
