package dev.lockstep.outbox;

/** The bytes of a message, or of its data, as they came. Not copied, and not to be changed. */
public final class OrderBody {
  private final byte[] bytes;

  OrderBody(byte[] bytes) {
    this.bytes = bytes;
  }

  public byte[] bytes() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }
}
