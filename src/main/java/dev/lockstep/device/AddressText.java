package dev.lockstep.device;

import java.util.regex.Pattern;

/**
 * Address in text for people and records: without the user part (RFC 3986, 3.2.1), which may hold a
 * password or be a token.
 */
public final class AddressText {
  /** What stands in its place: an address stays one. */
  private static final String MASK = "***";

  /**
   * All of it, up to the last @ of the authority: a password may have one, and a token is alone.
   */
  private static final Pattern USER = Pattern.compile("(?<=://)[^/\\s\"'<>]{1,2000}(?=@)");

  private AddressText() {}

  /** The text, with every address in it shown without its user. */
  public static String withoutUser(String text) {
    return text.contains("@") ? USER.matcher(text).replaceAll(MASK) : text;
  }
}
