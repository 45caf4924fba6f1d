package dev.lockstep.driver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;

/**
 * The normalised address of a server or broker, independent of its spelling in a device list: host
 * in lower case (RFC 3986, 6.2.2.1), always with a port, every loopback address and name as {@code
 * localhost}, no path. Names are not resolved: two names of one host differ here until a connection
 * shows its address.
 */
public final class ServerAddress {
  private static final String LOOPBACK = "localhost";

  private ServerAddress() {}

  /**
   * The address of a host and a port.
   *
   * @param host a name or an IP literal, IPv6 with or without brackets
   */
  public static String of(String scheme, String host, int port) {
    return "%s://%s:%d".formatted(scheme, host(host), port);
  }

  /** The address of the peer of a connection: an address of this host counts as loopback. */
  public static String of(String scheme, InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    if (address == null) {
      return of(scheme, peer.getHostString(), peer.getPort());
    }
    String host = isOurs(address) ? LOOPBACK : address.getHostAddress();
    return of(scheme, host, peer.getPort());
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return false;
    }
  }

  private static String host(String spelled) {
    String host = spelled.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (host.equals(LOOPBACK) || host.endsWith("." + LOOPBACK)) {
      return LOOPBACK; // RFC 6761, 6.3
    }
    try {
      InetAddress literal = InetAddress.ofLiteral(host);
      host = literal.isLoopbackAddress() ? LOOPBACK : literal.getHostAddress();
    } catch (IllegalArgumentException name) {
      return host;
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
