package dev.lockstep.driver.opcua;

import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;

/**
 * What a node, or a method's argument, takes on the wire.
 *
 * @param type the built-in type
 * @param array whether it is a one-dimensional array of these
 * @param locale in which a LocalizedText is written; empty for the null locale
 */
record Shape(OpcUaDataType type, boolean array, Optional<String> locale) {
  Shape(OpcUaDataType type, boolean array) {
    this(type, array, Optional.empty());
  }

  Shape in(Optional<String> other) {
    return new Shape(type, array, other);
  }

  @Override
  public String toString() {
    return array ? type + "[]" : type.toString();
  }
}
