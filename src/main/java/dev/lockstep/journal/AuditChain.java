package dev.lockstep.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash chain of the audit log (SHA-256, FIPS 180-4): each row's hash covers the row and,
 * through the hash of the row before, all that came before it. Without a key: who can write to the
 * file can compute a whole new chain, so that what proves anything is a head that was exported
 * before.
 */
final class AuditChain {
  /** Before the first row. */
  static final String BEGINNING = "0".repeat(64);

  private AuditChain() {}

  /** The hash of a row. */
  static String link(String previous, long number, String body) {
    return sha256(previous + "\n" + number + "\n" + body);
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
