package dev.lockstep.driver.opcua;

import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.driver.opcua.KnownTypes.UnknownTypeException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Encodes values that name their own type, because the field that they stand in is open: structures
 * of several types, and values of any type.
 */
final class OpenTypeEncoder {
  /** The members that name a type, as in the OPC UA JSON encoding (OPC 10000-6, 5.4.2.16, 17). */
  static final String TYPE_ID = "UaTypeId";

  static final String TYPE = "UaType";
  static final String VALUE = "Value";

  private final KnownTypes types;
  private final Optional<String> locale;
  private final boolean maximum;

  OpenTypeEncoder(KnownTypes types, Optional<String> locale, boolean maximum) {
    this.types = types;
    this.locale = locale;
    this.maximum = maximum;
  }

  /** A structure of this type, or of one derived from it. */
  ExtensionObject object(Value value, NodeId base, String path)
      throws MisfitException, UnknownTypeException {
    if (!(value instanceof Value.Structure structure)
        || !(structure.fields().get(TYPE_ID) instanceof Value.Text id)) {
      throw new MisfitException(
          "%s may hold several structures: an object with a member %s is wanted, which names the data type as nsu=URI;i=NUMBER"
              .formatted(path, TYPE_ID));
    }
    NodeId dataType = named(id.text(), path);
    if (dataType.isNull()) {
      return ExtensionObject.of(ByteString.NULL_VALUE, NodeId.NULL_VALUE);
    }
    if (!types.isA(dataType, base)) {
      String found = "%s: %s is not of the type that the field holds";
      throw new MisfitException(found.formatted(path, id.text()));
    }
    SequencedMap<String, Value> fields = new LinkedHashMap<>(structure.fields());
    fields.remove(TYPE_ID);
    return new StructureEncoder(types, locale, maximum)
        .encode(types.layout(dataType), new Value.Structure(fields), path);
  }

  private NodeId named(String id, String path) throws MisfitException {
    try {
      return TextForms.nodeId(id, types.namespaces());
    } catch (MisfitException malformed) {
      throw malformed.within(path + "." + TYPE_ID);
    }
  }

  /** A value of any type. */
  Variant variant(Value value, String path) throws MisfitException, UnknownTypeException {
    if (!(value instanceof Value.Structure structure)
        || !(structure.fields().get(TYPE) instanceof Value.Numeric number)) {
      throw new MisfitException(
          "%s may hold any type: an object with the members %s and %s is wanted, for example {\"%s\": 6, \"%s\": 5} for an Int32"
              .formatted(path, TYPE, VALUE, TYPE, VALUE));
    }
    Value own = structure.fields().get(VALUE);
    if (number.amount().signum() == 0) {
      return Variant.NULL_VALUE;
    }
    OpcUaDataType type = builtIn(number);
    if (type == null || own == null || !ValueConversion.isSupported(type)) {
      throw new MisfitException(
          "%s: %s %s is not supported, or has no %s".formatted(path, TYPE, number, VALUE));
    }
    ValueConversion.Writing writing =
        new ValueConversion.Writing(path + "." + VALUE, Scaling.NONE, maximum);
    WireType wireType =
        new WireType(type, own instanceof Value.Listing ? WireType.OPEN : 0).in(locale);
    try {
      return type == OpcUaDataType.ExtensionObject
          ? Variant.of(object(own, NodeIds.Structure, writing.path()))
          : ValueConversion.toWire(types, own, writing, wireType);
    } catch (MisfitException misfit) {
      throw misfit.within(writing.path());
    }
  }

  private static @Nullable OpcUaDataType builtIn(Value.Numeric number) {
    int id = number.amount().scale() <= 0 ? number.amount().intValue() : 0;
    return id >= 1 && id <= 25 ? OpcUaDataType.fromTypeId(id) : null;
  }
}
