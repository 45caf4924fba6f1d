package dev.lockstep.ensemble;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Digest of a coordination's plan: two requests with one id and different plans are told apart by
 * it.
 *
 * @param hex the first 16 hexadecimal digits, in lower case, of SHA-256 over the plan's canonical
 *     form
 */
public record PlanDigest(String hex) {
  private static final int OCTETS = 8;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

  public PlanDigest {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a plan's digest is 16 of 0-9 a-f");
    }
  }

  /** Of a canonical form. */
  public static PlanDigest of(String canonical) {
    return new PlanDigest(HexFormat.of().formatHex(sha256(canonical), 0, OCTETS));
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
