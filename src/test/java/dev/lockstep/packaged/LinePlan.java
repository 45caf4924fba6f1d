package dev.lockstep.packaged;

import dev.lockstep.standby.LineRules;

/**
 * What a line of two PCs is made of.
 *
 * @param name of the folder with its files
 * @param lease who keeps it; the ensemble is a real one of three servers
 * @param onHosts whether each PC is on a host of its own, and machines and servers are too
 * @param memories presses in the gateways' own memory, besides the press and the conveyor
 */
record LinePlan(
    String name, LineRules.Keeper lease, LineRules.Mode mode, boolean onHosts, int memories) {
  static LinePlan of(String name) {
    return new LinePlan(name, LineRules.Keeper.PEER, LineRules.Mode.SYNCHRONOUS, false, 1);
  }

  LinePlan leasedBy(LineRules.Keeper keeper) {
    return new LinePlan(name, keeper, mode, onHosts, memories);
  }

  LinePlan onHosts(boolean possible) {
    return new LinePlan(name, lease, mode, possible, memories);
  }

  LinePlan asynchronous(int presses) {
    return new LinePlan(name, lease, LineRules.Mode.ASYNCHRONOUS, onHosts, presses);
  }

  /** Whether the standby takes over by itself. */
  boolean byItself() {
    return lease == LineRules.Keeper.ZOOKEEPER;
  }
}
