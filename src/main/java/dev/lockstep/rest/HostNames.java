package dev.lockstep.rest;

import java.util.Optional;

/** Host names by which this gateway is called. Thread-safe; must not block. */
@FunctionalInterface
public interface HostNames {
  /**
   * Whether this host is this gateway.
   *
   * @param host as a request names it, without port; an IPv6 address in brackets
   * @param arrived the address of this machine at which the request arrived
   */
  boolean include(String host, Optional<String> arrived);
}
