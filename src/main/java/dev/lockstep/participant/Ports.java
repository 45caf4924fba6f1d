package dev.lockstep.participant;

import dev.lockstep.journal.Journal;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The ports of the participant to its environment.
 *
 * @param witness for outcomes that this gateway receives; {@link OutcomeWitness#NONE} where there
 *     is none
 * @param workers executor for work that may block: virtual threads; in the simulation one queue
 * @param devices executor for the devices of one step in parallel: virtual threads; in the
 *     simulation the calling thread
 * @param random for jitter only
 */
public record Ports(
    Journal journal,
    DeviceLinks links,
    CoordinatorClient coordinators,
    SiblingClient siblings,
    OutcomeWitness witness,
    Scheduler clock,
    RandomGenerator random,
    Executor workers,
    Executor devices,
    DecisionListener listener) {

  /** Ports without a witness. */
  public Ports(
      Journal journal,
      DeviceLinks links,
      CoordinatorClient coordinators,
      SiblingClient siblings,
      Scheduler clock,
      RandomGenerator random,
      Executor workers,
      Executor devices,
      DecisionListener listener) {
    this(
        journal,
        links,
        coordinators,
        siblings,
        OutcomeWitness.NONE,
        clock,
        random,
        workers,
        devices,
        listener);
  }
}
