package dev.lockstep.rest.restat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * HTTP header {@code Link: <ADDRESS>; rel="NAME"} (RFC 8288), one or several. Read in one pass:
 * what a stranger sends must not take more time or stack than it has characters.
 */
final class LinkHeader {
  private final String header;
  private int at;

  private LinkHeader(String header) {
    this.header = header;
  }

  private record Link(String address, Map<String, String> parameters) {
    boolean is(String relation) {
      // One link may have several relations, with spaces between.
      String relations = parameters.getOrDefault("rel", "").toLowerCase(Locale.ROOT);
      return List.of(relations.split(" ", -1)).contains(relation);
    }
  }

  /** The first address with this relation, as it stands there: perhaps relative. */
  static Optional<String> to(String relation, List<String> headers) {
    for (String header : headers) {
      LinkHeader reader = new LinkHeader(header);
      for (Optional<Link> link = reader.next(); link.isPresent(); link = reader.next()) {
        if (link.get().is(relation)) {
          return Optional.of(link.get().address());
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Link> next() {
    int opens = header.indexOf('<', at);
    int closes = header.indexOf('>', opens);
    if (opens < 0 || closes < 0) {
      return Optional.empty();
    }
    at = closes + 1;
    Map<String, String> parameters = new TreeMap<>();
    while (skips(';')) {
      String name = token().toLowerCase(Locale.ROOT);
      // Where a parameter stands twice, the first counts.
      parameters.putIfAbsent(name, skips('=') ? value() : "");
    }
    return Optional.of(new Link(header.substring(opens + 1, closes).strip(), parameters));
  }

  /** Skips blanks, and this character where it comes next. */
  private boolean skips(char wanted) {
    while (at < header.length() && Character.isWhitespace(header.charAt(at))) {
      at++;
    }
    boolean found = at < header.length() && header.charAt(at) == wanted;
    if (found) {
      at++;
    }
    return found;
  }

  private String value() {
    return skips('"') ? quoted() : token();
  }

  private String token() {
    var unused = skips(' ');
    int begin = at;
    while (at < header.length() && " \t;,=\"<>".indexOf(header.charAt(at)) < 0) {
      at++;
    }
    return header.substring(begin, at);
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    for (; at < header.length() && header.charAt(at) != '"'; at++) {
      if (header.charAt(at) == '\\' && at + 1 < header.length()) {
        at++;
      }
      text.append(header.charAt(at));
    }
    at++;
    return text.toString();
  }
}
