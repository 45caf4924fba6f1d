package dev.lockstep.app.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.KeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Password hash: PBKDF2 with HMAC-SHA-256 (RFC 8018), written {@code
 * pbkdf2-sha256$ROUNDS$SALT$HASH}.
 *
 * @param salt in Base64
 * @param hash in Base64
 */
record PasswordHash(int rounds, String salt, String hash) {
  /** The number that OWASP recommended in 2023. */
  static final int ROUNDS = 600_000;

  private static final int ROUNDS_MIN = 1_000;
  private static final int ROUNDS_MAX = 10_000_000;
  private static final int BITS = 256;
  private static final Pattern FORM =
      Pattern.compile(
          "pbkdf2-sha256\\$(\\d{4,8})\\$([A-Za-z0-9+/]{22,88}={0,2})\\$([A-Za-z0-9+/]{43}=)");

  /**
   * Hashes a password.
   *
   * @param salt 16 random bytes or more
   */
  static PasswordHash of(char[] password, byte[] salt, int rounds) {
    Base64.Encoder base64 = Base64.getEncoder();
    byte[] hash = derive(password, salt, rounds);
    return new PasswordHash(rounds, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /**
   * A hash that no password has, made without hashing. Comparing with it takes as long as with any
   * other.
   *
   * @param salt 16 random bytes or more
   * @param hash 32 random bytes
   */
  static PasswordHash ofNothing(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder();
    return new PasswordHash(ROUNDS, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /** Empty where the text is no hash of this form. */
  static Optional<PasswordHash> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int rounds = Integer.parseInt(form.group(1));
    if (rounds < ROUNDS_MIN || rounds > ROUNDS_MAX) {
      return Optional.empty();
    }
    PasswordHash hash = new PasswordHash(rounds, form.group(2), form.group(3));
    return hash.decodes() ? Optional.of(hash) : Optional.empty();
  }

  private boolean decodes() {
    try {
      return decoded(salt).length > 0 && decoded(hash).length == BITS / Byte.SIZE;
    } catch (IllegalArgumentException noBase64) {
      return false;
    }
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(char[] password) {
    return MessageDigest.isEqual(decoded(hash), derive(password, decoded(salt), rounds));
  }

  String text() {
    return "pbkdf2-sha256$%d$%s$%s".formatted(rounds, salt, hash);
  }

  private static byte[] derive(char[] password, byte[] salt, int rounds) {
    try {
      KeySpec secret = new PBEKeySpec(password, salt, rounds, BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(secret)
          .getEncoded();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", missing);
    }
  }
}
