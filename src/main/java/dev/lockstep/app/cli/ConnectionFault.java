package dev.lockstep.app.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What a connection that failed means: what, where, and what to do. */
final class ConnectionFault {
  private static final int CAUSES_MAX = 10;

  private ConnectionFault() {}

  /**
   * The failure to be told.
   *
   * @param act whether the call may have changed something
   */
  static CommandFailedException of(IOException fault, URI where, boolean act) {
    boolean never =
        is(fault, ConnectException.class)
            || is(fault, UnknownHostException.class)
            || isConnectTimeout(fault)
            || is(fault, SSLException.class);
    if (never || !act) {
      return new CommandFailedException(
          ExitCode.NO_CONNECTION, where + ": " + sentence(fault, where), fault);
    }
    return new CommandFailedException(
        ExitCode.UNKNOWN,
        "%s: no answer came (%s): it may have been done; look before you repeat it"
            .formatted(where, sentence(fault, where)),
        fault);
  }

  private static String sentence(IOException fault, URI where) {
    if (is(fault, UnknownHostException.class)) {
      return "no host has that name; --url names another";
    }
    if (isConnectTimeout(fault)) {
      return "nothing answers at that address; is the host on, and does a firewall let this one in? With https: is TLS spoken there?";
    }
    if (is(fault, ConnectException.class)) {
      return "nothing listens there; is the gateway running, and is that its address? --url names another";
    }
    if (is(fault, SSLException.class)) {
      return tls(words(fault), where);
    }
    if (is(fault, SocketTimeoutException.class)) {
      return "no answer in time";
    }
    return where.getScheme().equals("http")
            && (words(fault).contains("unexpected end of file")
                || words(fault).contains("invalid http"))
        ? "the connection was closed without a word; if TLS is spoken there, --url begins with https"
        : "the connection broke";
  }

  private static String tls(String words, URI where) {
    if (words.contains("unrecognized ssl message") || words.contains("plaintext")) {
      return "no TLS is spoken there; --url may have to begin with http";
    }
    if (words.contains("no subject alternative") || words.contains("no name matching")) {
      return "its certificate is for other names than %s; --url with one of those, or a certificate that names this one, would be right"
          .formatted(where.getHost());
    }
    if (words.contains("unable to find valid certification path")
        || words.contains("trustanchors parameter must be non-empty")
        || words.contains("path does not chain")) {
      return "its certificate is not trusted; --ca FILE names who signed it, or the certificate itself";
    }
    if (words.contains("notafter") || words.contains("expired")) {
      return "its certificate has expired; the gateway needs a new one";
    }
    if (words.contains("notbefore") || words.contains("not yet valid")) {
      return "its certificate is not valid yet; compare the clocks of both hosts";
    }
    if (words.contains("received fatal alert")) {
      return "it does not accept this client's certificate (%s); --cert and --key name another"
          .formatted(words.replaceAll(".*received fatal alert: ([a-z_]+).*", "$1"));
    }
    return "no TLS connection came about (%s)".formatted(words);
  }

  private static boolean isConnectTimeout(IOException fault) {
    return is(fault, SocketTimeoutException.class) && words(fault).contains("connect timed out");
  }

  private static boolean is(Throwable fault, Class<? extends Throwable> kind) {
    return causes(fault).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> causes(Throwable fault) {
    return Stream.iterate(fault, each -> each != null, Throwable::getCause).limit(CAUSES_MAX);
  }

  private static String words(Throwable fault) {
    return causes(fault)
        .map(each -> String.valueOf(each.getMessage()))
        .distinct()
        .collect(Collectors.joining("; "))
        .toLowerCase(Locale.ROOT);
  }
}
