package dev.lockstep.dashboard;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Texts as parts of an address of a page. */
final class Addresses {
  private Addresses() {}

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
