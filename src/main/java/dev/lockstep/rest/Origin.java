package dev.lockstep.rest;

import dev.lockstep.device.AddressText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * URL that may be called, or the prefix of such URLs. Compared by its parts, never as text, because
 * {@code http://plant.example.evil.com} begins with {@code http://plant.example}.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case
 * @param port the scheme's own where the address names none
 * @param path empty, or with a slash at its beginning and none at its end
 */
public record Origin(String scheme, String host, int port, String path) {
  /** Characters of an address. */
  public static final int LENGTH_MAX = 2048;

  private static final Pattern PLAIN_SEGMENT = Pattern.compile("[A-Za-z0-9._:~-]+");
  private static final Set<String> DOTS = Set.of(".", "..");

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException where it is not absolute and plain; the message says what is
   *     wrong
   */
  public static Origin of(String address) {
    if (address.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the address is %d characters long; at most %d are allowed"
              .formatted(address.length(), LENGTH_MAX));
    }
    URI uri = parsed(address);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw wrong(address, "must begin with http:// or https://");
    }
    if (host == null || host.isEmpty()) {
      throw wrong(address, "names no host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong(address, "must not hold a user, a query or a fragment");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (!plain(trimmed)) {
      throw wrong(address, "has a path that is not plain");
    }
    return new Origin(scheme, host.toLowerCase(Locale.ROOT), port(uri, scheme), trimmed);
  }

  private static URI parsed(String address) {
    try {
      return new URI(address);
    } catch (URISyntaxException malformed) {
      // The exception's own message would repeat the whole address.
      throw wrong(address, "is malformed: " + malformed.getReason());
    }
  }

  /** Excludes what a server may read differently: dots, escapes, empty segments. */
  private static boolean plain(String path) {
    return path.isEmpty()
        || Stream.of(path.substring(1).split("/", -1))
            .allMatch(each -> PLAIN_SEGMENT.matcher(each).matches() && !DOTS.contains(each));
  }

  private static int port(URI uri, String scheme) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return scheme.equals("https") ? 443 : 80;
  }

  private static IllegalArgumentException wrong(String address, String fault) {
    return new IllegalArgumentException(
        "the address %s %s".formatted(AddressText.withoutUser(address), fault));
  }

  /** Whether the other address is this one, or lies below it. */
  public boolean covers(Origin other) {
    return scheme.equals(other.scheme)
        && host.equals(other.host)
        && port == other.port
        && (other.path.equals(path) || other.path.startsWith(path + "/"));
  }

  /** Whether it is this machine, decided without a name server. */
  public boolean loopback() {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** The address again, without a slash at its end. */
  public URI uri() {
    return URI.create("%s://%s:%d%s".formatted(scheme, host, port, path));
  }

  /** Host and port. */
  public String authority() {
    return host + ":" + port;
  }
}
