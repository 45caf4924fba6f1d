package dev.lockstep.app.security;

import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Address that a caller counts as: of IPv6 the network of 64 bits, because one host has as many
 * addresses in it as it likes.
 */
final class ClientAddress {
  private static final int NETWORK_BYTES = 8;
  private static final String LOCAL = "local";

  private ClientAddress() {}

  static String of(AuthenticationRequest request) {
    return Optional.ofNullable(HttpSecurityUtils.getRoutingContextAttribute(request))
        .map(RoutingContext::request)
        .flatMap(call -> Optional.ofNullable(call.remoteAddress()))
        .map(SocketAddress::hostAddress)
        .map(ClientAddress::of)
        .orElse(LOCAL);
  }

  static String of(String literal) {
    int zone = literal.indexOf('%');
    String plain = zone < 0 ? literal : literal.substring(0, zone);
    try {
      InetAddress address = InetAddress.ofLiteral(plain);
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES)) + "/64"
          : address.getHostAddress();
    } catch (IllegalArgumentException noLiteral) {
      return plain;
    }
  }
}
