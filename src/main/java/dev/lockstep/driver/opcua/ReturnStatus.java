package dev.lockstep.driver.opcua;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;

/**
 * ReturnStatus of a method of job control (OPC 10031-4, B.2): a bit map beside a Good or Uncertain
 * call. Bit 0 means no error; every other bit is one. Where no bit is set the server says neither,
 * and its record of the order decides.
 */
record ReturnStatus(long bits) {
  private static final long NO_ERROR = 1;
  private static final long UNKNOWN_ORDER = 1L << 1;
  private static final Map<Integer, String> WORDS =
      new TreeMap<>(
          Map.of(
              1, "unknown job order ID",
              2, "invalid job order command",
              3, "invalid job order status",
              4, "unable to accept the job order",
              32, "invalid request"));

  /** The last output; one that is no UInt64 says nothing. */
  static ReturnStatus of(List<Variant> outputs) {
    return !outputs.isEmpty() && outputs.getLast().value() instanceof ULong status
        ? new ReturnStatus(status.longValue())
        : new ReturnStatus(0);
  }

  boolean isRefusal() {
    return (bits & ~NO_ERROR) != 0;
  }

  boolean isUnknownOrder() {
    return (bits & UNKNOWN_ORDER) != 0;
  }

  @Override
  public String toString() {
    List<String> said = new ArrayList<>();
    for (int bit = 1; bit < Long.SIZE; bit++) {
      if ((bits & (1L << bit)) != 0) {
        said.add(WORDS.getOrDefault(bit, "bit " + bit + ", of the server's own meaning"));
      }
    }
    String words = said.isEmpty() ? "" : " (" + String.join(", ", said) + ")";
    return "ReturnStatus " + Long.toUnsignedString(bits) + words;
  }
}
