package dev.lockstep.driver.opcua;

import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryDecoder;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.jspecify.annotations.Nullable;

/** The binary encoding of one built-in value, without its type (OPC 10000-6, 5.2.2). */
final class BuiltInCodec {
  private BuiltInCodec() {}

  static void write(OpcUaBinaryEncoder encoder, OpcUaDataType type, Object raw) {
    switch (type) {
      case Boolean -> encoder.encodeBoolean((Boolean) raw);
      case SByte -> encoder.encodeSByte((Byte) raw);
      case Byte -> encoder.encodeByte((UByte) raw);
      case Int16 -> encoder.encodeInt16((Short) raw);
      case UInt16 -> encoder.encodeUInt16((UShort) raw);
      case Int32 -> encoder.encodeInt32((Integer) raw);
      case UInt32 -> encoder.encodeUInt32((UInteger) raw);
      case Int64 -> encoder.encodeInt64((Long) raw);
      case UInt64 -> encoder.encodeUInt64((ULong) raw);
      case Float -> encoder.encodeFloat((Float) raw);
      case Double -> encoder.encodeDouble((Double) raw);
      case String -> encoder.encodeString((String) raw);
      case DateTime -> encoder.encodeDateTime((DateTime) raw);
      case Guid -> encoder.encodeGuid((UUID) raw);
      case ByteString -> encoder.encodeByteString((ByteString) raw);
      case XmlElement -> encoder.encodeXmlElement((XmlElement) raw);
      case NodeId -> encoder.encodeNodeId((NodeId) raw);
      case ExpandedNodeId -> encoder.encodeExpandedNodeId((ExpandedNodeId) raw);
      case StatusCode -> encoder.encodeStatusCode((StatusCode) raw);
      case QualifiedName -> encoder.encodeQualifiedName((QualifiedName) raw);
      case LocalizedText -> encoder.encodeLocalizedText((LocalizedText) raw);
      case ExtensionObject, DataValue, Variant, DiagnosticInfo ->
          throw new IllegalArgumentException(type + " is no single value");
    }
  }

  static @Nullable Object read(OpcUaBinaryDecoder decoder, OpcUaDataType type) {
    return switch (type) {
      case Boolean -> decoder.decodeBoolean();
      case SByte -> decoder.decodeSByte();
      case Byte -> decoder.decodeByte();
      case Int16 -> decoder.decodeInt16();
      case UInt16 -> decoder.decodeUInt16();
      case Int32 -> decoder.decodeInt32();
      case UInt32 -> decoder.decodeUInt32();
      case Int64 -> decoder.decodeInt64();
      case UInt64 -> decoder.decodeUInt64();
      case Float -> decoder.decodeFloat();
      case Double -> decoder.decodeDouble();
      case String -> decoder.decodeString();
      case DateTime -> decoder.decodeDateTime();
      case Guid -> decoder.decodeGuid();
      case ByteString -> decoder.decodeByteString();
      case XmlElement -> decoder.decodeXmlElement();
      case NodeId -> decoder.decodeNodeId();
      case ExpandedNodeId -> decoder.decodeExpandedNodeId();
      case StatusCode -> decoder.decodeStatusCode();
      case QualifiedName -> decoder.decodeQualifiedName();
      case LocalizedText -> decoder.decodeLocalizedText();
      case ExtensionObject, DataValue, Variant, DiagnosticInfo ->
          throw new IllegalArgumentException(type + " is no single value");
    };
  }
}
