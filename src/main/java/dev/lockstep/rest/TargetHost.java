package dev.lockstep.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host of a request's target URI (RFC 9110, 7.1): from {@code Host}, from the request target where
 * that is in absolute form (RFC 9112, 3.2.2), or from {@code :authority} (RFC 9113, 8.3.1).
 */
final class TargetHost {
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(:\\d{0,5})?");
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*).*");

  private TargetHost() {}

  /**
   * The host that the request names, without port, in lower case.
   *
   * @throws RequestRefusedException MALFORMED where it names none, two, or what is no host
   */
  static String of(HttpServerRequest request) {
    List<String> named = request.headers().getAll(HttpHeaders.HOST);
    HostAndPort authority = request.authority();
    if (request.version() != HttpVersion.HTTP_2 || authority == null) {
      return ofHeader(named, request.uri());
    }
    String host = ofHeader(List.of(authority.host()), request.uri());
    if (!named.stream().allMatch(each -> host(each).equals(host))) {
      throw malformed("the Host is another one than the :authority: name one host");
    }
    return host;
  }

  static String ofHeader(List<String> named, String target) {
    if (named.isEmpty()) {
      throw malformed("the request has no Host: name the one that is called");
    }
    if (named.size() > 1) {
      throw malformed("the request has %d Hosts: name one".formatted(named.size()));
    }
    String host = host(named.getFirst());
    Matcher absolute = ABSOLUTE.matcher(target);
    return absolute.matches() ? host(absolute.group(1)) : host;
  }

  private static String host(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      throw malformed(
          "the Host is no host: a name or an address, and perhaps a colon and a port, is right");
    }
    return parts.group(1).toLowerCase(Locale.ROOT);
  }

  private static RequestRefusedException malformed(String sentence) {
    return new RequestRefusedException(ProblemType.MALFORMED, sentence);
  }
}
