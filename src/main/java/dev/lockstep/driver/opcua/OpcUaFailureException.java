package dev.lockstep.driver.opcua;

/** A failure outside of this program, with a sentence for people; caught in this package. */
abstract class OpcUaFailureException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;

  OpcUaFailureException(String detail) {
    super(detail);
    this.detail = detail;
  }

  /** The sentence. */
  String detail() {
    return detail;
  }
}
