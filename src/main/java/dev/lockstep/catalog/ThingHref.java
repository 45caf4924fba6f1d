package dev.lockstep.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target of a form, taken apart. Not {@link java.net.URI}, which knows no characters beyond
 * ASCII, as OPC 10101 allows them.
 *
 * @param scheme in lower case
 * @param authority host and port
 * @param path as written, perhaps empty
 * @param query as written, without the question mark; empty where there is none
 */
record ThingHref(String scheme, String authority, String path, Optional<String> query) {
  static final String OPC_UA = "opc.tcp";
  private static final Pattern ABSOLUTE =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?]*)(?:\\?(.*))?", Pattern.DOTALL);

  /** An href that cannot be taken: the sentence says why. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /** The href; relative to the base where it is not absolute. */
  static ThingHref of(String href, Optional<String> base) throws MalformedException {
    Matcher absolute = ABSOLUTE.matcher(href.strip());
    if (absolute.matches() && href.indexOf(':') < indexOrEnd(href, '?')) {
      return of(absolute);
    }
    if (base.isEmpty()) {
      throw new MalformedException("href is relative, and the Thing has no base");
    }
    return of(base.get(), Optional.empty()).resolved(href.strip());
  }

  private static int indexOrEnd(String text, char wanted) {
    int index = text.indexOf(wanted);
    return index < 0 ? text.length() : index;
  }

  private static ThingHref of(Matcher parts) throws MalformedException {
    String authority = Optional.ofNullable(parts.group(2)).orElse("");
    if (authority.contains("@")) {
      // Not repeated in the message: what stands before the @ may be a password.
      throw new MalformedException("href contains a user");
    }
    return new ThingHref(
        parts.group(1).toLowerCase(Locale.ROOT),
        authority,
        parts.group(3),
        Optional.ofNullable(parts.group(4)));
  }

  /**
   * The relative reference below this base. For OPC UA the path of the base is a part of the
   * endpoint's address and stays (OPC 10101, 6.2); for others it follows RFC 3986, 5.2.
   */
  private ThingHref resolved(String reference) throws MalformedException {
    if (reference.startsWith("//")) {
      return of(scheme + ":" + reference, Optional.empty());
    }
    int mark = reference.indexOf('?');
    String to = mark < 0 ? reference : reference.substring(0, mark);
    Optional<String> asked =
        mark < 0 ? Optional.empty() : Optional.of(reference.substring(mark + 1));
    if (scheme.equals(OPC_UA)) {
      return new ThingHref(scheme, authority, withoutSlash(path) + absolute(to), asked);
    }
    if (to.isEmpty()) {
      return new ThingHref(scheme, authority, path, asked.or(() -> query));
    }
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    return new ThingHref(
        scheme, authority, withoutDots(to.startsWith("/") ? to : absolute(folder + to)), asked);
  }

  private static String absolute(String path) {
    return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** RFC 3986, 5.2.4. */
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.split("/", -1);
    for (int each = 0; each < segments.length; each++) {
      boolean last = each == segments.length - 1;
      switch (segments[each]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          if (kept.size() > 1) {
            kept.removeLast();
          }
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[each]);
      }
    }
    return String.join("/", kept);
  }

  /** The server: endpoint of OPC UA or broker of MQTT. */
  String server() {
    String below = scheme.equals(OPC_UA) ? withoutSlash(path) : "";
    return scheme + "://" + authority + below;
  }

  /** The server in one spelling for all that name it. */
  String sameServer() {
    String host = authority.toLowerCase(Locale.ROOT);
    boolean port = host.lastIndexOf(':') > host.lastIndexOf(']');
    return server().replace(authority, port ? host : host + ":" + usualPort());
  }

  private int usualPort() {
    return switch (scheme) {
      case OPC_UA -> 4840;
      case "mqtts" -> 8883;
      default -> 1883;
    };
  }

  /** A parameter of the query, decoded. */
  Optional<String> parameter(String name) throws MalformedException {
    for (String each : query.orElse("").split("&", -1)) {
      if (each.startsWith(name + "=")) {
        return Optional.of(decoded(each.substring(name.length() + 1)));
      }
    }
    return Optional.empty();
  }

  /** The path without its first slash, decoded. */
  String decodedPath() throws MalformedException {
    return decoded(path.startsWith("/") ? path.substring(1) : path);
  }

  /** The text with its percent-encoded octets as UTF-8 (RFC 3986, 2.1). */
  private static String decoded(String text) throws MalformedException {
    if (text.indexOf('#') >= 0) {
      throw new MalformedException("a # ends an address; %23 would be right");
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int each = 0; each < text.length(); ) {
      int point = text.codePointAt(each);
      if (point == '%') {
        octets.write(octet(text, each));
        each += 3;
      } else {
        octets.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        each += Character.charCount(point);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets.toByteArray()))
          .toString();
    } catch (CharacterCodingException notText) {
      throw new MalformedException("its percent-encoded octets are not UTF-8");
    }
  }

  private static int octet(String text, int at) throws MalformedException {
    int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw new MalformedException(
          "a % without two hexadecimal digits behind it; %25 would be right");
    }
    return high * 16 + low;
  }
}
