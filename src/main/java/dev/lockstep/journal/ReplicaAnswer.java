package dev.lockstep.journal;

import java.util.List;
import java.util.Optional;

/** What became of a change set, or of a base copy, on the standby. */
public sealed interface ReplicaAnswer {
  /**
   * It would survive a power cut.
   *
   * @param at where the database stands now; after a base copy, each of them
   */
  record Durable(List<ChangePosition> at) implements ReplicaAnswer {}

  /**
   * The change set does not follow on what is here, and nothing was changed: a base copy is due.
   *
   * @param at empty where nothing that could be followed on is here
   */
  record Gap(Optional<ChangePosition> at, String why) implements ReplicaAnswer {}

  /**
   * It was written by another version of the gateway, and nothing was changed. With a base copy a
   * standby of a newer version goes on; one of an older version is to be brought up first.
   *
   * @param why one sentence, with the remedy
   */
  record OtherSchema(String why) implements ReplicaAnswer {}

  /**
   * The disk did not take it, or it could not be read. Nothing is confirmed; the same may be tried
   * again.
   *
   * @param why one sentence, with the remedy
   */
  record Failed(String why) implements ReplicaAnswer {}
}
