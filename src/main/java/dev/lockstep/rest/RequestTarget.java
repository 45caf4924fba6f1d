package dev.lockstep.rest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Request target (RFC 3986): path and query as they arrived, checked before any software takes them
 * apart. Jakarta REST cuts off what follows a {@code ;}, and the router removes dot segments and
 * empty ones: the call would then act on another id.
 */
final class RequestTarget {
  /**
   * Unreserved characters and sub-delimiters of RFC 3986 without {@code ;}, and the separators of a
   * path.
   */
  private static final String PUNCTUATION = "-._~!$&'()*+,=:@/%";

  /** Pages of Quarkus itself, where a trailing {@code /} is usual. */
  private static final String OWN_PAGES = "/q/";

  /** The first of the operator's pages, as people type it. */
  private static final String DASHBOARD = "/dashboard/";

  private static final int ESCAPE_LENGTH = 3;
  private static final int HEXADECIMAL = 16;

  private RequestTarget() {}

  /** The fault as one sentence; empty where ids and names reach the call unchanged. */
  static Optional<String> fault(@Nullable String path, @Nullable String query) {
    if (path == null || !path.startsWith("/")) {
      return Optional.of("a path begins with /");
    }
    if (query != null && query.indexOf(';') >= 0 && !path.startsWith(OWN_PAGES)) {
      return Optional.of("the query has a ';', which separates nothing here: write it as %3B");
    }
    return character(path).or(() -> segment(path));
  }

  private static Optional<String> character(String path) {
    for (int at = 0; at < path.length(); at++) {
      char each = path.charAt(at);
      if (each == ';') {
        return Optional.of(
            "the path has a ';': nothing is cut off an id or a name; in a name write it as %3B");
      }
      if (each == '%' && octet(path, at) < ' ') {
        return Optional.of("the path has a '%' without the two digits of a printable character");
      }
      boolean alphanumeric =
          (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || isDigit(each);
      if (!alphanumeric && PUNCTUATION.indexOf(each) < 0) {
        return Optional.of("the path has a character that must be percent-encoded");
      }
    }
    return Optional.empty();
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }

  /** The octet that is percent-encoded at this place; -1 where there is none. */
  private static int octet(String path, int at) {
    if (at + ESCAPE_LENGTH > path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(at + 1), HEXADECIMAL);
    int low = Character.digit(path.charAt(at + 2), HEXADECIMAL);
    return high < 0 || low < 0 ? -1 : high * HEXADECIMAL + low;
  }

  private static Optional<String> segment(String path) {
    String[] segments = path.substring(1).split("/", -1);
    for (int each = 0; each < segments.length; each++) {
      boolean last = each == segments.length - 1;
      boolean root = segments.length == 1;
      boolean page = root || path.startsWith(OWN_PAGES) || path.equals(DASHBOARD);
      if (segments[each].isEmpty() && !(last && page)) {
        return Optional.of("the path has an empty segment: no id or name is empty");
      }
      // Of unreserved characters the encoded form is the same (RFC 3986, 6.2.2.2).
      String plain = segments[each].replace("%2e", ".").replace("%2E", ".");
      if (plain.equals(".") || plain.equals("..")) {
        return Optional.of("the path has a segment of dots, which is no id or name");
      }
    }
    return Optional.empty();
  }
}
