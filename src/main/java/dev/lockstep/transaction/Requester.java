package dev.lockstep.transaction;

import dev.lockstep.device.PrintableText;

/**
 * The requester on whose behalf a transition is made (P14): the authenticated principal, and the
 * address that the request came from.
 *
 * @param principal its name; empty without a login
 * @param address host and port; empty where no request was the cause, as after a restart
 */
public record Requester(String principal, String address) {
  /** No request: a timer, a restart, the gateway itself. */
  public static final Requester NONE = new Requester("", "");

  private static final int PRINCIPAL_MAX = 100;
  private static final int ADDRESS_MAX = 100;

  public Requester {
    principal = PrintableText.line(principal, PRINCIPAL_MAX);
    address = PrintableText.line(address, ADDRESS_MAX);
  }
}
