package dev.lockstep.driver.opcua;

/**
 * A type dictionary, or a type in it, cannot be used: a sentence that says what stands there, to
 * follow "and".
 */
final class BinarySchemaException extends OpcUaFailureException {
  private static final long serialVersionUID = 1L;

  BinarySchemaException(String detail) {
    super(detail);
  }
}
