package dev.lockstep.driver.mqtt;

/** A payload that is not what it should be; the message is one sentence for people. */
final class MalformedPayloadException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedPayloadException(String detail) {
    super(detail);
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
