package dev.lockstep.fleet;

import java.util.List;
import java.util.Optional;

/**
 * A transaction over some of the fleet's gateways: the same machine of each gets the transaction's
 * number as its speed.
 *
 * @param number unique in a run
 * @param gateways their numbers
 * @param drive the machine's number at each of them
 * @param told the outcome that the coordinator told its client; empty where it told none in time
 * @param waited nanoseconds from the first request to that answer
 * @param interrupted whether an answer broke off or was refused in between, so that the request was
 *     sent again
 */
record FleetTransaction(
    long number,
    List<Integer> gateways,
    int drive,
    Optional<String> told,
    long waited,
    boolean interrupted) {
  static final String COMMITTED = "COMMITTED";

  FleetTransaction {
    gateways = List.copyOf(gateways);
  }

  static FleetTransaction begun(long number, List<Integer> gateways, int drive) {
    return new FleetTransaction(number, gateways, drive, Optional.empty(), 0, false);
  }

  FleetTransaction ended(Optional<String> outcome, long nanos, boolean again) {
    return new FleetTransaction(number, gateways, drive, outcome, nanos, again);
  }

  /** Its id at the coordinator and at each gateway. */
  String id() {
    return id(number);
  }

  static String id(long number) {
    return "fleet-" + number;
  }

  boolean committed() {
    return told.filter(COMMITTED::equals).isPresent();
  }
}
