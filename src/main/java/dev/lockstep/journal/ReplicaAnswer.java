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
   * It is of a newer version of the gateway, or of a database that this one does not keep, and
   * nothing was changed: a person has to make both PCs equal.
   *
   * @param why one sentence, with the remedy
   */
  record OtherSchema(String why) implements ReplicaAnswer {}

  /**
   * The base copy is behind what is here, and not of a later reign: what stands here was durable on
   * the active one once, and is not there any more. Nothing was changed: a person has to decide
   * which of the two goes on.
   *
   * @param at where the database stands here
   * @param why one sentence, with the remedy
   */
  record Ahead(ChangePosition at, String why) implements ReplicaAnswer {}

  /**
   * The disk did not take it, or it could not be read. Nothing is confirmed; the same may be tried
   * again.
   *
   * @param why one sentence, with the remedy
   */
  record Failed(String why) implements ReplicaAnswer {}
}
