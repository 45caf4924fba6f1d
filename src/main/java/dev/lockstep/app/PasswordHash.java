package dev.lockstep.app;

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
 * A password that cannot be read back: PBKDF2 with HMAC-SHA-256 (RFC 8018), written {@code
 * pbkdf2-sha256$ROUNDS$SALT$HASH} with salt and hash in Base64.
 */
record PasswordHash(int rounds, byte[] salt, byte[] hash) {
  /** What OWASP asked for in 2023. */
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
    return new PasswordHash(rounds, salt, derive(password, salt, rounds));
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
    Base64.Decoder base64 = Base64.getDecoder();
    try {
      return Optional.of(
          new PasswordHash(rounds, base64.decode(form.group(2)), base64.decode(form.group(3))));
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(char[] password) {
    return MessageDigest.isEqual(hash, derive(password, salt, rounds));
  }

  String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "pbkdf2-sha256$%d$%s$%s"
        .formatted(rounds, base64.encodeToString(salt), base64.encodeToString(hash));
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
