package dev.lockstep.driver.opcua;

import dev.lockstep.device.Resource;
import dev.lockstep.device.Value;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** An order's reference as a PLC keeps it. */
final class OrderId {
  private OrderId() {}

  /**
   * The reference itself where the resource is a String; else a number made of it, the same after
   * every restart, positive and never zero, which PLCs start with. Two references share a number
   * once in 2^15, 2^31 or 2^63, by the width: 16 bits are too few where many orders are told apart.
   */
  static Value of(String reference, Resource resource) {
    if (resource.type().kind() == ValueType.Kind.TEXT) {
      return new Value.Text(reference);
    }
    BigInteger digest = new BigInteger(1, sha256(reference));
    BigInteger most = BigInteger.TWO.pow(bits(resource.type())).subtract(BigInteger.ONE);
    return new Value.Numeric(new BigDecimal(digest.mod(most).add(BigInteger.ONE)));
  }

  /** Of a positive number in that type. */
  private static int bits(ValueType type) {
    int bits = 1;
    while (type.holds(BigInteger.TWO.pow(bits + 1).subtract(BigInteger.ONE))) {
      bits++;
    }
    return bits;
  }

  private static byte[] sha256(String reference) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(reference.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
