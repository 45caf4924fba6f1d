package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.BinarySchema.SchemaField;
import dev.lockstep.driver.opcua.BinarySchema.SchemaName;
import dev.lockstep.driver.opcua.BinarySchema.Switch;
import dev.lockstep.driver.opcua.BinarySchema.TypeDescription;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a type dictionary, whose text comes from the server and is not trusted: no document type,
 * no entities, nothing that is fetched, and limits for everything.
 */
final class BinarySchemaReader {
  private static final int DEPTH_MAX = 32;
  private static final int TYPES_MAX = 10_000;
  private static final int FIELDS_MAX = 100_000;

  /** As the dictionaries of the standard had it before OPC UA 1.0 was published. */
  private static final String FORMER_UA = "http://opcfoundation.org/UA/2008/02/Types.bsd";

  private final XMLStreamReader xml;
  private final Map<String, TypeDescription> types = new HashMap<>();
  private final List<SchemaField> fields = new ArrayList<>();
  private final SortedMap<Long, String> values = new TreeMap<>();
  private String namespace = "";
  private boolean bigEndian;
  private int members;

  /** The type whose element is open, still without its members. */
  private @Nullable TypeDescription open;

  private BinarySchemaReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  static BinarySchema read(byte[] octets) throws BinarySchemaException {
    String text = DictionaryText.of(octets);
    XMLStreamReader xml = null;
    try {
      xml = factory().createXMLStreamReader(new StringReader(text));
      return new BinarySchemaReader(xml).dictionary();
    } catch (XMLStreamException malformed) {
      throw new BinarySchemaException(
          "it is no well-formed XML%s".formatted(place(malformed.getLocation())));
    } catch (RuntimeException failed) {
      // None is known, but the text is a stranger's and the parser not ours: whatever it throws is
      // a fault of the text, and must not look like one of this program.
      throw new BinarySchemaException(
          "it is no well-formed XML%s".formatted(xml == null ? "" : place(xml.getLocation())));
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }

  private static String place(@Nullable Location location) {
    return location == null || location.getLineNumber() < 1
        ? ""
        : ", at line %d, column %d".formatted(location.getLineNumber(), location.getColumnNumber());
  }

  private BinarySchemaException refusal(String why) {
    return new BinarySchemaException(why + place(xml.getLocation()));
  }

  // ---- elements

  private BinarySchema dictionary() throws XMLStreamException, BinarySchemaException {
    int depth = 0;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw refusal("it has a document type declaration, which is not read");
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw refusal("it has an entity, which is not read");
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > DEPTH_MAX) {
            throw refusal("it nests deeper than %d elements".formatted(DEPTH_MAX));
          }
          started(depth);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth-- == 2 && open != null) {
            add(open);
          }
        }
        default -> {}
      }
    }
    return new BinarySchema(namespace, types);
  }

  private void started(int depth) throws BinarySchemaException {
    boolean known = BinarySchema.STANDARD.equals(xml.getNamespaceURI());
    String name = xml.getLocalName();
    if (depth == 1) {
      if (!known || !name.equals("TypeDictionary")) {
        throw refusal("it is no OPC Binary type dictionary: its root is " + name);
      }
      namespace = attribute("TargetNamespace").map(String::strip).orElse("");
      bigEndian = bigEndian(false);
    } else if (depth == 2 && known) {
      begin(name);
    } else if (depth == 3 && known && open != null && !name.equals("Documentation")) {
      member(name);
    }
  }

  private void begin(String element) throws BinarySchemaException {
    fields.clear();
    values.clear();
    open =
        switch (element) {
          case "StructuredType" -> {
            Optional<SchemaName> base = attribute("BaseType").map(this::qualified);
            yield new TypeDescription.StructuredType(
                required("Name"), base, bigEndian(bigEndian), List.of());
          }
          case "EnumeratedType" ->
              new TypeDescription.EnumeratedType(
                  required("Name"),
                  bigEndian(bigEndian),
                  number("LengthInBits").orElse(0),
                  flag("IsOptionSet"),
                  new TreeMap<>());
          case "OpaqueType" -> new TypeDescription.OpaqueType(required("Name"));
          default -> null;
        };
  }

  private void member(String element) throws BinarySchemaException {
    if (++members > FIELDS_MAX) {
      throw refusal("it has more than %d fields and values".formatted(FIELDS_MAX));
    }
    if (open instanceof TypeDescription.StructuredType && element.equals("Field")) {
      fields.add(field());
    } else if (open instanceof TypeDescription.EnumeratedType
        && element.equals("EnumeratedValue")) {
      long value =
          number("Value").orElseThrow(() -> refusal("an EnumeratedValue has no attribute Value"));
      values.putIfAbsent(value, attribute("Name").orElse(""));
    } else {
      throw refusal("a type has the element %s, which is not known".formatted(element));
    }
  }

  private SchemaField field() throws BinarySchemaException {
    Optional<String> unusual = Optional.empty();
    String operand = attribute("SwitchOperand").orElse("Equals");
    if (!operand.equals("Equals")) {
      unusual = Optional.of("depends on another field by the SwitchOperand " + operand);
    } else if (attribute("Terminator").isPresent()) {
      unusual = Optional.of("ends at a Terminator");
    } else if (flag("IsLengthInBytes")) {
      unusual = Optional.of("has its length in octets (IsLengthInBytes)");
    } else if ("BigEndian".equals(attribute("ByteOrder").orElse("")) || bigEndian(false)) {
      unusual = Optional.of("begins with its most significant octet (BigEndian)");
    }
    return new SchemaField(
        required("Name"),
        qualified(required("TypeName")),
        number("Length"),
        reference("LengthField"),
        new Switch(reference("SwitchField"), number("SwitchValue")),
        attribute("SourceType").isPresent(),
        unusual);
  }

  private void add(TypeDescription begun) throws BinarySchemaException {
    TypeDescription whole =
        switch (begun) {
          case TypeDescription.StructuredType type ->
              new TypeDescription.StructuredType(
                  type.name(), type.base(), type.bigEndian(), fields);
          case TypeDescription.EnumeratedType type ->
              new TypeDescription.EnumeratedType(
                  type.name(),
                  type.bigEndian(),
                  type.bits(),
                  type.optionSet(),
                  new TreeMap<>(values));
          case TypeDescription.OpaqueType type -> type;
        };
    open = null;
    TypeDescription other = types.putIfAbsent(whole.name(), whole);
    if (other != null && !other.equals(whole)) {
      throw refusal("it describes the type %s twice, differently".formatted(whole.name()));
    }
    if (types.size() > TYPES_MAX) {
      throw refusal("it has more than %d types".formatted(TYPES_MAX));
    }
  }

  // ---- attributes

  private Optional<String> attribute(String name) {
    return Optional.ofNullable(xml.getAttributeValue(null, name));
  }

  /** The name of another field; an empty one names none. */
  private Optional<String> reference(String name) {
    return attribute(name).map(String::strip).filter(found -> !found.isEmpty());
  }

  private String required(String name) throws BinarySchemaException {
    return attribute(name)
        .map(String::strip)
        .filter(found -> !found.isEmpty())
        .orElseThrow(() -> refusal("a %s has no %s".formatted(xml.getLocalName(), name)));
  }

  private OptionalLong number(String name) throws BinarySchemaException {
    Optional<String> text = attribute(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get().strip()));
    } catch (NumberFormatException malformed) {
      throw refusal("%s is no whole number".formatted(name));
    }
  }

  private boolean flag(String name) {
    String text = attribute(name).orElse("false").strip();
    return text.equals("true") || text.equals("1");
  }

  private boolean bigEndian(boolean otherwise) throws BinarySchemaException {
    Optional<String> order = attribute("DefaultByteOrder").map(String::strip);
    if (order.isEmpty()) {
      return otherwise;
    }
    return switch (order.get()) {
      case "LittleEndian" -> false;
      case "BigEndian" -> true;
      default -> throw refusal("the DefaultByteOrder %s is not known".formatted(order.get()));
    };
  }

  /**
   * A name with the namespace of its prefix. A colon after no declared prefix is a letter of the
   * name, as in the names of a PLC.
   */
  private SchemaName qualified(String spelled) {
    Function<String, String> inUse = uri -> uri.equals(FORMER_UA) ? BinarySchema.UA : uri;
    String text = spelled.strip();
    int colon = text.indexOf(':');
    String declared = colon > 0 ? xml.getNamespaceURI(text.substring(0, colon)) : null;
    if (declared != null) {
      return new SchemaName(inUse.apply(declared), text.substring(colon + 1));
    }
    String usual = colon > 0 ? null : xml.getNamespaceURI("");
    return new SchemaName(usual == null ? "" : inUse.apply(usual), text);
  }
}
