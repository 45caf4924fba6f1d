package dev.lockstep.rest;

/** Paths of our own HTTP API: what is served here, and what is called at gateways of our kind. */
public final class ApiPaths {
  /** Followed by a transaction's id. */
  public static final String TRANSACTIONS = "/api/v1/transactions/";

  /** Followed by a coordination's id. */
  public static final String COORDINATIONS = "/api/v1/coordinations/";

  /** Followed by a device's name. */
  public static final String DEVICES = "/api/v1/devices/";

  private ApiPaths() {}
}
