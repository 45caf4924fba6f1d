package dev.lockstep.rest;

import dev.lockstep.transaction.TransactionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of branches that are enlisted by a body: the coordinator gives the transaction an address,
 * and no id to its branches. One for each transaction and body: a repeat is the same participant,
 * other commands in the same transaction are another.
 */
public final class BranchIds {
  private static final int DIGEST_LENGTH = 12;
  private static final int NAME_MAX = 100;

  private BranchIds() {}

  /** The last part of the transaction's address, and 12 hexadecimal digits of SHA-256. */
  public static TransactionId of(Origin transaction, byte[] body) {
    String whole = transaction.uri().toString();
    String last = whole.substring(whole.lastIndexOf('/') + 1);
    String name = last.substring(0, Math.min(last.length(), NAME_MAX));
    MessageDigest digest = sha256();
    digest.update(whole.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    String distinct = HexFormat.of().formatHex(digest.digest(body)).substring(0, DIGEST_LENGTH);
    return new TransactionId(name + "~" + distinct);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
