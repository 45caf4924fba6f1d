package dev.lockstep.dashboard;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Token of a form: what only a page that this gateway gave to this viewer can know. Beside it stand
 * the cookie's SameSite and the check of Origin; each alone would keep another site from acting.
 * Under a key of this run, so that a page from before a restart has to be loaded again.
 */
public final class FormToken {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String STALE =
      "the form is not one that this gateway gave to you since its start: load the page again, and"
          + " look at it before you press once more";

  private final SecretKeySpec key;

  /**
   * @param key 32 random bytes
   */
  public FormToken(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * The token.
   *
   * @param holder who was given the form
   * @param action the path that it is sent to
   */
  String of(String holder, String action) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] text = (holder + "\n" + action).getBytes(StandardCharsets.UTF_8);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
    }
  }

  /**
   * Checks a token that came with a form.
   *
   * @throws RequestRefusedException FORBIDDEN
   */
  void check(String token, String holder, String action) {
    byte[] right = of(holder, action).getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(right, token.getBytes(StandardCharsets.UTF_8))) {
      throw new RequestRefusedException(ProblemType.FORBIDDEN, STALE);
    }
  }
}
