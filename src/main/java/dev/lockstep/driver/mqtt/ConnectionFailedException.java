package dev.lockstep.driver.mqtt;

/** A failed connection attempt; the message is one sentence for an operator. */
final class ConnectionFailedException extends Exception {
  private static final long serialVersionUID = 1;

  ConnectionFailedException(String detail) {
    super(detail);
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
