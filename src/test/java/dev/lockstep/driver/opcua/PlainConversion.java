package dev.lockstep.driver.opcua;

import dev.lockstep.device.Encoding;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import dev.lockstep.driver.opcua.KnownTypes.UnknownTypeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;

/** Conversion of values that are no structures. */
final class PlainConversion {
  private PlainConversion() {}

  static Variant toWire(Value value, Scaling scaling, WireType wireType) throws MisfitException {
    ValueConversion.Writing writing = new ValueConversion.Writing("Node", scaling, false);
    try {
      return ValueConversion.toWire(KnownTypes.NONE, value, writing, wireType);
    } catch (UnknownTypeException structure) {
      throw new AssertionError(structure);
    }
  }

  static Value fromWire(Variant read, Scaling scaling, ValueType declared) throws MisfitException {
    return decoded(read, scaling, declared).value();
  }

  static Encoding encoding(Variant read, Scaling scaling) throws MisfitException {
    return decoded(read, scaling, ValueType.STRING).encoding();
  }

  private static ValueConversion.Decoded decoded(Variant read, Scaling scaling, ValueType declared)
      throws MisfitException {
    try {
      return ValueConversion.fromWire(KnownTypes.NONE, read, scaling, declared);
    } catch (UnknownTypeException structure) {
      throw new AssertionError(structure);
    }
  }
}
