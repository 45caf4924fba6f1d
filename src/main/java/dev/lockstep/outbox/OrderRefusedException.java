package dev.lockstep.outbox;

/** Refusal of an order for good. Without a stack trace: it is an answer, not a fault. */
public final class OrderRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final String pointer;

  /**
   * @param code for programs, for example {@code MALFORMED}
   * @param pointer where in the event (RFC 6901); empty for all of it
   * @param reason one sentence for people
   */
  public OrderRefusedException(String code, String pointer, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.pointer = pointer;
  }

  public String code() {
    return code;
  }

  public String pointer() {
    return pointer;
  }

  /** One sentence for people. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
