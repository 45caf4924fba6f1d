package dev.lockstep.driver.opcua;

import org.eclipse.milo.opcua.stack.core.OpcUaDataType;

/**
 * What a node, or a method's argument, takes on the wire.
 *
 * @param type the built-in type
 * @param array whether it is a one-dimensional array of these
 */
record Shape(OpcUaDataType type, boolean array) {
  @Override
  public String toString() {
    return array ? type + "[]" : type.toString();
  }
}
