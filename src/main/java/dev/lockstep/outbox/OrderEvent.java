package dev.lockstep.outbox;

import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An order: the CloudEvent's context, and its data in JSON.
 *
 * @param time when it was given
 */
record OrderEvent(String source, String id, Optional<Instant> time, OrderBody data) {
  /** The type of all orders. */
  static final String TYPE = "dev.lockstep.coordination.order.v1";

  private static final int DIGITS = 32;

  /**
   * The coordination's id where the data gives none: {@code order-} and 32 hex digits of the
   * SHA-256 of source, line feed and id, which CloudEvents 1.0 makes unique together.
   */
  TransactionId derivedId() {
    try {
      byte[] name = (source + "\n" + id).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
      return new TransactionId("order-" + HexFormat.of().formatHex(digest).substring(0, DIGITS));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
