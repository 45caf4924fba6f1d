package dev.lockstep.driver.mqtt;

/** A connection that did not come about; the message is one sentence for people. */
final class ConnectionFailedException extends Exception {
  private static final long serialVersionUID = 1;

  ConnectionFailedException(String detail) {
    super(detail);
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
