package dev.lockstep.outbox;

/** An order cannot be taken now, and may be a little later. Without a stack trace. */
public final class OrderNotNowException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param reason one sentence for people
   */
  public OrderNotNowException(String reason) {
    super(reason, null, false, false);
  }

  /** One sentence for people. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
