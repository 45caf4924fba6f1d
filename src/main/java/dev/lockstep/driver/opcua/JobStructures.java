package dev.lockstep.driver.opcua;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * The structures of job orders (OPC 10031-4, 6.3), in the binary encoding (OPC 10000-6, 5.2.6 and
 * 5.2.7): a structure is a map of its fields by name. Their layout is fixed by the namespace, of
 * which version 2 is a new one.
 */
final class JobStructures {
  static final String NAMESPACE = "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/";

  /** The structures that stand alone, and the number of their binary encoding's node. */
  enum Type {
    ORDER("JobOrder", 5014),
    ORDER_AND_STATE("OrderAndState", 5032),
    RESPONSE("JobResponse", 5026),
    WORK_MASTER("WorkMaster", 5011);

    private final String layout;
    private final int encoding;

    Type(String layout, int encoding) {
      this.layout = layout;
      this.encoding = encoding;
    }

    Optional<NodeId> encodingIn(NamespaceTable namespaces) {
      return Optional.ofNullable(namespaces.getIndex(NAMESPACE))
          .map(index -> new NodeId(index, Unsigned.uint(encoding)));
    }
  }

  /** Deeper than any parameters of parameters in use. */
  private static final int DEPTH_MAX = 20;

  private static final int ELEMENTS_MAX = 100_000;

  private static final String PROPERTY =
      "ID:String Value:Variant Description:LocalizedText[]? Units:Units? Sub:%s[]?";
  private static final String RESOURCE =
      "ID:String Description:LocalizedText[]? Use:String? Quantity:String? Units:Units?"
          + " Properties:Property[]?";
  private static final Map<String, List<Field>> LAYOUTS =
      Map.ofEntries(
          layout("Property", PROPERTY.formatted("Property")),
          layout("Parameter", PROPERTY.formatted("Parameter")),
          layout("Resource", RESOURCE),
          layout(
              "Material",
              "Class:String? Definition:String? Lot:String? Sublot:String?"
                  + " Description:LocalizedText[]? Use:String? Quantity:String? Units:Units?"
                  + " Properties:Property[]?"),
          layout("WorkMaster", "ID:String Description:LocalizedText? Parameters:Parameter[]?"),
          layout(
              "JobOrder",
              "JobOrderID:String Description:LocalizedText[]? WorkMasterID:WorkMaster[]?"
                  + " StartTime:DateTime? EndTime:DateTime? Priority:Int16?"
                  + " JobOrderParameters:Parameter[]? Personnel:Resource[]? Equipment:Resource[]?"
                  + " PhysicalAssets:Resource[]? Material:Material[]?"),
          layout(
              "JobResponse",
              "JobResponseID:String Description:LocalizedText? JobOrderID:String"
                  + " StartTime:DateTime? EndTime:DateTime? JobState:State[]"
                  + " JobResponseData:Parameter[]? Personnel:Resource[]? Equipment:Resource[]?"
                  + " PhysicalAssets:Resource[]? Material:Material[]?"),
          layout("State", "BrowsePath:Path StateText:LocalizedText StateNumber:UInt32"),
          layout("OrderAndState", "JobOrder:JobOrder State:State[]"),
          layout("Path", "Elements:PathElement[]"),
          layout("PathElement", "Type:NodeId Inverse:Boolean Subtypes:Boolean Target:Name"),
          layout("Units", "Uri:String UnitId:Int32 Name:LocalizedText Description:LocalizedText"));

  private JobStructures() {}

  private record Field(String name, String type, boolean array, boolean optional) {
    static Field of(String text) {
      String name = text.substring(0, text.indexOf(':'));
      boolean optional = text.endsWith("?");
      String rest = text.substring(name.length() + 1, text.length() - (optional ? 1 : 0));
      boolean array = rest.endsWith("[]");
      return new Field(name, array ? rest.substring(0, rest.length() - 2) : rest, array, optional);
    }
  }

  private static Map.Entry<String, List<Field>> layout(String name, String fields) {
    return Map.entry(name, Arrays.stream(fields.split(" ")).map(Field::of).toList());
  }

  /**
   * @throws UnansweredException where it is another structure, or cannot be read
   */
  static Map<String, Object> decode(ExtensionObject object, Type type, NamespaceTable namespaces)
      throws UnansweredException {
    if (!type.encodingIn(namespaces).equals(Optional.of(object.getEncodingOrTypeId()))
        || !(object.getBody() instanceof ByteString body)) {
      throw new UnansweredException(
          "the server answers a %s that is none of %s, in its binary encoding"
              .formatted(object.getEncodingOrTypeId().toParseableString(), NAMESPACE));
    }
    ByteBuf buffer = Unpooled.wrappedBuffer(body.bytesOrEmpty());
    try {
      OpcUaBinaryDecoder decoder =
          new OpcUaBinaryDecoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer);
      return structure(decoder, type.layout, 0);
    } catch (UaSerializationException | IndexOutOfBoundsException broken) {
      throw new UnansweredException("a structure of the server's job orders cannot be decoded");
    }
  }

  static ExtensionObject encode(Map<String, Object> fields, Type type, NodeId encoding) {
    ByteBuf buffer = Unpooled.buffer();
    OpcUaBinaryEncoder encoder =
        new OpcUaBinaryEncoder(DefaultEncodingContext.INSTANCE).setBuffer(buffer);
    structure(encoder, type.layout, fields);
    return ExtensionObject.of(ByteString.of(ByteBufUtil.getBytes(buffer)), encoding);
  }

  private static Map<String, Object> structure(OpcUaBinaryDecoder from, String layout, int depth) {
    if (depth > DEPTH_MAX) {
      throw new UaSerializationException(StatusCodes.Bad_EncodingLimitsExceeded, "too deep");
    }
    List<Field> fields = Objects.requireNonNull(LAYOUTS.get(layout));
    long mask = fields.stream().anyMatch(Field::optional) ? from.decodeUInt32().longValue() : 0;
    int bit = 0;
    Map<String, Object> found = new LinkedHashMap<>();
    for (Field field : fields) {
      boolean there = !field.optional() || (mask & (1L << bit)) != 0;
      bit += field.optional() ? 1 : 0;
      Object value = there ? value(from, field, depth) : null;
      if (value != null) {
        found.put(field.name(), value);
      }
    }
    return found;
  }

  private static Object value(OpcUaBinaryDecoder from, Field field, int depth) {
    if (!field.array()) {
      return single(from, field.type(), depth);
    }
    int length = from.decodeInt32();
    if (length > ELEMENTS_MAX) {
      throw new UaSerializationException(StatusCodes.Bad_EncodingLimitsExceeded, "too many");
    }
    List<Object> elements = new ArrayList<>();
    for (int each = 0; each < length; each++) {
      elements.add(single(from, field.type(), depth));
    }
    return elements;
  }

  private static Object single(OpcUaBinaryDecoder from, String type, int depth) {
    return switch (type) {
      case "String" -> Objects.requireNonNullElse(from.decodeString(), "");
      case "Variant" -> from.decodeVariant();
      case "LocalizedText" -> from.decodeLocalizedText();
      case "DateTime" -> from.decodeDateTime();
      case "Int16" -> from.decodeInt16();
      case "Int32" -> from.decodeInt32();
      case "UInt32" -> from.decodeUInt32();
      case "NodeId" -> from.decodeNodeId();
      case "Boolean" -> from.decodeBoolean();
      case "Name" -> from.decodeQualifiedName();
      case String layout -> structure(from, layout, depth + 1);
    };
  }

  private static void structure(OpcUaBinaryEncoder to, String layout, Map<?, ?> values) {
    List<Field> fields = Objects.requireNonNull(LAYOUTS.get(layout));
    List<Field> optional = fields.stream().filter(Field::optional).toList();
    if (!optional.isEmpty()) {
      long mask = 0;
      for (int bit = 0; bit < optional.size(); bit++) {
        mask |= values.containsKey(optional.get(bit).name()) ? 1L << bit : 0;
      }
      to.encodeUInt32(Unsigned.uint(mask));
    }
    for (Field field : fields) {
      Object value = values.get(field.name());
      if (value instanceof List<?> elements) {
        to.encodeInt32(null, elements.size());
        elements.forEach(each -> single(to, field.type(), each));
      } else if (value != null) {
        single(to, field.type(), value);
      } else if (!field.optional()) {
        throw new IllegalArgumentException(layout + " has no " + field.name());
      }
    }
  }

  /** Of the types that are sent. */
  private static void single(OpcUaBinaryEncoder to, String type, Object value) {
    switch (value) {
      case String text -> to.encodeString(text);
      case Variant variant -> to.encodeVariant(variant);
      case LocalizedText text -> to.encodeLocalizedText(null, text);
      case UInteger number -> to.encodeUInt32(number);
      case Map<?, ?> values -> structure(to, type, values);
      case Object other -> throw new IllegalArgumentException(type + ": " + other);
    }
  }
}
