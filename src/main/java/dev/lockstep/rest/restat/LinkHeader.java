package dev.lockstep.rest.restat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP header {@code Link: <ADDRESS>; rel="NAME"} (RFC 8288), one or several. */
final class LinkHeader {
  private static final Pattern LINK =
      Pattern.compile("<([^<>]{1,2000})>((?:\\s*;\\s*[a-z]+=(?:\"[^\"]*\"|[^\",;<>\\s]+))*)");

  private LinkHeader() {}

  /** The first address with this relation. */
  static Optional<String> to(String relation, List<String> headers) {
    for (String header : headers) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        if (link.group(2).contains("rel=\"" + relation + "\"")) {
          return Optional.of(link.group(1));
        }
      }
    }
    return Optional.empty();
  }
}
