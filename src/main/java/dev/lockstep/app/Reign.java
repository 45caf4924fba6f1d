package dev.lockstep.app;

import dev.lockstep.driver.SendLease;
import dev.lockstep.journal.Replication;

/**
 * What this process may do as long as it is the active one of its line: move machines under a
 * lease, and write what the other PC is given.
 */
public record Reign(SendLease lease, Replication replication) {
  /** Of a gateway that stands alone: without end, and no other PC is given anything. */
  public static final Reign ALONE = new Reign(SendLease.ALWAYS, Replication.NONE);
}
