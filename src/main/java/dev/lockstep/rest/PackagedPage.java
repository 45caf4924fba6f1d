package dev.lockstep.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A page that is packaged with the program. */
final class PackagedPage {
  private PackagedPage() {}

  /**
   * Its octets.
   *
   * @param path on the class path, from its root
   */
  static byte[] octets(String path) {
    try (InputStream page =
        Objects.requireNonNull(PackagedPage.class.getResourceAsStream(path), path)) {
      return page.readAllBytes();
    } catch (IOException fault) {
      throw new IllegalStateException(path, fault);
    }
  }
}
