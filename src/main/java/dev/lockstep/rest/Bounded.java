package dev.lockstep.rest;

import java.io.IOException;
import java.io.InputStream;

/** Reads a request's body and no more of it than is allowed. */
final class Bounded {
  private Bounded() {}

  /**
   * @param most bytes
   * @throws Declined TOO_LARGE, or MALFORMED where the body broke off
   */
  static byte[] bytes(InputStream body, int most) {
    try {
      byte[] bytes = body.readNBytes(most + 1);
      if (bytes.length > most) {
        throw tooLarge(most);
      }
      return bytes;
    } catch (IOException broken) {
      throw new Declined(ProblemType.MALFORMED, "the body did not arrive whole");
    }
  }

  static Declined tooLarge(int most) {
    return new Declined(ProblemType.TOO_LARGE, "a body has at most %d bytes here".formatted(most))
        .with("limit", most);
  }
}
