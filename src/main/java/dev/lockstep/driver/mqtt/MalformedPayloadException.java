package dev.lockstep.driver.mqtt;

/** A malformed payload; the message is one sentence for an operator. */
final class MalformedPayloadException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedPayloadException(String detail) {
    super(detail);
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
