package dev.lockstep.journal;

import java.util.Optional;

/**
 * Whether and to whom the changes of a database are given.
 *
 * @param follower empty: to none, and nothing is written down for it
 * @param term the number of the reign in which this process writes; told with each change set
 * @param run the name of this run of the process, which no other run of any PC has
 */
public record Replication(Optional<ChangeFollower> follower, long term, String run) {
  /** A gateway without a standby. */
  public static final Replication NONE = new Replication(Optional.empty(), 0, "");

  /** To that one. */
  public static Replication to(ChangeFollower follower, long term, String run) {
    return new Replication(Optional.of(follower), term, run);
  }
}
