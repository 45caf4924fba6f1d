package dev.lockstep.driver.opcua;

import dev.lockstep.driver.opcua.BinarySchema.SchemaName;
import dev.lockstep.driver.opcua.StructureLayout.FieldType;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;

/**
 * The types that each type dictionary may name without describing them: those of OPC Binary (OPC
 * 10000-5, C.3), OPC UA's built-in types, and the standard's own types derived from them.
 */
final class SchemaTypes {
  /** Numbers and texts; a CharArray is a String whose octets the dictionaries also spell out. */
  private static final Map<String, OpcUaDataType> OF_OPC_BINARY =
      Map.ofEntries(
          Map.entry("Boolean", OpcUaDataType.Boolean),
          Map.entry("SByte", OpcUaDataType.SByte),
          Map.entry("Byte", OpcUaDataType.Byte),
          Map.entry("Int16", OpcUaDataType.Int16),
          Map.entry("UInt16", OpcUaDataType.UInt16),
          Map.entry("Int32", OpcUaDataType.Int32),
          Map.entry("UInt32", OpcUaDataType.UInt32),
          Map.entry("Int64", OpcUaDataType.Int64),
          Map.entry("UInt64", OpcUaDataType.UInt64),
          Map.entry("Float", OpcUaDataType.Float),
          Map.entry("Double", OpcUaDataType.Double),
          Map.entry("String", OpcUaDataType.String),
          Map.entry("CharArray", OpcUaDataType.String),
          Map.entry("DateTime", OpcUaDataType.DateTime),
          Map.entry("Guid", OpcUaDataType.Guid),
          Map.entry("ByteString", OpcUaDataType.ByteString));

  /** OPC UA's built-in types beside those of OPC Binary, and the abstract ones above them. */
  private static final Map<String, OpcUaDataType> OF_UA =
      Map.ofEntries(
          Map.entry("XmlElement", OpcUaDataType.XmlElement),
          Map.entry("NodeId", OpcUaDataType.NodeId),
          Map.entry("ExpandedNodeId", OpcUaDataType.ExpandedNodeId),
          Map.entry("StatusCode", OpcUaDataType.StatusCode),
          Map.entry("QualifiedName", OpcUaDataType.QualifiedName),
          Map.entry("LocalizedText", OpcUaDataType.LocalizedText),
          Map.entry("ExtensionObject", OpcUaDataType.ExtensionObject),
          Map.entry("Structure", OpcUaDataType.ExtensionObject),
          Map.entry("DataValue", OpcUaDataType.DataValue),
          Map.entry("Variant", OpcUaDataType.Variant),
          Map.entry("BaseDataType", OpcUaDataType.Variant),
          Map.entry("Number", OpcUaDataType.Variant),
          Map.entry("Integer", OpcUaDataType.Variant),
          Map.entry("UInteger", OpcUaDataType.Variant),
          Map.entry("DiagnosticInfo", OpcUaDataType.DiagnosticInfo),
          Map.entry("Enumeration", OpcUaDataType.Int32));

  /** What the standard derives from these (OPC 10000-5, 12.2). */
  private static final Map<String, OpcUaDataType> DERIVED =
      Map.ofEntries(
          Map.entry("Duration", OpcUaDataType.Double),
          Map.entry("UtcTime", OpcUaDataType.DateTime),
          Map.entry("Date", OpcUaDataType.DateTime),
          Map.entry("Counter", OpcUaDataType.UInt32),
          Map.entry("IntegerId", OpcUaDataType.UInt32),
          Map.entry("Index", OpcUaDataType.UInt32),
          Map.entry("VersionTime", OpcUaDataType.UInt32),
          Map.entry("BitFieldMaskDataType", OpcUaDataType.UInt64),
          Map.entry("LocaleId", OpcUaDataType.String),
          Map.entry("NumericRange", OpcUaDataType.String),
          Map.entry("NormalizedString", OpcUaDataType.String),
          Map.entry("DecimalString", OpcUaDataType.String),
          Map.entry("DurationString", OpcUaDataType.String),
          Map.entry("DateString", OpcUaDataType.String),
          Map.entry("TimeString", OpcUaDataType.String),
          Map.entry("UriString", OpcUaDataType.String),
          Map.entry("SemanticVersionString", OpcUaDataType.String),
          Map.entry("Image", OpcUaDataType.ByteString),
          Map.entry("ImageBMP", OpcUaDataType.ByteString),
          Map.entry("ImageGIF", OpcUaDataType.ByteString),
          Map.entry("ImageJPG", OpcUaDataType.ByteString),
          Map.entry("ImagePNG", OpcUaDataType.ByteString),
          Map.entry("AudioDataType", OpcUaDataType.ByteString));

  private SchemaTypes() {}

  /**
   * What a field of a built-in type holds; empty for other types. Some of OPC Binary, such as
   * WideString, are in no structure of OPC UA, and not supported.
   */
  static Optional<FieldType> builtIn(SchemaName name) {
    Optional<OpcUaDataType> ofOpcBinary = Optional.ofNullable(OF_OPC_BINARY.get(name.name()));
    return switch (name.namespace()) {
      case BinarySchema.STANDARD -> {
        String why = "is of the type %s, which this version does not read or write";
        yield ofOpcBinary
            .map(SchemaTypes::of)
            .or(() -> Optional.of(new FieldType.Unsupported(why.formatted(name))));
      }
      case BinarySchema.UA ->
          ofOpcBinary.or(() -> Optional.ofNullable(OF_UA.get(name.name()))).map(SchemaTypes::of);
      default -> Optional.empty();
    };
  }

  /** What a field of one of the standard's derived types holds; empty for other types. */
  static Optional<FieldType> derived(SchemaName name) {
    return name.namespace().equals(BinarySchema.UA)
        ? Optional.ofNullable(DERIVED.get(name.name()))
            .map(SchemaTypes::of)
            .or(() -> StandardStructures.named(name.name()).map(FieldType.Nested::new))
        : Optional.empty();
  }

  private static FieldType of(OpcUaDataType type) {
    return switch (type) {
      case ExtensionObject -> new FieldType.AnyStructure(NodeIds.Structure);
      case Variant -> new FieldType.AnyValue();
      case DataValue, DiagnosticInfo ->
          new FieldType.Unsupported(
              "is a %s, which this version does not read or write".formatted(type));
      case Boolean, SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float, Double ->
          new FieldType.BuiltIn(type);
      case String, DateTime, Guid, ByteString, XmlElement, LocalizedText ->
          new FieldType.BuiltIn(type);
      case NodeId, ExpandedNodeId, StatusCode, QualifiedName -> new FieldType.BuiltIn(type);
    };
  }
}
