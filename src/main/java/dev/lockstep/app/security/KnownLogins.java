package dev.lockstep.app.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins that were right since the start: for each name at each address a digest of its password,
 * under a key that leaves this process never. Recognising one costs microseconds, hashing its
 * password 0.1 s of a processor. Thread-safe, of bounded memory.
 *
 * <p>By address, because what is cheap for the user is cheap for a guesser too: from anywhere else
 * a guess costs a hashing, and waits.
 */
final class KnownLogins {
  private static final int LOGINS_MAX = 4_096;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKey key = new SecretKeySpec(SecureRandomSource.bytes(32), ALGORITHM);
  private final Map<Place, Login> logins = LoginDelays.bounded(LOGINS_MAX);

  private record Place(String name, String address) {}

  /**
   * A login.
   *
   * @param hash of the user file then: where it was changed, the login is none any more
   */
  private record Login(PasswordHash hash, String digest) {}

  /** What a password is at an address. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** Only hashing can tell. */
    UNKNOWN
  }

  /** The password under the key of this process. */
  String digest(char[] password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] bytes = new String(password).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(bytes));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
    }
  }

  /** Judges a digest, where the same user logged in from there with the password of today. */
  synchronized Verdict judge(UserFile.User user, String address, String digest) {
    Login login = logins.get(new Place(user.name(), address));
    if (login == null || !login.hash().equals(user.password())) {
      return Verdict.UNKNOWN;
    }
    return MessageDigest.isEqual(ascii(login.digest()), ascii(digest))
        ? Verdict.RIGHT
        : Verdict.WRONG;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  synchronized void add(UserFile.User user, String address, String digest) {
    logins.put(new Place(user.name(), address), new Login(user.password(), digest));
  }
}
