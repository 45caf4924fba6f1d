package dev.lockstep.plant;

/**
 * A production line of the demo: its gateway, and the wire on which the coordinator reaches it.
 * People and the demo itself reach the gateway directly.
 */
record ProductionLine(GatewayProcess gateway, Wire wire) {

  /** What the coordinator believes to be the gateway's address. */
  String address() {
    return wire.address();
  }
}
