package dev.lockstep.rest;

import java.time.Duration;

/**
 * Limits of one request (P8). Beyond a limit a request is refused, never truncated.
 *
 * @param bodyMax bytes of a request's body
 * @param bodiesMax bytes of all bodies that are here at once
 * @param depthMax how deep JSON may nest
 * @param textMax characters of one string
 * @param commandsMax commands of one transaction
 * @param argumentsMax arguments of one command
 * @param participantsMax other participants named by a prepare
 * @param pageMax transactions on one page
 * @param readingsMax live readings of one device at once
 * @param timeout what a prepare may ask for
 */
public record RequestLimits(
    int bodyMax,
    int bodiesMax,
    int depthMax,
    int textMax,
    int commandsMax,
    int argumentsMax,
    int participantsMax,
    int pageMax,
    int readingsMax,
    Timeout timeout) {
  /** Characters of a person's or gateway's name. */
  static final int NAME_MAX = 64;

  /** Characters of the name of a device or command: as in a profile. */
  static final int CATALOG_NAME_MAX = 200;

  /** Characters of the reason that a person gives. */
  static final int REASON_MAX = 500;

  /** Characters of an address. */
  static final int ADDRESS_MAX = 2_048;

  /**
   * How long a prepare may take.
   *
   * @param least shorter ones are refused: no device could answer
   * @param usual where the request says nothing
   * @param most longer ones are refused
   */
  public record Timeout(Duration least, Duration usual, Duration most) {}
}
